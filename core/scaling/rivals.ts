import type { Scaler, Simulation } from './simulate';

const minuteMs = 60_000;

/** Knows all load in advance and changes the count each second: nobody can do with fewer instances and stay within the goal. */
export function clairvoyant({ steps, target, bounds, startSeconds, stepSeconds, goal }: Simulation): Scaler {
  const needed = steps.map(({ load }) => Math.min(bounds.max, Math.max(bounds.min, Math.ceil((load ?? 0) / (target * goal)))));
  const ahead = Math.ceil(startSeconds / stepSeconds);
  return ({ index }) => Math.max(...needed.slice(index + 1, index + 2 + ahead), bounds.min);
}

/**
 * Target tracking as the managed cloud does it: means of whole minutes; three above the target in a row add what is missing, fifteen below
 * nine tenths of it take away what is too much.
 */
export function cloudTracking({ steps, target, bounds }: Simulation): Scaler {
  const minutes: number[] = [];
  let sum = 0;
  let count = 0;
  let minute = Math.floor(steps[0].at / minuteMs);
  return ({ at, index, desired }) => {
    const now = Math.floor(at / minuteMs);
    const over = now !== minute;
    if (over) {
      minutes.push(count === 0 ? Number.NaN : sum / count);
      [sum, count, minute] = [0, 0, now];
    }
    const { load, seen = load } = steps[index];
    if (seen !== null) {
      sum += seen;
      count++;
    }
    if (!over) return desired;
    const high = minutes.slice(-3);
    if (high.length === 3 && high.every((mean) => mean > desired * target)) return clamp(Math.ceil(Math.max(...high) / target));
    const low = minutes.slice(-15);
    if (low.length === 15 && low.every((mean) => mean < desired * target * 0.9)) return Math.min(desired, clamp(Math.ceil(Math.max(...low) / target)));
    return desired;
  };

  function clamp(wanted: number): number {
    return Math.min(bounds.max, Math.max(bounds.min, wanted));
  }
}
