import { boundsAt } from './calendar';
import type { Bounds, LoadSample, ScalingChange, ScalingPolicy, ScalingSchedule } from './types';
import { isIdle, type Windows, windowsOf } from './windows';

/** Load may be this much above what is there before the count follows: a target is a wish, not a wall. */
const tolerance = 0.1;
const hairBreadth = 1e-9;
const minuteMs = 60_000;
/** Who asked within so long wakes what sleeps, also where the figures come late or the caller could not wait. */
const askedMs = 30_000;

export interface ScalingInput {
  readonly now: number;
  readonly policy: ScalingPolicy;
  readonly bounds: Bounds;
  /** Oldest first; at least of the longest window. */
  readonly samples: readonly LoadSample[];
  /** What was wanted until now. */
  readonly desired: number;
  readonly ready: number;
  /** Changes made in the last hour, oldest first. */
  readonly changes: readonly ScalingChange[];
  /** What past weeks needed at this hour, in the metric; null where it is not asked for or not known. */
  readonly predicted: number | null;
}

/** Why the count is what it is; each has its sentence in core/sentences/scaling.ts. */
export type ScalingReason =
  | 'woken'
  | 'raised to minimum'
  | 'lowered to maximum'
  | 'panic'
  | 'load'
  | 'expected'
  | 'less load'
  | 'idle'
  | 'no data'
  | 'fits'
  | 'at maximum'
  | 'at minimum'
  | 'needed recently'
  | 'added recently'
  | 'not known long enough'
  | 'removed recently'
  | 'turned recently'
  | 'rate limit'
  | 'not idle long enough'
  | 'switched off';

export interface ScalingDecision {
  readonly desired: number;
  readonly reason: ScalingReason;
  /** Instances that the load asks for, before bounds and limits; null without data. */
  readonly wanted: number | null;
  readonly bounds: Bounds & { readonly schedule: ScalingSchedule | null };
  readonly windows: Windows;
}

/**
 * How many instances a variant shall have. Pure: the same input gives the same decision. In this order: bounds (people and calendars), waking,
 * missing data (never fewer), out (at once, by panic and stable window), in (slowly, at most half, never soon after an out).
 */
export function decideScaling(input: ScalingInput): ScalingDecision {
  const { now, policy, samples, desired } = input;
  const bounds = boundsAt(policy.schedules, input.bounds, now);
  const windows = windowsOf(samples, policy, now);
  const decide = (count: number, reason: ScalingReason, wanted: number | null = null): ScalingDecision => ({ desired: count, reason, wanted, bounds, windows });
  if (desired > bounds.max) return decide(bounds.max, bounds.max === 0 ? 'switched off' : 'lowered to maximum');
  if (bounds.max === 0) return decide(0, 'switched off');
  if (desired < bounds.min) return decide(bounds.min, 'raised to minimum');
  if (desired === 0) return wake(input, windows, decide);
  if (windows.panic === null) return decide(desired, 'no data');
  const most = outWanted(input, windows);
  if (most.wanted > desired) return scaleOut(input, bounds, most, decide);
  return scaleIn(input, bounds, windows, decide);
}

type Decide = (count: number, reason: ScalingReason, wanted?: number | null) => ScalingDecision;

function wake({ samples, changes, now }: ScalingInput, { panic }: Windows, decide: Decide): ScalingDecision {
  const since = Math.max(now - askedMs, changes.at(-1)?.at ?? 0);
  const asked = samples.some((sample) => sample.at > since && (sample.held > 0 || sample.requests > 0 || sample.concurrency > 0));
  if (asked) return decide(1, 'woken', 1);
  return panic === null ? decide(0, 'no data') : decide(0, 'at minimum', 0);
}

interface OutWish {
  readonly wanted: number;
  readonly reason: 'panic' | 'load' | 'expected';
}

