import type { Variant } from '../endpoint-configs/schemas';
import { scalingOf } from './schemas';

/** Whether minimum, maximum and calendar leave a choice. */
export function scales(variant: Variant): boolean {
  const { min, max } = reach(variant);
  return min < max;
}

/** Instances that a variant shall have now: what the autoscaler reached, within what may be; the config's initial number before it has. */
export function wantedInstances(variant: Variant, scale: { readonly desired: number } | undefined): number {
  if (!scales(variant) || scale === undefined) return variant.initialInstances;
  const { min, max } = reach(variant);
  return Math.min(max, Math.max(min, scale.desired));
}

/** The least and the most that minimum, maximum and calendar ever allow. */
function reach(variant: Variant): { min: number; max: number } {
  const { schedules } = scalingOf(variant);
  return {
    min: Math.min(variant.minInstances, ...schedules.map((schedule) => schedule.minInstances)),
    max: Math.max(variant.maxInstances, ...schedules.map((schedule) => schedule.maxInstances)),
  };
}
