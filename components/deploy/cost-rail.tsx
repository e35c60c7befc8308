'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import type { DraftData } from '@/components/drafts/draft-data';
import { useFormat } from '@/components/i18n/use-format';
import { Section } from '@/components/ui/section';
import { CopyAs } from './copy-as';
import { hoursPerMonth } from './plan';
import { instanceTypesQuery } from './queries';

/** On the right of every step: what it will cost, what will be made, and the same as a call. */
export function CostRail({ data }: { data: DraftData }) {
  const t = useTranslations('deploy');
  const format = useFormat();
  const types = useQuery(instanceTypesQuery());
  const { compute, release } = data;
  const type = types.data?.items.find((one) => one.name === compute.instanceType);
  const hour = type === undefined ? null : type.priceMicrosPerHour * compute.instances;
  const will = [
    data.model === '' ? null : t('willVersion', { model: data.model, version: data.version ?? 0 }),
    compute.instanceType === ''
      ? null
      : t('willInstances', { instances: compute.instances, type: compute.instanceType, replicas: compute.instances * compute.replicasPerInstance }),
    release.endpoint === '' ? null : release.mode === 'new' ? t('willCreate', { endpoint: release.endpoint }) : t('willUpdate', { endpoint: release.endpoint }),
  ].filter((line) => line !== null);
  return (
    <div className="space-y-4 lg:sticky lg:top-16">
      <Section title={t('cost')}>
        {type === undefined || hour === null ? (
          <p className="text-[13px] text-muted">{t('costLater')}</p>
        ) : (
          <>
            <dl className="tabular space-y-2 text-[13px]">
              <div className="flex items-baseline justify-between gap-2">
                <dt className="text-muted">{t('anHour')}</dt>
                <dd className="font-semibold text-lg">{format.money(hour, type.currency)}</dd>
              </div>
              <div className="flex items-baseline justify-between gap-2">
                <dt className="text-muted">{t('aMonth')}</dt>
                <dd className="font-semibold text-lg">{format.money(hour * hoursPerMonth, type.currency)}</dd>
              </div>
            </dl>
            <p className="mt-2 text-muted text-xs">
              {t('costFormula', { instances: compute.instances, price: format.money(type.priceMicrosPerHour, type.currency), hours: hoursPerMonth })}
            </p>
          </>
        )}
      </Section>
      {will.length === 0 ? null : (
        <Section title={t('will')}>
          <ul className="list-disc space-y-1 pl-4 text-[13px]">
            {will.map((line) => (
              <li key={line} className="break-words">
                {line}
              </li>
            ))}
          </ul>
        </Section>
      )}
      {data.version === null || release.endpoint === '' || compute.instanceType === '' ? null : <CopyAs data={data} />}
    </div>
  );
}
