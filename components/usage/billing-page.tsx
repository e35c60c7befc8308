'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { parseAsStringLiteral, useQueryState } from 'nuqs';
import { Page } from '@/components/layout/page';
import { PriceBook } from '@/components/prices/price-book';
import { DownloadLink } from '@/components/tables/download-link';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Segmented } from '@/components/ui/segmented';
import { SkeletonLines } from '@/components/ui/skeleton';
import { CostChart } from './cost-chart';
import { CostTable } from './cost-table';
import { CostTiles } from './cost-tiles';
import { NoCosts } from './no-costs';
import { periodIds } from './period';
import { costsCsvPath, costsQuery } from './queries';
import { Reconciles } from './reconciles';
import { groupByOf, reportGroups } from './report';

/** The manager's report: what was used, what it costs, by whom, and that the figures agree. */
export function BillingPage() {
  const t = useTranslations('usage');
  const [period, setPeriod] = useQueryState('period', parseAsStringLiteral(periodIds).withDefault('month'));
  const [group, setGroup] = useQueryState('group', parseAsStringLiteral(reportGroups).withDefault('endpoint'));
  const lines = useQuery(costsQuery({ period, groupBy: groupByOf(group) }));
  const days = useQuery(costsQuery({ period, groupBy: `day,${groupByOf(group)}` }));
  const isEmpty = lines.data !== undefined && lines.data.items.length === 0;
  return (
    <Page
      title={t('title')}
      description={t('intro')}
      actions={
        <>
          <Segmented
            label={t('period')}
            value={period}
            options={periodIds.map((id) => ({ value: id, label: t(`periodName.${id}`) }))}
            onChange={(next) => void setPeriod(next)}
          />
          <DownloadLink href={costsCsvPath({ period, groupBy: `day,${groupByOf(group)}` })}>{t('export')}</DownloadLink>
        </>
      }
    >
      {lines.error === null ? null : <ErrorPanel error={lines.error} onRetry={() => void lines.refetch()} />}
      {lines.data === undefined ? (
        lines.error === null ? (
          <SkeletonLines label={t('title')} lines={8} />
        ) : null
      ) : (
        <>
          <CostTiles costs={lines.data} />
          {isEmpty ? (
            <NoCosts />
          ) : (
            <>
              <CostChart costs={days.data} error={days.error} period={period} />
              <CostTable costs={lines.data} chosen={group} onGroup={(next) => void setGroup(next)} />
            </>
          )}
          <Reconciles costs={lines.data} />
        </>
      )}
      <PriceBook />
    </Page>
  );
}
