'use client';
import { useTranslations } from 'next-intl';
import { useMemo } from 'react';
import { TimeSeries } from '@/components/charts/time-series';
import { useFormat } from '@/components/i18n/use-format';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import { daysOf, type PeriodId, periodOf } from './period';
import type { CostReport } from './queries';
import { availabilityKey, groupOf, stackDays } from './report';

interface CostChartProps {
  /** By day and group. */
  costs: CostReport | undefined;
  error: unknown;
  period: PeriodId;
}

/** What each day cost, stacked by group; days are those of UTC. */
export function CostChart({ costs, error, period }: CostChartProps) {
  const t = useTranslations('usage');
  const format = useFormat();
  const currency = costs?.currency ?? 'USD';
  const series = useMemo(() => {
    if (costs === undefined) return [];
    const stacked = stackDays(costs.items, groupOf(costs.groupBy), daysOf(periodOf(period, Date.now())));
    return stacked.names.map((name, i) => ({
      name: `stack${i}`,
      label: name === '' ? t('chart.other') : name === availabilityKey ? t('table.availability') : name,
      points: stacked.days.map(({ day, amounts }) => [Date.parse(day), amounts[i] ?? 0] as const),
    }));
  }, [costs, period, t]);
  return (
    <Section>
      {error === null ? null : <ErrorPanel error={error} />}
      <TimeSeries
        title={t('chart.title')}
        series={series}
        format={(value) => format.money(value, currency)}
        kind="stack"
        height={220}
        loading={costs === undefined && error === null}
      />
    </Section>
  );
}
