'use client';
import { useQuery } from '@tanstack/react-query';
import Link from 'next/link';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { paths } from '@/components/paths';
import { Permitted } from '@/components/sessions/permitted';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonLines } from '@/components/ui/skeleton';
import { CostChart } from './cost-chart';
import { CostTable } from './cost-table';
import { CostTiles } from './cost-tiles';
import { periodIds } from './period';
import { costsQuery } from './queries';
import { Reconciles } from './reconciles';
import { groupByOf } from './report';

/** What one endpoint costs, by version and by key. */
export function EndpointCost({ name }: { name: string }) {
  const t = useTranslations('usage');
  return (
    <Permitted action="usage:Read">
      <Report name={name} title={t('endpointTitle', { name })} />
    </Permitted>
  );
}

function Report({ name, title }: { name: string; title: string }) {
  const t = useTranslations('usage');
  const [period, setPeriod] = useQueryState('period', parseAsStringLiteral(periodIds).withDefault('month'));
  const byVersion = useQuery(costsQuery({ period, groupBy: groupByOf('version'), endpoint: name }));
  const byKey = useQuery(costsQuery({ period, groupBy: 'key', endpoint: name }));
  const days = useQuery(costsQuery({ period, groupBy: 'day,key', endpoint: name }));
  const error = byVersion.error ?? byKey.error;
  return (
    <div className="space-y-4">
      <div className="flex flex-wrap items-center justify-between gap-2">
        <Segmented
          label={t('period')}
          value={period}
          options={periodIds.map((id) => ({ value: id, label: t(`periodName.${id}`) }))}
          onChange={(next) => void setPeriod(next)}
        />
        <Link href={paths.billing()} className="text-[13px] text-accent-text hover:underline">
          {t('openReport')}
        </Link>
      </div>
      {error === null ? null : <ErrorPanel error={error} onRetry={() => void byVersion.refetch()} />}
      {byVersion.data === undefined || byKey.data === undefined ? (
        error === null ? (
          <SkeletonLines label={title} lines={6} />
        ) : null
      ) : (
        <>
          <CostTiles costs={byVersion.data} />
          <CostChart costs={days.data} error={days.error} period={period} />
          <div className="grid gap-4 2xl:grid-cols-2">
            <CostTable costs={byVersion.data} title={t('versionsTitle')} />
            <CostTable costs={byKey.data} title={t('keysTitle')} />
          </div>
          <Reconciles costs={byKey.data} />
        </>
      )}
    </div>
  );
}
