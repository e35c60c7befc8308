/** What a scaling policy follows. */
export const scalingMetrics = ['concurrency', 'requests', 'cpu', 'queue'] as const;
export type ScalingMetric = (typeof scalingMetrics)[number];

/** Other bounds for some hours of some days; `maxInstances` 0 switches the variant off. */
export interface ScalingSchedule {
  /** ISO days, 1 = Monday … 7 = Sunday: those on which it begins. */
  readonly days: readonly number[];
  /** `HH:MM`, the first minute it holds. */
  readonly from: string;
  /** `HH:MM`, the first minute it no longer holds; one that is not after `from` lies on the next day. */
  readonly to: string;
  /** IANA name, such as Europe/Berlin. */
  readonly timeZone: string;
  readonly minInstances: number;
  readonly maxInstances: number;
}

/** How a variant follows its load. Without the bounds, which stand beside it. */
export interface ScalingPolicy {
  readonly metric: ScalingMetric;
  /** Of the metric, for one instance: requests in flight, requests a second, percent of its CPUs, ms of waiting. */
  readonly target: number;
  readonly stableSeconds: number;
  readonly panicSeconds: number;
  /** Load over what is ready, from which it is a panic: 2 = 200 %. */
  readonly panicThreshold: number;
  /** How much longer than the stable window fewer instances must have sufficed before some go. */
  readonly scaleInDelaySeconds: number;
  /** Without any request for so long, the last instance goes where the least is 0. */
  readonly idleSeconds: number;
  /** Instances added, and taken away, at once. */
  readonly stepOutMax: number;
  readonly stepInMax: number;
  /** Instances added and taken away within a minute. */
  readonly perMinuteMax: number;
  readonly schedules: readonly ScalingSchedule[];
  /** Be ready for what the same hour of past weeks brought. */
  readonly predictive: boolean;
}

/** One second of a variant, over all gateways. */
export interface LoadSample {
  /** End of the second. */
  readonly at: number;
  /** Mean number of requests in flight. */
  readonly concurrency: number;
  readonly requests: number;
  /** Mean wait of those answered; null where none was. */
  readonly queueMs: number | null;
  /** Requests that have no instance to go to. */
  readonly held: number;
  /** Percent of the CPUs of a ready instance; null where it is not known. */
  readonly cpuPercent: number | null;
  /** Instances that were ready. */
  readonly ready: number;
  /** False where a gateway's figures are missing: then it is a lower bound. */
  readonly complete: boolean;
}

export interface Bounds {
  readonly min: number;
  readonly max: number;
}

/** A change of the count that was made. */
export interface ScalingChange {
  readonly at: number;
  readonly from: number;
  readonly to: number;
}

export const scalingDefaults: Omit<ScalingPolicy, 'metric' | 'target'> = {
  stableSeconds: 60,
  panicSeconds: 6,
  panicThreshold: 2,
  scaleInDelaySeconds: 0,
  idleSeconds: 300,
  stepOutMax: 16,
  stepInMax: 16,
  perMinuteMax: 32,
  schedules: [],
  predictive: false,
};

/** Two batches: one that runs and one that gathers. Beyond that, more in flight only wait. */
const inFlightUseful = 16;
const slotsUsed = 0.7;

/** The target where none was given. */
export function defaultTarget(metric: ScalingMetric, variant: { readonly concurrency: number; readonly replicasPerInstance: number }): number {
  switch (metric) {
    case 'concurrency':
      return Math.max(1, Math.round(Math.min(inFlightUseful, slotsUsed * variant.concurrency) * variant.replicasPerInstance));
    case 'requests':
      return 100 * variant.replicasPerInstance;
    case 'cpu':
      return 70;
    case 'queue':
      return 50;
  }
}
