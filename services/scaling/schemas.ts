import { z } from 'zod';
import { isTimeZone } from '@/core/scaling/calendar';
import { defaultTarget, type ScalingPolicy, scalingDefaults, scalingMetrics } from '@/core/scaling/types';
import { Name } from '../names';
import { isoTime, PageInput, pageOf, SentencesSchema } from '../page';

const instances = z.number().int().min(0).max(64);
const timeOfDay = z.string().regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be a time of day such as 08:00');

export const ScalingScheduleInput = z
  .strictObject({
    /** 1 = Monday … 7 = Sunday: the days on which it begins. */
    days: z.array(z.number().int().min(1).max(7)).min(1).max(7),
    from: timeOfDay,
    /** Not after `from`: on the next day. */
    to: timeOfDay,
    timeZone: z.string().max(64).refine(isTimeZone, 'must be a time zone such as Europe/Berlin').default('UTC'),
    minInstances: instances,
    /** 0: switched off in these hours; requests get 503 and when to come back. */
    maxInstances: instances,
  })
  .refine((schedule) => schedule.minInstances <= schedule.maxInstances, { path: ['minInstances'], message: 'must not be above maxInstances' });

const shape = {
  metric: z.enum(scalingMetrics).default('concurrency'),
  stableSeconds: z.number().int().min(6).max(3600).default(scalingDefaults.stableSeconds),
  panicSeconds: z.number().int().min(3).max(600).default(scalingDefaults.panicSeconds),
  panicThreshold: z.number().min(1.1).max(10).default(scalingDefaults.panicThreshold),
  scaleInDelaySeconds: z.number().int().min(0).max(3600).default(scalingDefaults.scaleInDelaySeconds),
  idleSeconds: z.number().int().min(5).max(7200).default(scalingDefaults.idleSeconds),
  stepOutMax: z.number().int().min(1).max(64).default(scalingDefaults.stepOutMax),
  stepInMax: z.number().int().min(1).max(64).default(scalingDefaults.stepInMax),
  perMinuteMax: z.number().int().min(1).max(1000).default(scalingDefaults.perMinuteMax),
  schedules: z.array(ScalingScheduleInput).max(20).default([]),
  predictive: z.boolean().default(scalingDefaults.predictive),
};
const target = z.number().positive().max(1_000_000);

/** How a variant follows its load; without a target it gets one that fits the variant. */
export const ScalingPolicyInput = z
  .strictObject({ ...shape, target: target.optional() })
  .refine((policy) => policy.panicSeconds <= policy.stableSeconds, { path: ['panicSeconds'], message: 'must not be above stableSeconds' })
  .refine((policy) => policy.metric !== 'cpu' || policy.target === undefined || policy.target <= 100, {
    path: ['target'],
    message: 'must be a share of the CPUs, at most 100',
  });
export const ScalingPolicySchema = z.object({ ...shape, target });

/** The policy of a variant with everything filled in; configs of before scaling have the default one. */
export function scalingOf(variant: {
  readonly scaling?: z.output<typeof ScalingPolicyInput> | undefined;
  readonly concurrency: number;
  readonly replicasPerInstance: number;
}): ScalingPolicy & z.output<typeof ScalingPolicySchema> {
  const policy = variant.scaling ?? ScalingPolicyInput.parse({});
  return { ...policy, target: policy.target ?? defaultTarget(policy.metric, variant) };
}

const boundsShape = { minInstances: z.number().int().min(0).max(64), maxInstances: z.number().int().min(1).max(64) };

/** A change of how an endpoint scales. What is left out stays, but for `scaling`, which is given whole. */
export const UpdateScalingInput = z.strictObject({
  name: Name,
  /** May be left out where there is only one. */
  variant: Name.optional(),
  minInstances: boundsShape.minInstances.optional(),
  maxInstances: boundsShape.maxInstances.optional(),
  scaling: ScalingPolicyInput.optional(),
  revision: z.number().int().optional(),
});
export type UpdateScalingInput = z.output<typeof UpdateScalingInput>;

export const ReplayScalingInput = UpdateScalingInput.omit({ revision: true }).extend({
  /** How far back, at most as far as minutes are kept. */
  days: z.number().positive().max(7).default(1),
});
export type ReplayScalingInput = z.output<typeof ReplayScalingInput>;

export const GetScalingInput = PageInput.extend({ name: Name, variant: z.string().max(63).optional() });
export type GetScalingInput = z.output<typeof GetScalingInput>;

/** One decision, or the same one many times in a row. */
export const ScalingDecisionSchema = z.object({
  id: z.string(),
  variant: z.string(),
  at: isoTime,
  /** The last of them. */
  lastAt: isoTime,
  times: z.number(),
  from: z.number(),
  to: z.number(),
  reason: z.string(),
  message: z.string(),
  sentences: SentencesSchema,
  /** What it was decided on: null where it was not known. */
  inputs: z.object({
    metric: z.enum(scalingMetrics),
    target: z.number(),
    measured: z.number().nullable(),
    /** Instances that the panic window and the stable window need. */
    panic: z.number().nullable(),
    stable: z.number().nullable(),
    wanted: z.number().nullable(),
    ready: z.number(),
    minInstances: z.number(),
    maxInstances: z.number(),
    /** Seconds of the stable window with figures, and those of them that a gateway's are missing of. */
    samples: z.number(),
    incomplete: z.number(),
    predicted: z.number().nullable(),
  }),
});
export type ScalingDecisionRow = z.infer<typeof ScalingDecisionSchema>;

export const ScalingSchema = z.object({
  endpoint: z.string(),
  revision: z.number(),
  variants: z.array(
    z.object({
      variant: z.string(),
      minInstances: z.number(),
      maxInstances: z.number(),
      scaling: ScalingPolicySchema,
      /** False where minimum and maximum leave no choice. */
      scales: z.boolean(),
      /** The bounds that hold now, by calendar or as configured. */
      effective: z.object({ minInstances: z.number(), maxInstances: z.number(), bySchedule: z.boolean() }),
      desiredInstances: z.number(),
      currentInstances: z.number(),
      readyInstances: z.number(),
      /** What it took to wake from zero, the last time; null where it never did. */
      wakeMs: z.number().nullable(),
    }),
  ),
  decisions: pageOf(ScalingDecisionSchema),
});
export type Scaling = z.infer<typeof ScalingSchema>;

const outcome = z.object({
  instanceHours: z.number(),
  /** Time in which instances had more than their target and a tenth, and the share of the load that fell into it. */
  overloadedSeconds: z.number(),
  overloadedShare: z.number(),
  changes: z.number(),
  most: z.number(),
});

/** What a policy would have done on recorded load, beside what was there. */
export const ReplaySchema = z.object({
  variant: z.string(),
  from: isoTime,
  to: isoTime,
  /** Seconds of load between two decisions of the replay: as fine as it was kept. */
  step: z.number(),
  /** Steps in which load was recorded. */
  recorded: z.number(),
  actual: outcome,
  replayed: outcome,
  /** [ms since 1970, load in the metric, instances that were there, instances there would have been] */
  points: z.array(z.tuple([z.number(), z.number().nullable(), z.number().nullable(), z.number()])),
});
export type Replay = z.infer<typeof ReplaySchema>;
