import type { ScalingMetric } from '@/core/scaling/types';
import { Prisma } from '@/prisma/client';
import type { TxCtx } from '../context';
import { type MetricScope, within } from '../metrics/scope';

const hourMs = 3_600_000;
const weekMs = 7 * 24 * hourMs;
const weeksLooked = 4;
/** Ready a little before the hour begins. */
const aheadMs = 5 * 60_000;

export interface LoadSource extends MetricScope {
  readonly endpointId: string;
  readonly variant: string;
}

interface Step {
  readonly at: Date;
  readonly load: number;
}

/** Load of all instances together by step (its start, ms since 1970), in the metric; steps of which nothing was recorded are left out. */
export async function readLoadSteps(
  tx: TxCtx,
  source: LoadSource,
  metric: 'concurrency' | 'requests',
  period: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
): Promise<Map<number, number>> {
  const bin = Prisma.sql`date_bin(${period.stepMs} * interval '1 millisecond', at, 'epoch'::timestamptz)`;
  const where = within(tx, period, source);
  const inFlightSteps = () => tx.tx.$queryRaw<Step[]>`
    SELECT at, sum(mean) AS load
    FROM (SELECT ${bin} AS at, source, sum(sum) / sum(count) AS mean FROM gauge_metrics WHERE ${where} AND name = 'inflight' AND count > 0 GROUP BY 1, 2) AS by_source
    GROUP BY 1`;
  const rows = metric === 'requests' ? await requestSteps(tx, bin, where, period.stepMs) : await inFlightSteps();
  return new Map(rows.map((row) => [row.at.getTime(), Number(row.load)]));
}

/** Requests a second; steps in which gateways looked and nobody asked are 0. */
function requestSteps(tx: TxCtx, bin: Prisma.Sql, where: Prisma.Sql, stepMs: number): Promise<Step[]> {
  return tx.tx.$queryRaw<Step[]>`
    SELECT at, sum(requests)::float8 * 1000 / ${stepMs} AS load
    FROM (
      SELECT ${bin} AS at, requests FROM request_metrics WHERE ${where}
      UNION ALL SELECT ${bin} AS at, 0 FROM gauge_metrics WHERE ${where} AND name = 'inflight'
    ) AS both_sides GROUP BY 1`;
}

/** Instances that reported, by step. */
export async function readInstanceSteps(
  tx: TxCtx,
  source: LoadSource,
  period: { readonly fromMs: number; readonly toMs: number; readonly stepMs: number },
): Promise<Map<number, number>> {
  const rows = await tx.tx.$queryRaw<{ at: Date; instances: number }[]>`
    SELECT date_bin(${period.stepMs} * interval '1 millisecond', at, 'epoch'::timestamptz) AS at, count(DISTINCT source)::int AS instances
    FROM gauge_metrics WHERE ${within(tx, period, source)} AND name = 'replicas' GROUP BY 1`;
  return new Map(rows.map((row) => [row.at.getTime(), row.instances]));
}

/** Mean load of this hour in the weeks before, as far as it is known; null where none is, and for waiting and CPU, which do not add up. */
export async function predictedLoad(tx: TxCtx, source: LoadSource, metric: ScalingMetric, now: number): Promise<number | null> {
  if (metric === 'queue' || metric === 'cpu') return null;
  const hour = Math.floor((now + aheadMs) / hourMs) * hourMs;
  const loads: number[] = [];
  for (let week = 1; week <= weeksLooked; week++) {
    const fromMs = hour - week * weekMs;
    const steps = await readLoadSteps(tx, source, metric, { fromMs, toMs: fromMs + hourMs, stepMs: hourMs });
    loads.push(...steps.values());
  }
  return loads.length === 0 ? null : loads.reduce((sum, load) => sum + load, 0) / loads.length;
}
