'use client';
import { useTranslations } from 'next-intl';
import { TimeSeries } from '@/components/charts/time-series';
import { useFormat } from '@/components/i18n/use-format';
import { SimpleTable } from '@/components/tables/simple-table';
import type { ScalingMetric } from '@/core/scaling/types';
import type { Replay } from '@/services/scaling/schemas';

/** What a policy would have done on recorded load, beside what was there. */
export function ReplayView({ replay, metric }: { replay: Replay; metric: ScalingMetric }) {
  const t = useTranslations('scaling');
  const format = useFormat();
  if (replay.recorded === 0) return <p className="text-[13px] text-muted">{t('replay.nothing')}</p>;
  const rows = (['actual', 'replayed'] as const).map((name) => ({ name, ...replay[name] }));
  const column = (at: 1 | 2 | 3): [number, number | null][] => replay.points.map((point) => [point[0], point[at]]);
  return (
    <div className="space-y-3 border-line border-t pt-4">
      <SimpleTable
        label={t('replay.title')}
        rows={rows}
        rowKey={(row) => row.name}
        empty={null}
        columns={[
          { id: 'name', header: t('replay.title'), cell: (row) => t(`replay.${row.name}`) },
          { id: 'hours', header: t('replay.hours'), align: 'right', cell: (row) => format.number(row.instanceHours, 2) },
          { id: 'overload', header: t('replay.overload'), align: 'right', cell: (row) => format.percent(row.overloadedShare) },
          { id: 'changes', header: t('replay.changes'), align: 'right', cell: (row) => format.number(row.changes) },
          { id: 'most', header: t('replay.most'), align: 'right', cell: (row) => format.number(row.most) },
        ]}
      />
      <TimeSeries
        title={t('replay.instances')}
        series={[
          { name: 'actual', label: t('replay.actual'), points: column(2) },
          { name: 'replayed', label: t('replay.replayed'), points: column(3) },
        ]}
        format={(value) => format.number(value)}
        integers
        height={140}
      />
      <TimeSeries
        title={t(`metric.${metric}`)}
        series={[{ name: 'load', label: t(`metric.${metric}`), points: column(1) }]}
        format={(value) => format.number(value, 1)}
        height={120}
      />
      <p className="text-muted text-xs">{t('replay.note', { step: replay.step })}</p>
    </div>
  );
}
