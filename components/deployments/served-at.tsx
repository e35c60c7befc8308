'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useState } from 'react';
import { Field } from '@/components/forms/field';
import { useFormat } from '@/components/i18n/use-format';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Input } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import type { Serving } from '@/services/endpoints/schemas';
import { servingQuery } from './queries';

/** Which version served at a time, in the reader's own zone. */
export function ServedAt({ endpoint }: { endpoint: string }) {
  const t = useTranslations('deployments.servedAt');
  const [local, setLocal] = useState('');
  const time = local === '' ? Number.NaN : new Date(local).getTime();
  const at = Number.isNaN(time) ? null : new Date(time).toISOString();
  const serving = useQuery({ ...servingQuery(endpoint, at ?? ''), enabled: at !== null });
  return (
    <Section>
      <div className="flex flex-wrap items-end gap-x-6 gap-y-3">
        <Field label={t('label')} className="w-64">
          <Input type="datetime-local" step={1} value={local} onChange={(event) => setLocal(event.target.value)} />
        </Field>
        <output aria-live="polite" className="min-h-8 min-w-0 py-1.5 text-[13px]">
          {serving.data === undefined || at === null ? null : <Answer serving={serving.data} />}
        </output>
      </div>
      {serving.error === null ? null : (
        <div className="mt-3">
          <ErrorPanel error={serving.error} />
        </div>
      )}
    </Section>
  );
}

function Answer({ serving }: { serving: Serving }) {
  const t = useTranslations('deployments.servedAt');
  const format = useFormat();
  const { deployment, variants, baking, endpoint } = serving;
  if (deployment === null)
    return <span className="text-muted">{serving.state === 'NotThere' ? t('notThere', { endpoint }) : t('notServing', { endpoint })}</span>;
  const whole = variants.reduce((sum, { weight }) => sum + weight, 0);
  const served = variants
    .filter(({ weight }) => weight > 0)
    .map(({ model, version, weight }) => (variants.length === 1 ? `${model}@${version}` : `${model}@${version} (${format.percent(weight / whole, 0)})`));
  const since = { number: deployment.number, from: format.timeLong(deployment.servedFrom), who: deployment.createdBy };
  return (
    <>
      <span className="font-medium">{served.join(', ')}</span>
      <span className="block text-muted text-xs">
        {deployment.servedUntil === null ? t('since', since) : t('between', { ...since, until: format.timeLong(deployment.servedUntil) })}
      </span>
      {baking === null ? null : (
        <span className="block text-muted text-xs">
          {t('baking', { served: baking.variants.map(({ model, version }) => `${model}@${version}`).join(', '), number: baking.number, who: baking.createdBy })}
        </span>
      )}
    </>
  );
}
