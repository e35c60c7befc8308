import type { Metrics } from '@/services/metrics/schemas';

export type Point = readonly [at: number, value: number | null];
export interface Series {
  readonly name: string;
  readonly unit: string;
  readonly points: readonly Point[];
}

/** One chart: what it is called in the messages, and its series in the order of the legend. */
export interface ChartData {
  readonly id: ChartId;
  readonly series: readonly Series[];
}
export const chartIds = ['requests', 'errors', 'latency', 'queue', 'depth', 'replicas', 'cpu', 'memory'] as const;
export type ChartId = (typeof chartIds)[number];

const percentiles = ['p50', 'p90', 'p95', 'p99'] as const;
const percentilesOf = (measure: string): string[] => percentiles.map((name) => `${measure}.${name}`);
const seriesOfChart: Readonly<Record<ChartId, readonly string[]>> = {
  requests: ['requests'],
  errors: ['errors'],
  latency: percentilesOf('latency'),
  queue: percentilesOf('queue'),
  depth: ['queue.depth'],
  replicas: ['replicas'],
  cpu: ['cpu'],
  memory: ['memory'],
};

/** Sum of counts; steps without data count as nothing. */
export function total(points: readonly Point[]): number {
  return points.reduce((sum, [, value]) => sum + (value ?? 0), 0);
}

/** The newest value there is, or null. */
export function latest(points: readonly Point[]): number | null {
  for (let index = points.length - 1; index >= 0; index--) {
    const value = points[index]?.[1];
    if (value !== null && value !== undefined) return value;
  }
  return null;
}

/** Counts a step become counts a second. */
export function perSecond(points: readonly Point[], stepSeconds: number): Point[] {
  return points.map(([at, value]) => [at, value === null ? null : value / stepSeconds]);
}

/** Errors of all requests in percent, or null without requests. */
export function errorPercent(requests: number, errors: number): number | null {
  return requests === 0 ? null : (errors / requests) * 100;
}

/** The charts of an endpoint; a measure the API did not answer has none. Requests and errors are shown as counts a second. */
export function chartsOf(metrics: Metrics): ChartData[] {
  const byName = new Map(metrics.series.map((series) => [series.name, series]));
  const charts = chartIds.map((id): ChartData => {
    const series = seriesOfChart[id].flatMap((name) => byName.get(name) ?? []);
    const counted = id === 'requests' || id === 'errors';
    return { id, series: counted ? series.map((item) => ({ ...item, unit: 'per second', points: perSecond(item.points, metrics.step) })) : series };
  });
  return charts.filter((chart) => chart.series.length > 0);
}

/** What a line is called beside its chart's title: `latency.p99` is `p99`. */
export function shortName(name: string): string {
  return name.slice(name.indexOf('.') + 1);
}

/** True when not a single request came. Replicas and memory may be there all the same. */
export function isQuiet(metrics: Metrics): boolean {
  return metrics.series.filter((series) => series.name === 'requests').every((series) => total(series.points) === 0);
}

/** Rows of a table or CSV: one a step, one column a series, exactly as the API gave them. */
export function tableOf(series: readonly Series[]): { readonly header: string[]; readonly rows: (string | number | null)[][] } {
  const times = [...new Set(series.flatMap((item) => item.points.map(([at]) => at)))].sort((a, b) => a - b);
  const columns = series.map((item) => new Map(item.points));
  return {
    header: ['time', ...series.map((item) => (item.unit === '' ? item.name : `${item.name} (${item.unit})`))],
    rows: times.map((at) => [new Date(at).toISOString(), ...columns.map((column) => column.get(at) ?? null)]),
  };
}
