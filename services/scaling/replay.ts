import { AppError } from '@/core/errors';
import { policyScaler, type Simulation, simulate } from '@/core/scaling/simulate';
import { schemaWords } from '@/core/sentences/fields';
import { scalingWords } from '@/core/sentences/scaling';
import { type Ctx, requireAction, withTransaction } from '../context';
import { getEndpointInOrganization } from '../endpoints/internal';
import { pointsMax } from '../metrics/range';
import { chooseVariant, servingVariants, withScaling } from './change';
import { readInstanceSteps, readLoadSteps } from './history';
import { type Replay, type ReplayScalingInput, scalingOf } from './schemas';

const dayMs = 86_400_000;
/** So long ago figures are kept by ten seconds; before, by minutes. */
const finestMs = 6 * 3_600_000;
/** Until a new instance serves. */
const startSeconds = 5;
/** Above the target, from which on an instance counts as overloaded. */
const goal = 1.1;

/**
 * What a policy would have decided on the load that was recorded, beside what was there. Nothing is changed by it. It knows the load of whole
 * steps only, so what happened within one is not seen.
 * @throws AppError `PERMISSION_DENIED` (`metrics:Read`), `NOT_FOUND`, `STATE_CONFLICT`, `VALIDATION_FAILED`
 */
export async function replayScaling(ctx: Ctx, input: ReplayScalingInput): Promise<Replay> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'metrics:Read', `endpoints/${input.name}`);
    const row = await getEndpointInOrganization(tx, input.name);
    const variant = withScaling(chooseVariant(await servingVariants(tx, row), input.variant), input);
    const policy = scalingOf(variant);
    if (policy.metric === 'queue' || policy.metric === 'cpu') {
      throw new AppError('VALIDATION_FAILED', {
        detail: scalingWords.notReplayed(),
        fix: scalingWords.otherMetric(),
        errors: [{ pointer: '/scaling/metric', detail: schemaWords.additive() }],
      });
    }
    const stepMs = input.days * dayMs <= finestMs ? 10_000 : 60_000;
    const toMs = Math.floor(ctx.clock.now() / stepMs) * stepMs;
    const period = { fromMs: toMs - Math.floor((input.days * dayMs) / stepMs) * stepMs, toMs, stepMs };
    const source = { endpointId: row.id, variant: variant.name };
    const loads = await readLoadSteps(tx, source, policy.metric, period);
    const instances = await readInstanceSteps(tx, source, period);
    const first = Math.min(...loads.keys(), toMs); // before anything was recorded there is nothing to learn
    const times = Array.from({ length: Math.round((toMs - first) / stepMs) }, (_, index) => first + index * stepMs);
    const simulation: Simulation = {
      steps: times.map((at) => ({ at: at + stepMs, load: loads.get(at) ?? null })),
      stepSeconds: stepMs / 1000,
      target: policy.target,
      bounds: { min: variant.minInstances, max: variant.maxInstances },
      startSeconds,
      goal,
      initial: instances.get(first) ?? variant.initialInstances,
    };
    const replayed = simulate(simulation, policyScaler(simulation, policy));
    let last = 0;
    const there = times.map((at) => {
      last = instances.get(at) ?? last;
      return last;
    });
    const actual = simulate({ ...simulation, startSeconds: 0, initial: there[0] ?? 0 }, ({ index }) => there[index + 1] ?? there[index]);
    return {
      variant: variant.name,
      from: new Date(first).toISOString(),
      to: new Date(toMs).toISOString(),
      step: stepMs / 1000,
      recorded: loads.size,
      actual: outcomeOf(actual),
      replayed: outcomeOf(replayed),
      points: thinned(times.map((at, index) => [at, loads.get(at) ?? null, instances.get(at) ?? null, replayed.desired[index]])),
    };
  });
}

function outcomeOf({ instanceSeconds, overloadedSeconds, overloadedShare, changes, desired }: ReturnType<typeof simulate>): Replay['actual'] {
  return { instanceHours: instanceSeconds / 3600, overloadedSeconds, overloadedShare, changes: changes.length, most: Math.max(0, ...desired) };
}

/** At most as many points as a chart holds: of several steps the greatest of each figure. */
function thinned(points: Replay['points']): Replay['points'] {
  const width = Math.ceil(points.length / pointsMax);
  if (width <= 1) return points;
  const most = (values: readonly (number | null)[]): number | null => {
    const known = values.filter((value) => value !== null);
    return known.length === 0 ? null : Math.max(...known);
  };
  return Array.from({ length: Math.ceil(points.length / width) }, (_, index) => {
    const part = points.slice(index * width, (index + 1) * width);
    return [part[0][0], most(part.map((point) => point[1])), most(part.map((point) => point[2])), Math.max(...part.map((point) => point[3]))];
  });
}
