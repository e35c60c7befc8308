'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { modelsQuery } from '@/components/models/queries';
import { Input } from '@/components/ui/input';
import { isName } from './model-name';

/** The name under which files are registered; says whether they become a new model or the next version of one. */
export function ModelNameField({ value, onChange }: { value: string; onChange: (name: string) => void }) {
  const t = useTranslations('deploy');
  const [touched, setTouched] = useState(false);
  const valid = isName(value);
  const found = useQuery({ ...modelsQuery({ q: value, limit: 20 }), enabled: valid });
  const existing = found.data?.items.find((model) => model.name === value);
  const hint = existing === undefined ? t('newModelHint') : t('nextVersionHint', { name: value, versions: existing.versions });
  return (
    <Field label={t('modelName')} hint={valid ? hint : t('nameRule')} error={touched && !valid ? t('nameInvalid') : null} className="max-w-md">
      <Input value={value} maxLength={63} spellCheck={false} onBlur={() => setTouched(true)} onChange={(event) => onChange(event.target.value.trim())} />
    </Field>
  );
}
