import { clairvoyant, cloudTracking } from './rivals';
import { loadShapes, type Shape } from './shapes';
import { type Outcome, policyScaler, type Scaler, type Simulation, simulate } from './simulate';
import { type Bounds, type ScalingChange, type ScalingPolicy, scalingDefaults } from './types';

const target = 20;
const policy: ScalingPolicy = { ...scalingDefaults, metric: 'concurrency', target };
const bounds: Bounds = { min: 1, max: 12 };
/** What a second replica of the local fleet takes. */
const startSeconds = 2;
/** p95 is within the goal while an instance has at most this many times its target. */
const goal = 1.1;

export interface Played extends Outcome {
  readonly least: number;
  readonly most: number;
  /** Turns from growing to shrinking or back that follow another one within the stable window. */
  readonly turnsWithinWindow: number;
}

export interface Compared {
  readonly shape: string;
  readonly bounds: Bounds;
  /** When the load steps up, where the shape has a step. */
  readonly stepAt: number | null;
  readonly own: Played;
  readonly best: Played;
  readonly cloud: Played;
}

/** Every shape played to our policy, to one who knows the load in advance, and to target tracking by the minute. */
export function comparison(): Compared[] {
  return loadShapes(target).map((shape) => {
    const simulation: Simulation = { steps: shape.steps, stepSeconds: 1, target, bounds, startSeconds, goal, initial: initialOf(shape) };
    const play = (scaler: Scaler): Played => played(simulate(simulation, scaler));
    return {
      shape: shape.name,
      bounds,
      stepAt: stepOf(shape),
      own: play(policyScaler(simulation, policy)),
      best: play(clairvoyant(simulation)),
      cloud: play(cloudTracking(simulation)),
    };
  });
}

function initialOf(shape: Shape): number {
  return Math.ceil((shape.steps[0].load ?? 0) / target);
}

function stepOf({ steps }: Shape): number | null {
  const index = steps.findIndex(({ load }, at) => at > 0 && (load ?? 0) > 1.5 * (steps[at - 1].load ?? 0));
  return index < 0 ? null : steps[index].at - 1000;
}

function played(outcome: Outcome): Played {
  const turns = outcome.changes.filter((change, index) => index > 0 && direction(change) !== direction(outcome.changes[index - 1]));
  return {
    ...outcome,
    least: Math.min(...outcome.desired.slice(0, 1), ...outcome.changes.map((change) => change.to)),
    most: Math.max(...outcome.desired.slice(0, 1), ...outcome.changes.map((change) => change.to)),
    turnsWithinWindow: turns.filter((turn, index) => index > 0 && turn.at - turns[index - 1].at < policy.stableSeconds * 1000).length,
  };
}

function direction({ from, to }: ScalingChange): number {
  return Math.sign(to - from);
}
