'use client';
import { useTranslations } from 'next-intl';
import { TimeSeries } from '@/components/charts/time-series';
import { useFormat } from '@/components/i18n/use-format';
import { Section } from '@/components/ui/section';
import type { Metrics } from '@/services/metrics/schemas';
import { type ChartId, chartIds, chartsOf, shortName } from './series';

interface ChartGridProps {
  metrics: Metrics | undefined;
  /** Which charts the page has; their places are kept while they load. */
  ids?: readonly ChartId[];
  markers?: readonly { at: number; label: string }[];
  onZoom: (from: number, to: number) => void;
}

/** All charts of one view, two in a row, of one height; marking a span in one zooms them all. */
export function ChartGrid({ metrics, ids = chartIds, markers = [], onZoom }: ChartGridProps) {
  const t = useTranslations('metrics');
  const formatOf = useChartFormat();
  const charts = metrics === undefined ? ids.map((id) => ({ id, series: [] })) : chartsOf(metrics).filter((chart) => ids.includes(chart.id));
  return (
    <div className="grid gap-4 xl:grid-cols-2">
      {charts.map((chart) => (
        <Section key={chart.id}>
          <TimeSeries
            title={t(`chart.${chart.id}`)}
            series={chart.series.map((one) => ({
              name: one.name,
              label: chart.series.length === 1 ? t(`chart.${chart.id}`) : shortName(one.name),
              points: one.points,
            }))}
            format={formatOf(chart.id)}
            loading={metrics === undefined}
            markers={markers}
            onZoom={onZoom}
            integers={chart.id === 'replicas' || chart.id === 'depth'}
          />
        </Section>
      ))}
    </div>
  );
}

/** Figures of a chart with their unit. */
export function useChartFormat(): (chart: ChartId) => (value: number) => string {
  const t = useTranslations('metrics');
  const format = useFormat();
  return (chart) => {
    switch (chart) {
      case 'requests':
      case 'errors':
        return (value) => t('rate', { value: format.number(value, value < 10 ? 2 : 0) });
      case 'latency':
      case 'queue':
        return (value) => format.ms(value);
      case 'cpu':
        return (value) => format.percent(value / 100);
      case 'memory':
        return (value) => format.bytes(value);
      case 'depth':
      case 'replicas':
        return (value) => format.number(value, 1);
    }
  };
}
