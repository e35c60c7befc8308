'use client';
import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { type FormEvent, useState } from 'react';
import { useStateRefusal } from '@/components/endpoints/use-state-refusal';
import { CheckField, Field } from '@/components/forms/field';
import { fieldError } from '@/components/forms/field-errors';
import { Allowed } from '@/components/sessions/allowed';
import { Button } from '@/components/ui/button';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Checkbox, Input, Select } from '@/components/ui/input';
import { Section } from '@/components/ui/section';
import { showToast } from '@/components/ui/toast';
import { scalingMetrics } from '@/core/scaling/types';
import type { Endpoint } from '@/services/endpoints/schemas';
import type { Scaling } from '@/services/scaling/schemas';
import { draftOf, type PolicyDraft, withMetric } from './policy-draft';
import { replayScaling, updateScaling } from './queries';
import { ReplayView } from './replay-view';
import { ScheduleFields } from './schedule-fields';

interface PolicyFormProps {
  endpoint: Endpoint;
  revision: number;
  variant: Scaling['variants'][number];
}

const replayDays = [0.25, 1, 7];
const counts = ['minInstances', 'maxInstances'] as const;
const seconds = ['stableSeconds', 'panicSeconds', 'scaleInDelaySeconds', 'idleSeconds'] as const;
const limits = ['panicThreshold', 'stepOutMax', 'stepInMax', 'perMinuteMax'] as const;

/** The policy of a variant: it can be replayed on recorded load before it is saved. Begins anew when the endpoint has changed. */
export function PolicyForm({ endpoint, revision, variant }: PolicyFormProps) {
  const t = useTranslations('scaling');
  const client = useQueryClient();
  const refusal = useStateRefusal(endpoint);
  const [draft, setDraft] = useState<PolicyDraft>(() => draftOf(variant));
  const [days, setDays] = useState(1);
  const save = useMutation({
    mutationFn: () => updateScaling(endpoint.name, revision, variant.variant, draft),
    onSuccess: () => showToast(t('form.saved')),
    onSettled: () => client.invalidateQueries({ queryKey: ['endpoints'] }),
  });
  const replay = useMutation({ mutationFn: () => replayScaling(endpoint.name, variant.variant, draft, days) });
  const error = save.error ?? replay.error;
  const change = (more: Partial<PolicyDraft['scaling']>): void => setDraft({ ...draft, scaling: { ...draft.scaling, ...more } });
  const number = (name: string, value: number | undefined, onChange: (value: number) => void, more: object = {}) => (
    <Field key={name} label={t(`form.${name}`)} hint={t(`form.${name}Hint`)} error={fieldError(error, name)}>
      <Input
        type="number"
        min={0}
        step="any"
        value={value ?? ''}
        placeholder={t('form.auto')}
        onChange={(event) => Number.isNaN(event.target.valueAsNumber) || onChange(event.target.valueAsNumber)}
        {...more}
      />
    </Field>
  );
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    replay.reset();
    save.mutate();
  };
  return (
    <Section title={t('form.title')} description={t('form.text')}>
      <form onSubmit={submit} className="space-y-4" noValidate>
        <div className="grid gap-4 sm:grid-cols-2">
          {counts.map((name) => number(name, draft[name], (value) => setDraft({ ...draft, [name]: value })))}
          <Field label={t('form.metric')} hint={t('form.metricHint')} error={fieldError(error, 'metric')}>
            <Select value={draft.scaling.metric} onChange={(event) => setDraft(withMetric(draft, event.target.value as PolicyDraft['scaling']['metric']))}>
              {scalingMetrics.map((metric) => (
                <option key={metric} value={metric}>
                  {t(`metric.${metric}`)}
                </option>
              ))}
            </Select>
          </Field>
          <Field label={t('form.target')} hint={t(`unit.${draft.scaling.metric}`)} error={fieldError(error, 'target')}>
            <Input
              type="number"
              min={0}
              step="any"
              value={draft.scaling.target ?? ''}
              placeholder={t('form.auto')}
              onChange={(event) => change({ target: Number.isNaN(event.target.valueAsNumber) ? undefined : event.target.valueAsNumber })}
            />
          </Field>
        </div>
        <details className="rounded-md border border-line">
          <summary className="cursor-pointer px-3 py-2 font-medium text-[13px]">{t('form.more')}</summary>
          <div className="space-y-4 border-line border-t p-3">
            <div className="grid gap-4 sm:grid-cols-2">
              {[...seconds, ...limits].map((name) => number(name, draft.scaling[name], (value) => change({ [name]: value })))}
            </div>
            <CheckField label={t('form.predictive')} hint={t('form.predictiveHint')}>
              <Checkbox checked={draft.scaling.predictive} onChange={(event) => change({ predictive: event.target.checked })} />
            </CheckField>
          </div>
        </details>
        <ScheduleFields schedules={draft.scaling.schedules} onChange={(schedules) => change({ schedules })} error={error} />
        {error === null ? null : <ErrorPanel error={error} />}
        <div className="flex flex-wrap items-center gap-2">
          <Allowed action="endpoints:Deploy" refusal={refusal('weights')}>
            <Button type="submit" tone="primary" pending={save.isPending}>
              {t('form.save')}
            </Button>
          </Allowed>
          <span className="ml-auto flex items-center gap-2">
            <Select aria-label={t('replay.period')} value={days} onChange={(event) => setDays(Number(event.target.value))} className="w-32">
              {replayDays.map((value) => (
                <option key={value} value={value}>
                  {t('replay.last', { hours: value * 24 })}
                </option>
              ))}
            </Select>
            <Button
              onClick={() => {
                save.reset();
                replay.mutate();
              }}
              pending={replay.isPending}
            >
              {t('replay.run')}
            </Button>
          </span>
        </div>
        {replay.data === undefined ? null : <ReplayView replay={replay.data} metric={draft.scaling.metric} />}
      </form>
    </Section>
  );
}
