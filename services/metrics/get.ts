import type { z } from 'zod';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { getEndpointInOrganization } from '../endpoints/internal';
import { type MetricRange, metricRange, stepsOf } from './range';
import { readGaugeSteps } from './read-gauges';
import { type RequestFigures, readRequestSteps } from './read-requests';
import type { GaugeName } from './record-gauges';
import type { EndpointMetricsInput, Metrics, OrganizationMetricsInput, SeriesName } from './schemas';
import type { MetricScope } from './scope';

type Series = Metrics['series'][number];

const percentiles = [
  ['p50', 0.5],
  ['p90', 0.9],
  ['p95', 0.95],
  ['p99', 0.99],
] as const;

const gaugesOf: Partial<Record<SeriesName, GaugeName>> = { queue: 'queue', replicas: 'replicas', inflight: 'inflight', cpu: 'cpu', memory: 'memory' };

/**
 * Figures of an endpoint over time, at most 360 points a series. Counts are 0 where nothing came, so that their sum is the number of
 * requests; what cannot be known is null. Points stand at the start of their step.
 * @throws AppError `PERMISSION_DENIED` (`metrics:Read`), `NOT_FOUND`, `VALIDATION_FAILED` (period)
 */
export async function getEndpointMetrics(ctx: Ctx, input: z.output<typeof EndpointMetricsInput>): Promise<Metrics> {
  const range = metricRange(input, ctx.clock.now());
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'metrics:Read', `endpoints/${input.name}`);
    const endpoint = await getEndpointInOrganization(tx, input.name);
    return readMetrics(tx, range, { endpointId: endpoint.id, variant: input.variant }, input.series);
  });
}

/** The same series over all endpoints of the organization together. @throws AppError `PERMISSION_DENIED` (`metrics:Read`), `VALIDATION_FAILED` (period) */
export async function getOrganizationMetrics(ctx: Ctx, input: z.output<typeof OrganizationMetricsInput>): Promise<Metrics> {
  const range = metricRange(input, ctx.clock.now());
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'metrics:Read', 'endpoints');
    return readMetrics(tx, range, {}, input.series);
  });
}

async function readMetrics(tx: TxCtx, range: MetricRange, scope: MetricScope, asked: readonly SeriesName[]): Promise<Metrics> {
  const names = [...new Set(asked)];
  const steps = await readRequestSteps(tx, range, scope);
  const gauges = await readGaugeSteps(
    tx,
    range,
    scope,
    names.flatMap((name) => gaugesOf[name] ?? []),
  );
  const times = stepsOf(range);
  const sampled = (name: string, unit: string, gauge: GaugeName): Series => ({
    name,
    unit,
    points: times.map((at) => [at, gauges.get(gauge)?.get(at) ?? null]),
  });
  const series = names.flatMap((name): Series[] => {
    if (name === 'replicas') return [sampled('replicas', 'replicas', 'replicas')];
    if (name === 'inflight') return [sampled('inflight', 'requests', 'inflight')];
    if (name === 'cpu') return [sampled('cpu', 'percent', 'cpu')];
    if (name === 'memory') return [sampled('memory', 'bytes', 'memory')];
    const counted = requestSeries(name, times, steps);
    return name === 'queue' ? [...counted, sampled('queue.depth', 'requests', 'queue')] : counted;
  });
  return { step: range.stepMs / 1000, series };
}

/** The series that come from counters. */
function requestSeries(
  name: Exclude<SeriesName, 'replicas' | 'inflight' | 'cpu' | 'memory'>,
  times: readonly number[],
  steps: ReadonlyMap<number, RequestFigures>,
): Series[] {
  const each = (of: (step: RequestFigures | undefined) => number | null): Series['points'] => times.map((at) => [at, of(steps.get(at))]);
  if (name === 'requests' || name === 'errors') return [{ name, unit: 'requests', points: each((step) => step?.[name] ?? 0) }];
  if (name === 'batch') {
    return [{ name, unit: 'rows', points: each((step) => (step === undefined || step.batches === 0 ? null : step.batchedRows / step.batches)) }];
  }
  return percentiles.map(([label, fraction]) => ({
    name: `${name}.${label}`,
    unit: 'ms',
    points: each((step) => (step === undefined || step[name].count === 0 ? null : step[name].percentileUs(fraction) / 1000)),
  }));
}
