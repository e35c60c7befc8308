'use client';
import { useTranslations } from 'next-intl';
import { Field } from '@/components/forms/field';
import { Checkbox, Input } from '@/components/ui/input';
import type { FormValues } from './body';
import { type FormField, faultOf } from './form-fields';

interface FormInputProps {
  fields: readonly FormField[];
  values: FormValues;
  onChange: (values: FormValues) => void;
  /** What the endpoint found wrong, by field. */
  problems: Readonly<Record<string, string>>;
}

/** One row as a form made from the signature. */
export function FormInput({ fields, values, onChange, problems }: FormInputProps) {
  const t = useTranslations('playground');
  return (
    <div className="grid grid-cols-1 gap-3 sm:grid-cols-2">
      {fields.map((field) => {
        const text = values[field.key] ?? '';
        const fault = faultOf(field, text);
        const set = (next: string): void => onChange({ ...values, [field.key]: next });
        return (
          <Field
            key={field.key}
            label={field.label}
            aside={<code>{field.datatype}</code>}
            error={fault === null ? (problems[field.key] ?? null) : t(`faults.${fault}`)}
          >
            {field.kind === 'truth' ? (
              <Checkbox checked={text === 'true'} onChange={(event) => set(String(event.target.checked))} />
            ) : (
              <Input
                inputMode={field.kind === 'number' ? 'decimal' : 'text'}
                value={text}
                spellCheck={false}
                onChange={(event) => set(event.target.value)}
                className="tabular"
              />
            )}
          </Field>
        );
      })}
    </div>
  );
}