/** The count that the load asks for where it is more than there is; else at most what there is. */
function outWanted({ policy, desired, ready, predicted }: ScalingInput, { panic, stable, sustained, latest }: Windows): OutWish {
  const need = panic ?? 0;
  if (need >= policy.panicThreshold * Math.max(1, ready)) return { wanted: whole(Math.max(need, latest)), reason: 'panic' };
  const expected = predicted === null ? 0 : whole(predicted / policy.target);
  const short = Math.max(need, sustained);
  const byLoad = short > desired * (1 + tolerance) ? whole(short) : whole(stable ?? 0);
  return expected > byLoad ? { wanted: expected, reason: 'expected' } : { wanted: byLoad, reason: 'load' };
}

function scaleOut(input: ScalingInput, { max }: Bounds, { wanted, reason }: OutWish, decide: Decide): ScalingDecision {
  const { policy, desired, changes, now } = input;
  if (desired >= max) return decide(desired, 'at maximum', wanted);
  if (reason !== 'panic' && now - lastTurnInAt(changes) < policy.stableSeconds * 1000) return decide(desired, 'turned recently', wanted);
  const room = rateRoom(input);
  if (room <= 0) return decide(desired, 'rate limit', wanted);
  return decide(Math.min(wanted, max, desired + policy.stepOutMax, desired + room), reason, wanted);
}

function scaleIn(input: ScalingInput, { min }: Bounds, windows: Windows, decide: Decide): ScalingDecision {
  const { policy, desired, changes, now, predicted } = input;
  const expected = predicted === null ? 0 : whole(predicted / policy.target);
  const current = whole(Math.max(windows.panic ?? 0, windows.stable ?? 0, 0));
  const wanted = Math.max(expected, current);
  if (desired === 1 && min === 0 && current === 0) return toZero(input, decide);
  if (wanted >= desired) return decide(desired, 'fits', wanted);
  if (desired <= Math.max(1, min)) return decide(desired, 'at minimum', wanted);
  if (!windows.known) return decide(desired, 'not known long enough', wanted);
  const needed = Math.max(wanted, whole(windows.neededMost));
  if (needed >= desired) return decide(desired, 'needed recently', needed);
  const out = changes.findLast((change) => change.to > change.from);
  if (out !== undefined && now - out.at < policy.stableSeconds * 1000) return decide(desired, 'added recently', needed);
  const last = changes.at(-1);
  if (last !== undefined && now - last.at < policy.panicSeconds * 1000) return decide(desired, 'removed recently', needed);
  const room = rateRoom(input);
  if (room <= 0) return decide(desired, 'rate limit', needed);
  const least = Math.max(needed, min, 1, Math.ceil(desired / 2), desired - policy.stepInMax, desired - room);
  return decide(least, 'less load', needed);
}

function toZero({ policy, samples, now, changes }: ScalingInput, decide: Decide): ScalingDecision {
  const last = changes.at(-1);
  const rested = last === undefined || now - last.at >= policy.idleSeconds * 1000;
  return rested && isIdle(samples, policy.idleSeconds, now) ? decide(0, 'idle', 0) : decide(1, 'not idle long enough', 0);
}

/** When the count last turned from growing to shrinking: so soon after, only a panic turns it back. */
function lastTurnInAt(changes: readonly ScalingChange[]): number {
  for (let i = changes.length - 1; i > 0; i--) {
    const [before, change] = [changes[i - 1], changes[i]];
    if (change.to < change.from) {
      if (before.to > before.from) return change.at;
      continue;
    }
    return Number.NEGATIVE_INFINITY;
  }
  return Number.NEGATIVE_INFINITY;
}

function rateRoom({ changes, policy, now }: Pick<ScalingInput, 'changes' | 'policy' | 'now'>): number {
  const moved = changes.filter((change) => change.at > now - minuteMs).reduce((sum, change) => sum + Math.abs(change.to - change.from), 0);
  return policy.perMinuteMax - moved;
}

function whole(need: number): number {
  return Math.ceil(need - hairBreadth);
}
