'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { endpointsQuery } from '@/components/endpoints/queries';
import { CheckField } from '@/components/forms/field';
import { Checkbox } from '@/components/ui/input';

interface EndpointChoiceProps {
  /** Null = all. */
  chosen: readonly string[] | null;
  onChange: (chosen: readonly string[] | null) => void;
  error: string | null;
}

/** Which endpoints a key may call: all, or those that are ticked. */
export function EndpointChoice({ chosen, onChange, error }: EndpointChoiceProps) {
  const t = useTranslations('keys.dialog');
  const endpoints = useQuery({ ...endpointsQuery({ limit: 200, sort: 'name' }), enabled: chosen !== null });
  const toggle = (name: string): void => onChange(chosen?.includes(name) ? chosen.filter((one) => one !== name) : [...(chosen ?? []), name]);
  return (
    <fieldset className="space-y-2 text-[13px]">
      <legend className="mb-1 font-medium">{t('endpoints')}</legend>
      <label className="flex items-center gap-2">
        <input type="radio" name="key-endpoints" checked={chosen === null} onChange={() => onChange(null)} className="size-4 accent-accent" />
        {t('endpointsAll')}
      </label>
      <label className="flex items-center gap-2">
        <input type="radio" name="key-endpoints" checked={chosen !== null} onChange={() => onChange([])} className="size-4 accent-accent" />
        {t('endpointsSome')}
      </label>
      {chosen === null ? null : (
        <ul className="max-h-40 space-y-1.5 overflow-y-auto rounded-md border border-line p-2.5">
          {endpoints.data?.items.map((endpoint) => (
            <li key={endpoint.id}>
              <CheckField label={endpoint.name}>
                <Checkbox checked={chosen.includes(endpoint.name)} onChange={() => toggle(endpoint.name)} />
              </CheckField>
            </li>
          ))}
        </ul>
      )}
      {error === null ? null : (
        <p role="alert" className="text-bad text-xs">
          {error}
        </p>
      )}
    </fieldset>
  );
}
