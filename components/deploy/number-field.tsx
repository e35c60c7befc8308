'use client';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { Input } from '@/components/ui/input';

interface NumberFieldProps {
  label: string;
  hint?: string;
  unit?: string;
  value: number;
  min: number;
  max: number;
  onChange: (value: number) => void;
}

/** A whole number between two bounds; what is typed is kept until it is one, and the fault is said on leaving the field. */
export function NumberField({ label, hint, unit, value, min, max, onChange }: NumberFieldProps) {
  const t = useTranslations('deploy');
  const [text, setText] = useState<string | null>(null);
  const [left, setLeft] = useState(false);
  const shown = text ?? String(value);
  const parsed = Number(shown);
  const valid = shown.trim() !== '' && Number.isInteger(parsed) && parsed >= min && parsed <= max;
  return (
    <Field label={label} hint={hint} aside={unit} error={!valid && left ? t('numberRange', { min, max }) : null}>
      <Input
        type="number"
        inputMode="numeric"
        min={min}
        max={max}
        step={1}
        value={shown}
        onBlur={() => {
          setLeft(true);
          if (valid) setText(null);
        }}
        onChange={(event) => {
          setText(event.target.value);
          const next = Number(event.target.value);
          if (event.target.value.trim() !== '' && Number.isInteger(next) && next >= min && next <= max) onChange(next);
        }}
      />
    </Field>
  );
}
