import type { ScalingMetric, ScalingPolicy } from '@/core/scaling/types';
import type { Scaling } from '@/services/scaling/schemas';

/** What the form holds: bounds and policy, as the API takes them. */
export interface PolicyDraft {
  readonly minInstances: number;
  readonly maxInstances: number;
  readonly scaling: Omit<ScalingPolicy, 'target' | 'schedules'> & {
    /** Absent: the server finds one that fits the variant. */
    readonly target?: number;
    readonly schedules: ScalingPolicy['schedules'];
  };
}

export function draftOf({ minInstances, maxInstances, scaling }: Scaling['variants'][number]): PolicyDraft {
  return { minInstances, maxInstances, scaling };
}

/** Another metric begins with its own target. */
export function withMetric(draft: PolicyDraft, metric: ScalingMetric): PolicyDraft {
  const { target: _old, ...rest } = draft.scaling;
  return { ...draft, scaling: { ...rest, metric } };
}
