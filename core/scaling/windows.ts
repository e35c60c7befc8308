import type { LoadSample, ScalingMetric, ScalingPolicy } from './types';

/** Past this many times the target more waiting says nothing more about how many instances are missing. */
const queueRatioMax = 4;
/** Below this share of the target one instance fewer is tried. */
const queueRatioLow = 0.25;

/** What the samples say, in instances that the load needs. */
export interface Windows {
  /** Of the panic window; null without any sample in it. */
  readonly panic: number | null;
  readonly stable: number | null;
  /** What each of the last three seconds needed at least. */
  readonly sustained: number;
  /** Of the last two seconds. */
  readonly latest: number;
  /** The most that was needed over the time after which some may go. */
  readonly neededMost: number;
  /** Whether that time is known, all but a tenth. */
  readonly known: boolean;
  /** The metric's own mean in the panic window: of all instances together, for CPU and waiting of one. */
  readonly measured: number | null;
  readonly samples: number;
  readonly incomplete: number;
}

/** Instances that one second's load needs, as a fraction; null where that is not known. */
export function needOf(sample: LoadSample, metric: ScalingMetric, target: number): number | null {
  switch (metric) {
    case 'concurrency':
      return sample.concurrency / target;
    case 'requests':
      return sample.requests / target;
    case 'cpu':
      return sample.cpuPercent === null ? null : (sample.ready * sample.cpuPercent) / target;
    case 'queue':
      return needByQueue(sample, target);
  }
}

/** Waiting tells that instances are missing, hardly how many are too many: within the band the count stays. */
function needByQueue({ queueMs, ready, requests, held }: LoadSample, target: number): number {
  if (ready === 0) return held > 0 || requests > 0 ? 1 : 0;
  const ratio = (queueMs ?? 0) / target;
  if (ratio >= 1) return ready * Math.min(queueRatioMax, ratio);
  return ratio >= queueRatioLow ? ready : ready - 1;
}

function measureOf(sample: LoadSample, metric: ScalingMetric): number | null {
  switch (metric) {
    case 'concurrency':
      return sample.concurrency;
    case 'requests':
      return sample.requests;
    case 'cpu':
      return sample.cpuPercent;
    case 'queue':
      return sample.queueMs ?? 0;
  }
}

/** @param samples oldest first, one a second, seconds without figures left out */
export function windowsOf(samples: readonly LoadSample[], policy: ScalingPolicy, now: number): Windows {
  const known = samples.flatMap((sample) => {
    const need = needOf(sample, policy.metric, policy.target);
    return need === null || sample.at > now ? [] : [{ at: sample.at, need, complete: sample.complete, measured: measureOf(sample, policy.metric) }];
  });
  const within = (seconds: number) => known.filter((one) => one.at > now - seconds * 1000);
  const panic = within(policy.panicSeconds);
  const stable = within(policy.stableSeconds);
  const delaySeconds = policy.stableSeconds + policy.scaleInDelaySeconds;
  const delay = within(delaySeconds);
  const complete = delay.filter((one) => one.complete).length;
  const latest = panic.slice(-2);
  return {
    panic: meanOf(panic.map((one) => one.need)),
    stable: meanOf(stable.map((one) => one.need)),
    sustained: panic.length < 3 ? 0 : Math.min(...panic.slice(-3).map((one) => one.need)),
    latest: meanOf(latest.map((one) => one.need)) ?? 0,
    neededMost: greatestMean(delay, Math.max(policy.panicSeconds, Math.ceil(policy.stableSeconds / 4))),
    known: complete >= Math.floor(delaySeconds * 0.9),
    measured: meanOf(panic.flatMap((one) => one.measured ?? [])),
    samples: stable.length,
    incomplete: stable.filter((one) => !one.complete).length,
  };
}

/** True when nothing at all came for `seconds`, and that is known of every second. */
export function isIdle(samples: readonly LoadSample[], seconds: number, now: number): boolean {
  const within = samples.filter((sample) => sample.at > now - seconds * 1000 && sample.at <= now);
  if (within.length < Math.ceil(seconds * 0.9)) return false;
  return within.every((sample) => sample.complete && sample.requests === 0 && sample.concurrency === 0 && sample.held === 0);
}

function meanOf(values: readonly number[]): number | null {
  return values.length === 0 ? null : values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** The greatest mean over any `seconds` in a row. */
function greatestMean(points: readonly { at: number; need: number }[], seconds: number): number {
  let greatest = 0;
  let sum = 0;
  let from = 0;
  for (let to = 0; to < points.length; to++) {
    sum += points[to].need;
    while (points[to].at - points[from].at >= seconds * 1000) sum -= points[from++].need;
    greatest = Math.max(greatest, sum / (to - from + 1));
  }
  return greatest;
}
