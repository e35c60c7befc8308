import { AppError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';

/** Points a chart holds. */
export const pointsMax = 360;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

/** How long each step is kept before it merges into the next one: control/retention merges, and reading never asks for finer. */
export const metricSteps = [
  { seconds: 10, keptMs: 6 * hourMs },
  { seconds: 60, keptMs: 7 * dayMs },
  { seconds: 3600, keptMs: 400 * dayMs },
] as const;

const niceSteps = [10, 20, 30, 60, 120, 300, 600, 900, 1_800, 3_600, 7_200, 14_400, 21_600, 43_200, 86_400];

export interface MetricRange {
  readonly fromMs: number;
  /** Not part of it. */
  readonly toMs: number;
  readonly stepMs: number;
}

interface AskedPeriod {
  readonly from?: string | undefined;
  readonly to?: string | undefined;
}

/**
 * Whole steps that cover the asked period, by default the last hour. The step is the asked one unless that would give more than 360
 * points or is finer than what is still kept of that age; the answer says which it is.
 * @throws AppError `VALIDATION_FAILED` when the period ends before it begins
 */
export function metricRange(input: AskedPeriod & { step?: number | undefined }, now: number): MetricRange {
  const { from, to, keptSeconds } = askedPeriod(input, now);
  const asked = input.step ?? 10;
  const fits = (seconds: number): boolean => seconds % keptSeconds === 0 && pointCount(from, to, seconds) <= pointsMax;
  const step = fits(asked) ? asked : niceSteps.find((seconds) => seconds >= asked && fits(seconds));
  const stepMs = (step ?? Math.ceil((to - from) / 1000 / (pointsMax - 1) / 86_400) * 86_400) * 1000;
  return { ...cover(from, to, stepMs), stepMs };
}

/** The asked period as exactly as it is kept. @throws AppError as `metricRange` */
export function metricPeriod(input: AskedPeriod, now: number): Pick<MetricRange, 'fromMs' | 'toMs'> {
  const { from, to, keptSeconds } = askedPeriod(input, now);
  return cover(from, to, keptSeconds * 1000);
}

function askedPeriod(input: AskedPeriod, now: number): { from: number; to: number; keptSeconds: number } {
  const to = input.to === undefined ? now : Date.parse(input.to);
  const from = input.from === undefined ? to - hourMs : Date.parse(input.from);
  if (from > to) {
    throw new AppError('VALIDATION_FAILED', {
      detail: requestWords.periodBackwards(),
      fix: requestWords.fromBeforeTo(),
      errors: [{ pointer: '/from', detail: fieldWords.afterTo() }],
    });
  }
  const kept = metricSteps.find((step) => now - from <= step.keptMs) ?? metricSteps[metricSteps.length - 1];
  return { from, to, keptSeconds: kept.seconds };
}

/** The start of every step of the range, ms since 1970. */
export function stepsOf({ fromMs, toMs, stepMs }: MetricRange): number[] {
  return Array.from({ length: Math.round((toMs - fromMs) / stepMs) }, (_, index) => fromMs + index * stepMs);
}

function cover(from: number, to: number, stepMs: number): { fromMs: number; toMs: number } {
  const fromMs = Math.floor(from / stepMs) * stepMs;
  return { fromMs, toMs: Math.max(fromMs + stepMs, Math.ceil(to / stepMs) * stepMs) };
}

function pointCount(from: number, to: number, seconds: number): number {
  const { fromMs, toMs } = cover(from, to, seconds * 1000);
  return (toMs - fromMs) / (seconds * 1000);
}
