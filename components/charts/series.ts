/** One line of a chart. Points are [ms since 1970, value]; null leaves a gap. */
export interface Series {
  readonly name: string;
  readonly label: string;
  readonly points: readonly (readonly [number, number | null])[];
}

/** One point in time with the value of every series: what the plot and the table read. */
export interface SeriesRow {
  readonly at: number;
  readonly values: Readonly<Record<string, number | null>>;
}

/** Joins series by their times, in order. */
export function toRows(series: readonly Series[]): SeriesRow[] {
  const rows = new Map<number, Record<string, number | null>>();
  for (const one of series) {
    for (const [at, value] of one.points) {
      const row = rows.get(at) ?? {};
      row[one.name] = value;
      rows.set(at, row);
    }
  }
  return [...rows].sort(([a], [b]) => a - b).map(([at, values]) => ({ at, values }));
}

/** A value with gaps on both sides: no line can show it, so it is drawn as a dot. */
export function isLonePoint(series: Series, index: number): boolean {
  const valueAt = (i: number): number | null => series.points[i]?.[1] ?? null;
  return valueAt(index) !== null && valueAt(index - 1) === null && valueAt(index + 1) === null;
}

/** The newest value that is there. */
export function lastValue(series: Series): number | null {
  for (let i = series.points.length - 1; i >= 0; i--) {
    const value = series.points[i][1];
    if (value !== null) return value;
  }
  return null;
}

export function extremes(series: Series): { min: number; max: number } | null {
  const values = series.points.flatMap(([, value]) => (value === null ? [] : [value]));
  return values.length === 0 ? null : { min: Math.min(...values), max: Math.max(...values) };
}

/** Where the axis of shares ends: at 1, unless all are small; `null` lets the drawing choose. */
export function topOfShares(series: readonly Series[]): number | null {
  const largest = Math.max(0, ...series.map((one) => extremes(one)?.max ?? 0));
  return largest === 0 || largest > 0.5 ? 1 : null;
}

export const chartColours = ['var(--chart-1)', 'var(--chart-2)', 'var(--chart-3)', 'var(--chart-4)', 'var(--chart-5)', 'var(--chart-6)'] as const;
/** Colour is never the only sign: each line has its own dashes as well. */
export const chartDashes = ['', '6 3', '2 3', '8 3 2 3', '4 4', '1 3'] as const;
