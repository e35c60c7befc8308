'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { Field } from '@/components/forms/field';
import { modelsQuery } from '@/components/models/queries';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Select } from '@/components/ui/input';
import { versionsQuery } from '@/components/versions/queries';
import type { StepProps } from './step-props';

/** Picks a model and one of its versions that passed the checks. */
export function ExistingVersionFields({ data, update }: Pick<StepProps, 'data' | 'update'>) {
  const t = useTranslations('deploy');
  const versionWords = useTranslations('versions');
  const models = useQuery(modelsQuery({ limit: 200, sort: 'name' }));
  const versions = useQuery({ ...versionsQuery(data.model), enabled: data.model !== '' });
  const ready = (versions.data?.items ?? []).filter((version) => version.state === 'Ready' && version.stage !== 'Archived');
  return (
    <div className="grid max-w-xl grid-cols-1 gap-4 sm:grid-cols-2">
      {models.error === null ? null : <ErrorPanel error={models.error} onRetry={() => void models.refetch()} />}
      <Field label={t('model')}>
        <Select value={data.model} onChange={(event) => void update({ model: event.target.value, version: null })}>
          <option value="" disabled>
            {t('chooseModel')}
          </option>
          {(models.data?.items ?? []).map((model) => (
            <option key={model.id} value={model.name}>
              {model.name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t('version')} hint={data.model !== '' && versions.data !== undefined && ready.length === 0 ? t('noReadyVersion') : undefined}>
        <Select
          value={data.version === null ? '' : String(data.version)}
          disabled={ready.length === 0}
          onChange={(event) => void update({ version: Number(event.target.value) })}
        >
          <option value="" disabled>
            {t('chooseVersion')}
          </option>
          {ready.map((version) => (
            <option key={version.id} value={version.version}>
              {versionWords('number', { version: version.version })}
            </option>
          ))}
        </Select>
      </Field>
    </div>
  );
}
