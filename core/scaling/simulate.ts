import { decideScaling, type ScalingDecision } from './policy';
import type { Bounds, LoadSample, ScalingChange, ScalingPolicy } from './types';

/** Load of one step, in the policy's metric over all instances; null where nothing was recorded. */
export interface LoadStep {
  readonly at: number;
  readonly load: number | null;
  /** What the gateways saw of it where that differs: noise, or null where it did not reach control. */
  readonly seen?: number | null;
}

export interface Outcome {
  readonly instanceSeconds: number;
  /** Of all load, the share that met instances with more than their target and its tolerance. */
  readonly overloadedShare: number;
  /** Seconds in which that was so. */
  readonly overloadedSeconds: number;
  readonly changes: readonly ScalingChange[];
  /** Wanted instances at the end of each step. */
  readonly desired: readonly number[];
}

export interface Simulation {
  readonly steps: readonly LoadStep[];
  readonly stepSeconds: number;
  readonly target: number;
  readonly bounds: Bounds;
  /** Until a new instance serves. */
  readonly startSeconds: number;
  /** An instance is overloaded above this many times its target. */
  readonly goal: number;
  readonly initial: number;
}

/** What is asked at the end of each step how many instances there shall be. */
export type Scaler = (step: { readonly at: number; readonly index: number; readonly desired: number; readonly ready: number }) => number;

/** Plays recorded load to a scaler, with the time that instances take to start. */
export function simulate(simulation: Simulation, scaler: Scaler): Outcome {
  const { steps, stepSeconds, target, startSeconds, goal } = simulation;
  let desired = simulation.initial;
  let ready = desired;
  const starting: { at: number; count: number }[] = [];
  const changes: ScalingChange[] = [];
  const series: number[] = [];
  let instanceSeconds = 0;
  let overloadedSeconds = 0;
  let overloaded = 0;
  let total = 0;
  for (const [index, { at, load }] of steps.entries()) {
    while (starting.length > 0 && starting[0].at <= at) ready += starting.shift()?.count ?? 0;
    instanceSeconds += desired * stepSeconds;
    total += (load ?? 0) * stepSeconds;
    if ((load ?? 0) > ready * target * goal) {
      overloadedSeconds += stepSeconds;
      overloaded += (load ?? 0) * stepSeconds;
    }
    const next = scaler({ at, index, desired, ready });
    if (next > desired) starting.push({ at: at + startSeconds * 1000, count: next - desired });
    for (let over = desired - next; over > 0; ) {
      const last = starting.at(-1); // the youngest go first
      const gone = last === undefined ? over : Math.min(over, last.count);
      if (last === undefined) ready -= gone;
      else if (gone === last.count) starting.pop();
      else last.count -= gone;
      over -= gone;
    }
    if (next !== desired) changes.push({ at, from: desired, to: next });
    desired = next;
    series.push(desired);
  }
  return { instanceSeconds, overloadedShare: total === 0 ? 0 : overloaded / total, overloadedSeconds, changes, desired: series };
}

/** A policy as it would have decided, step by step; `onDecision` hears each. */
export function policyScaler(simulation: Simulation, policy: ScalingPolicy, onDecision?: (at: number, decision: ScalingDecision) => void): Scaler {
  const samples: LoadSample[] = [];
  const changes: ScalingChange[] = [];
  const keptMs = (Math.max(policy.stableSeconds + policy.scaleInDelaySeconds, policy.idleSeconds) + 1) * 1000;
  const { steps, stepSeconds, bounds } = simulation;
  return ({ at, index, desired, ready }) => {
    const step = steps[index];
    const seen = step.seen === undefined ? step.load : step.seen;
    if (seen !== null) for (let second = stepSeconds - 1; second >= 0; second--) samples.push(sampleOf(policy, seen, at - second * 1000, ready, desired));
    while (samples.length > 0 && samples[0].at <= at - keptMs) samples.shift();
    while (changes.length > 0 && changes[0].at <= at - 3_600_000) changes.shift();
    const decision = decideScaling({ now: at, policy, bounds, samples, desired, ready, changes, predicted: null });
    if (decision.desired !== desired) changes.push({ at, from: desired, to: decision.desired });
    onDecision?.(at, decision);
    return decision.desired;
  };
}

function sampleOf(policy: ScalingPolicy, seen: number, at: number, ready: number, desired: number): LoadSample {
  const held = desired === 0 && seen > 0 ? 1 : 0;
  const base = { at, concurrency: 0, requests: 0, queueMs: null, held, cpuPercent: null, ready, complete: true };
  switch (policy.metric) {
    case 'concurrency':
      return { ...base, concurrency: seen };
    case 'requests':
      return { ...base, requests: seen };
    case 'cpu':
      return { ...base, cpuPercent: ready === 0 ? 0 : seen / ready, concurrency: seen };
    case 'queue':
      return { ...base, queueMs: seen, concurrency: seen > 0 ? 1 : 0 };
  }
}
