'use client';
import { useQuery } from '@tanstack/react-query';
import { useTranslations } from 'next-intl';
import { TimeSeries } from '@/components/charts/time-series';
import { useFormat } from '@/components/i18n/use-format';
import { ErrorPanel } from '@/components/ui/error-panel';
import { Section } from '@/components/ui/section';
import type { ScalingDecisionRow } from '@/services/scaling/schemas';
import { changesOf } from './changes';
import { scalingChartQuery } from './queries';

const markersMax = 15;

/** Ready replicas and requests in flight of the last half hour, with the changes of the count marked. */
export function ScalingCharts({ name, variant, decisions }: { name: string; variant: string; decisions: readonly ScalingDecisionRow[] }) {
  const t = useTranslations('scaling');
  const format = useFormat();
  const metrics = useQuery(scalingChartQuery(name, variant));
  if (metrics.data === undefined && metrics.error !== null) return <ErrorPanel error={metrics.error} onRetry={() => void metrics.refetch()} />;
  const points = (series: string) => metrics.data?.series.find((one) => one.name === series)?.points ?? [];
  const first = points('replicas')[0]?.[0] ?? 0;
  const last = points('replicas').at(-1)?.[0] ?? first;
  const markers = changesOf(decisions, first, (last - first) / markersMax).map(({ at, from, to }) => ({ at, label: `${from} → ${to}` }));
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      {(['replicas', 'inflight'] as const).map((series) => (
        <Section key={series}>
          <TimeSeries
            title={t(`chart.${series}`)}
            series={[{ name: series, label: t(`chart.${series}`), points: points(series) }]}
            format={(value) => format.number(value, 1)}
            loading={metrics.data === undefined}
            markers={markers}
            integers={series === 'replicas'}
          />
        </Section>
      ))}
    </div>
  );
}
