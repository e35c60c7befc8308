/** Time ranges of the charts. The URL holds the id; points are steps of the server, at most 360 a series. */
export const rangeIds = ['15m', '1h', '6h', '24h', '7d', '30d'] as const;
export type RangeId = (typeof rangeIds)[number];

interface RangeRule {
  readonly seconds: number;
  /** Seconds between two points. */
  readonly stepSeconds: number;
  /** How often an open page asks again, in ms. */
  readonly refreshMs: number;
}

export const ranges: Readonly<Record<RangeId, RangeRule>> = {
  '15m': { seconds: 900, stepSeconds: 10, refreshMs: 10_000 },
  '1h': { seconds: 3_600, stepSeconds: 30, refreshMs: 15_000 },
  '6h': { seconds: 21_600, stepSeconds: 60, refreshMs: 30_000 },
  '24h': { seconds: 86_400, stepSeconds: 300, refreshMs: 60_000 },
  '7d': { seconds: 604_800, stepSeconds: 3_600, refreshMs: 300_000 },
  '30d': { seconds: 2_592_000, stepSeconds: 7_200, refreshMs: 300_000 },
};

export function isRangeId(value: string): value is RangeId {
  return (rangeIds as readonly string[]).includes(value);
}

export interface TimeWindow {
  readonly from: string;
  readonly to: string;
  readonly step: number;
}

/** The window that ends now, on borders of its steps, so that a chart does not shift between two refreshes. @param now ms since 1970 */
export function windowOf(range: RangeId, now: number): TimeWindow {
  const { seconds, stepSeconds } = ranges[range];
  const stepMs = stepSeconds * 1_000;
  const to = Math.ceil(now / stepMs) * stepMs;
  return { from: new Date(to - seconds * 1_000).toISOString(), to: new Date(to).toISOString(), step: stepSeconds };
}

/** What a chart looks at: a range that ends now, or a window that stands still. Times in ms since 1970. */
export type ChartView = { readonly range: RangeId } | { readonly from: number; readonly to: number };

/** The window of a view; of a fixed one the server chooses the step. */
export function windowOfView(view: ChartView, now: number): { readonly from: string; readonly to: string; readonly step?: number } {
  if ('range' in view) return windowOf(view.range, now);
  return { from: new Date(view.from).toISOString(), to: new Date(view.to).toISOString() };
}

/** How often an open page asks again, in ms; false for a window of the past. */
export function refreshOf(view: ChartView): number | false {
  return 'range' in view ? ranges[view.range].refreshMs : false;
}
