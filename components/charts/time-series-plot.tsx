'use client';
import { useLocale } from 'next-intl';
import { useState } from 'react';
import { Area, Bar, CartesianGrid, ComposedChart, Line, ReferenceArea, ReferenceLine, ResponsiveContainer, Tooltip, XAxis, YAxis } from 'recharts';
import { type Locale, languageTag } from '@/components/i18n/locale';
import { chartColours, chartDashes, isLonePoint, type Series, type SeriesRow, topOfShares } from './series';

/** `stack`: bars upon one another, for sums a day; `area`: a filled line, for one figure. */
export type PlotKind = 'line' | 'area' | 'stack';

interface PlotProps {
  series: readonly Series[];
  rows: readonly SeriesRow[];
  format: (value: number) => string;
  kind: PlotKind;
  integers: boolean;
  /** Values are parts of 1. */
  shares: boolean;
  markers: readonly { at: number; label: string }[];
  onHover: (at: number | null) => void;
  onZoom: ((from: number, to: number) => void) | undefined;
}

const tick = { fontSize: 11, fill: 'var(--muted)' };

/** The drawing of a chart; loaded only where one shows. */
export function TimeSeriesPlot({ series, rows, format, kind, integers, shares, markers, onHover, onZoom }: PlotProps) {
  const tag = languageTag[useLocale() as Locale];
  const [drag, setDrag] = useState<{ from: number; to: number } | null>(null);
  const data = rows.map((row) => ({ at: row.at, ...row.values }));
  const span = rows.length < 2 ? 0 : rows[rows.length - 1].at - rows[0].at;
  const label = tickFormat(tag, span, kind);
  const most = shares ? topOfShares(series) : null;
  const at = (label: unknown): number | null => (typeof label === 'number' ? label : typeof label === 'string' && label !== '' ? Number(label) : null);
  const endDrag = (): void => {
    if (drag !== null && onZoom !== undefined && drag.from !== drag.to) onZoom(Math.min(drag.from, drag.to), Math.max(drag.from, drag.to));
    setDrag(null);
  };
  return (
    <ResponsiveContainer width="100%" height="100%">
      <ComposedChart
        data={data}
        margin={markers.length === 0 ? { top: 6, right: 4, bottom: 0, left: 0 } : { top: 20, right: 20, bottom: 0, left: 0 }}
        accessibilityLayer={false}
        onMouseMove={(state) => {
          const now = at(state.activeLabel);
          onHover(now);
          if (drag !== null && now !== null) setDrag({ ...drag, to: now });
        }}
        onMouseLeave={() => {
          onHover(null);
          setDrag(null);
        }}
        onMouseDown={(state) => {
          const now = at(state.activeLabel);
          if (onZoom !== undefined && now !== null) setDrag({ from: now, to: now });
        }}
        onMouseUp={endDrag}
      >
        <CartesianGrid stroke="var(--line)" vertical={false} />
        <XAxis
          dataKey="at"
          type={kind === 'stack' ? 'category' : 'number'}
          scale={kind === 'stack' ? 'auto' : 'time'}
          domain={['dataMin', 'dataMax']}
          tickFormatter={(value: number) => label.format(value)}
          tick={tick}
          tickLine={false}
          axisLine={{ stroke: 'var(--line-strong)' }}
          minTickGap={48}
        />
        <YAxis
          width="auto"
          tickFormatter={format}
          tick={tick}
          tickLine={false}
          axisLine={false}
          tickCount={most === null ? 4 : 5}
          allowDecimals={!integers}
          domain={[0, most ?? 'auto']}
        />
        <Tooltip cursor={{ stroke: 'var(--line-strong)' }} content={() => null} isAnimationActive={false} />
        {markers.map((marker) => (
          <ReferenceLine
            key={`${marker.at} ${marker.label}`}
            x={marker.at}
            stroke="var(--faint)"
            strokeDasharray="2 2"
            label={{ value: marker.label, fontSize: 10, fill: 'var(--muted)', position: 'top' }}
          />
        ))}
        {series.map((one, i) => shape(one, i, kind))}
        {drag === null ? null : <ReferenceArea x1={drag.from} x2={drag.to} fill="var(--accent)" fillOpacity={0.12} />}
      </ComposedChart>
    </ResponsiveContainer>
  );
}

function shape(one: Series, i: number, kind: PlotKind) {
  const colour = chartColours[i % chartColours.length];
  const common = { key: one.name, dataKey: one.name, isAnimationActive: false } as const;
  if (kind === 'stack') return <Bar {...common} key={one.name} stackId="all" fill={colour} maxBarSize={40} />;
  const line = {
    ...common,
    stroke: colour,
    strokeWidth: 1.5,
    strokeDasharray: chartDashes[i % chartDashes.length],
    type: 'linear',
    connectNulls: false,
    activeDot: { r: 3 },
  } as const;
  if (kind === 'area') return <Area {...line} key={one.name} fill={colour} fillOpacity={0.08} dot={false} />;
  return (
    <Line
      {...line}
      key={one.name}
      dot={({ cx, cy, index, key }) => (isLonePoint(one, index) ? <circle key={key} cx={cx} cy={cy} r={2} fill={colour} /> : <g key={key} />)}
    />
  );
}

function tickFormat(tag: string, spanMs: number, kind: PlotKind): Intl.DateTimeFormat {
  if (kind === 'stack') return new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric', timeZone: 'UTC' });
  if (spanMs > 2 * 86_400_000) return new Intl.DateTimeFormat(tag, { month: 'short', day: 'numeric' });
  return new Intl.DateTimeFormat(tag, {
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    ...(spanMs > 0 && spanMs < 600_000 ? { second: '2-digit' } : {}),
  });
}
