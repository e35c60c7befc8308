'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { useEffect } from 'react';
import { HealthFields } from '@/components/endpoints/health-fields';
import { CheckField } from '@/components/forms/field';
import { useFormat } from '@/components/i18n/use-format';
import { useSentence } from '@/components/i18n/use-sentence';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Checkbox } from '@/components/ui/input';
import { RadioCards } from '@/components/ui/radio-cards';
import { SkeletonLines } from '@/components/ui/skeleton';
import type { InstanceType } from '@/services/instances/schemas';
import { NumberField } from './number-field';
import { cheapestFit, fitOf } from './plan';
import { instanceTypesQuery } from './queries';
import { StepFrame } from './step-frame';
import type { StepProps } from './step-props';

/** On what it runs and how much at once. Suggests the cheapest instance type that fits what the check measured. */
export function ComputeStep({ data, update, go, version }: StepProps) {
  const t = useTranslations('deploy');
  const { compute } = data;
  const types = useQuery(instanceTypesQuery());
  const peak = version?.peakMemoryBytes ?? null;
  const suggested = types.data === undefined ? null : cheapestFit(types.data.items, compute.replicasPerInstance, peak);
  const chosen = types.data?.items.find((type) => type.name === compute.instanceType);
  const change = (changes: Partial<typeof compute>): void => void update({ compute: { ...compute, ...changes } });
  useEffect(() => {
    if (compute.instanceType === '' && suggested !== null) void update({ compute: { ...compute, instanceType: suggested.name } });
  }, [compute, suggested, update]);
  const blocked = chosen === undefined ? t('needType') : fitOf(chosen, compute.replicasPerInstance, peak).fits ? null : t('doesNotFit');
  return (
    <StepFrame title={t('step.compute')} description={t('computeLead')} onBack={() => go('version')} onNext={() => go('release')} blocked={blocked}>
      {types.error === null ? null : <ErrorPanel error={types.error} onRetry={() => void types.refetch()} />}
      {types.data === undefined ? (
        types.error === null ? (
          <SkeletonLines label={t('instanceType')} lines={4} />
        ) : null
      ) : (
        <RadioCards
          stacked
          label={t('instanceType')}
          value={compute.instanceType}
          onChange={(instanceType) => change({ instanceType })}
          options={types.data.items.map((type) => ({
            value: type.name,
            label: (
              <>
                {type.name} {type.name === suggested?.name ? <span className="ml-1 font-normal text-accent-text">{t('cheapestFits')}</span> : null}
              </>
            ),
            hint: <TypeHint type={type} replicas={compute.replicasPerInstance} peak={peak} />,
            aside: <HourPrice type={type} />,
            disabled: !type.available,
          }))}
        />
      )}
      <div className="grid max-w-2xl grid-cols-1 gap-4 sm:grid-cols-2">
        <NumberField
          label={t('instances')}
          hint={t('instancesHint')}
          value={compute.instances}
          min={1}
          max={64}
          onChange={(instances) => change({ instances })}
        />
        <NumberField
          label={t('replicas')}
          hint={t('replicasHint')}
          value={compute.replicasPerInstance}
          min={1}
          max={chosen?.replicasMax ?? 64}
          onChange={(replicasPerInstance) => change({ replicasPerInstance })}
        />
        <NumberField
          label={t('concurrency')}
          hint={t('concurrencyHint')}
          value={compute.concurrency}
          min={1}
          max={4096}
          onChange={(concurrency) => change({ concurrency })}
        />
        <NumberField
          label={t('timeout')}
          hint={t('timeoutHint')}
          unit={t('seconds')}
          value={compute.timeoutSeconds}
          min={1}
          max={900}
          onChange={(timeoutSeconds) => change({ timeoutSeconds })}
        />
      </div>
      <div className="grid max-w-2xl grid-cols-1 items-start gap-4 sm:grid-cols-2">
        <CheckField label={t('batching')} hint={t('batchingHint')}>
          <Checkbox checked={compute.batching} onChange={(event) => change({ batching: event.target.checked })} />
        </CheckField>
        {compute.batching ? (
          <NumberField
            label={t('batchMaxSize')}
            unit={t('rows')}
            value={compute.batchMaxSize}
            min={1}
            max={4096}
            onChange={(batchMaxSize) => change({ batchMaxSize })}
          />
        ) : null}
      </div>
      <div className="max-w-2xl">
        <HealthFields health={compute.health} onChange={(health) => change({ health })} />
      </div>
    </StepFrame>
  );
}

function HourPrice({ type }: { type: InstanceType }) {
  const ui = useTranslations('ui');
  const format = useFormat();
  return <span className="tabular font-medium">{ui('perHour', { amount: format.money(type.priceMicrosPerHour, type.currency) })}</span>;
}

function TypeHint({ type, replicas, peak }: { type: InstanceType; replicas: number; peak: number | null }) {
  const t = useTranslations('deploy');
  const format = useFormat();
  const say = useSentence();
  const fit = fitOf(type, replicas, peak);
  return (
    <>
      {t('typeFacts', { cpus: type.cpus, memory: format.bytes(type.memoryBytes), replicas: type.replicasMax })}
      {type.available ? null : <span className="block text-warn">{say(type, 'reason')}</span>}
      {fit.share === null || fit.needBytes === null ? null : (
        <span className="mt-1.5 flex items-center gap-2">
          <span aria-hidden className="h-1 w-24 overflow-hidden rounded-full bg-line">
            <span className={fit.share > 0.8 ? 'block h-full bg-bad' : 'block h-full bg-ok'} style={{ width: `${Math.min(100, fit.share * 100)}%` }} />
          </span>
          {t('memoryFit', { need: format.bytes(fit.needBytes), share: format.percent(fit.share, 0) })}
        </span>
      )}
    </>
  );
}
