'use client';
import { Table2, TrendingUp } from 'lucide-react';
import dynamic from 'next/dynamic';
import { useTranslations } from 'next-intl';
import { useMemo, useState } from 'react';
import { useFormat } from '@/components/i18n/use-format';
import { IconButton } from '@/components/ui/button';
import { Skeleton } from '@/components/ui/skeleton';
import { chartColours, chartDashes, extremes, lastValue, type Series, toRows } from './series';
import { SeriesTable } from './series-table';
import type { PlotKind } from './time-series-plot';

const TimeSeriesPlot = dynamic(() => import('./time-series-plot').then((module) => module.TimeSeriesPlot), {
  ssr: false,
  loading: () => <Skeleton className="size-full" />,
});

export interface TimeSeriesProps {
  title: string;
  /** At most 6, each of at most 360 points. */
  series: readonly Series[];
  /** A value with its unit. */
  format: (value: number) => string;
  kind?: PlotKind;
  height?: number;
  loading?: boolean;
  /** Counts of whole things: the axis has no fractions. */
  integers?: boolean;
  /** Values are parts of 1: the axis never goes beyond it. */
  shares?: boolean;
  /** Instants worth knowing, such as deployments. */
  markers?: readonly { at: number; label: string }[];
  /** Called with the range a drag over the plot marks, in ms. */
  onZoom?: (from: number, to: number) => void;
  className?: string;
}

/** A chart over time: legend with the value under the pointer (else the newest), a sentence for those who do not see it, and the same as a table. */
export function TimeSeries({
  title,
  series,
  format,
  kind = 'line',
  height = 180,
  loading = false,
  integers = false,
  shares = false,
  markers = [],
  onZoom,
  className,
}: TimeSeriesProps) {
  const t = useTranslations('ui');
  const times = useFormat();
  const rows = useMemo(() => toRows(series), [series]);
  const [asTable, setAsTable] = useState(false);
  const [hovered, setHovered] = useState<number | null>(null);
  const hoveredRow = hovered === null ? undefined : rows.find((row) => row.at === hovered);
  const isEmpty = !loading && rows.every((row) => Object.values(row.values).every((value) => value === null));
  return (
    <figure className={className}>
      <figcaption className="relative flex min-h-6 flex-wrap items-center gap-x-4 gap-y-1 pr-8">
        <span className="font-medium text-[13px]">{title}</span>
        <ul className="flex flex-wrap gap-x-3 gap-y-0.5 text-xs">
          {series.map((one, i) => {
            const value = hoveredRow === undefined ? lastValue(one) : (hoveredRow.values[one.name] ?? null);
            return (
              <li key={one.name} className="inline-flex items-center gap-1.5">
                <svg aria-hidden width="14" height="6">
                  <line
                    x1="0"
                    x2="14"
                    y1="3"
                    y2="3"
                    stroke={chartColours[i % chartColours.length]}
                    strokeWidth="2"
                    strokeDasharray={chartDashes[i % chartDashes.length]}
                  />
                </svg>
                {series.length === 1 && one.label === title ? null : <span className="text-muted">{one.label}</span>}
                <span className="tabular">{value === null ? '–' : format(value)}</span>
              </li>
            );
          })}
        </ul>
        <span className="tabular ml-auto text-muted text-xs">{hoveredRow === undefined ? '' : times.time(hoveredRow.at)}</span>
        <IconButton
          label={asTable ? t('showChart') : t('showTable')}
          onClick={() => setAsTable(!asTable)}
          aria-pressed={asTable}
          className="absolute top-0 right-0 size-6"
        >
          {asTable ? <TrendingUp aria-hidden className="size-3.5" /> : <Table2 aria-hidden className="size-3.5" />}
        </IconButton>
      </figcaption>
      <p className="sr-only">{series.map((one) => sentence(one)).join(' ')}</p>
      <div style={{ height }} className="mt-1 min-w-0">
        {asTable ? (
          <SeriesTable label={title} series={series} rows={rows} format={format} />
        ) : loading ? (
          <Skeleton className="size-full" />
        ) : isEmpty ? (
          <p className="grid size-full place-items-center rounded-md border border-line border-dashed text-muted text-xs">{t('noData')}</p>
        ) : (
          <TimeSeriesPlot
            series={series}
            rows={rows}
            format={format}
            kind={kind}
            integers={integers}
            shares={shares}
            markers={markers}
            onHover={setHovered}
            onZoom={onZoom}
          />
        )}
      </div>
    </figure>
  );

  function sentence(one: Series): string {
    const range = extremes(one);
    const last = lastValue(one);
    if (range === null || last === null) return t('seriesEmpty', { name: one.label });
    return t('seriesSummary', { name: one.label, last: format(last), min: format(range.min), max: format(range.max) });
  }
}
