import type { z } from 'zod';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { costMicrosOf, currencyOf } from '../usage';
import { periodOf } from '../usage/period';
import type { Metrics, OverviewSchema } from './schemas';

const stepMs = 5 * 60_000;
const steps = 288;

interface Row {
  readonly at: Date;
  readonly requests: bigint;
  readonly errors: bigint;
  readonly predictions: bigint;
}

/** The organization at a glance: the last 24 hours in steps of 5 minutes, what is deployed, and the month's cost. @throws AppError `PERMISSION_DENIED` (`metrics:Read`) */
export async function getOverview(ctx: Ctx, _input: object = {}): Promise<z.infer<typeof OverviewSchema>> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'metrics:Read', 'endpoints');
    const { organizationId } = ctx;
    const toMs = (Math.floor(ctx.clock.now() / stepMs) + 1) * stepMs;
    const rows = await readDay(tx, toMs - steps * stepMs, toMs);
    const states = await tx.tx.endpoint.groupBy({ by: ['state'], where: { organizationId, deletedAt: null }, _count: true });
    const total = (pick: (row: Row) => bigint): number => rows.reduce((sum, row) => sum + Number(pick(row)), 0);
    return {
      requests24h: total((row) => row.requests),
      errors24h: total((row) => row.errors),
      predictions24h: total((row) => row.predictions),
      endpoints: Object.fromEntries(states.map((row) => [row.state, row._count])),
      models: await tx.tx.model.count({ where: { organizationId } }),
      monthToDateMicros: await costMicrosOf(tx, periodOf({}, ctx.clock.now())),
      currency: await currencyOf(tx),
      series: toSeries(rows, toMs),
    };
  });
}

async function readDay(tx: TxCtx, fromMs: number, toMs: number): Promise<Row[]> {
  return tx.tx.$queryRaw<Row[]>`
    SELECT date_bin(${stepMs} * interval '1 millisecond', at, 'epoch'::timestamptz) AS at,
      sum(requests)::bigint AS requests, sum(errors)::bigint AS errors, sum(predictions)::bigint AS predictions
    FROM request_metrics WHERE organization_id = ${tx.organizationId} AND at >= ${new Date(fromMs)} AND at < ${new Date(toMs)} GROUP BY 1`;
}

function toSeries(rows: readonly Row[], toMs: number): Metrics {
  const byTime = new Map(rows.map((row) => [row.at.getTime(), row]));
  const times = Array.from({ length: steps }, (_, index) => toMs - (steps - index) * stepMs);
  const points = (name: 'requests' | 'errors'): [number, number][] => times.map((at) => [at, Number(byTime.get(at)?.[name] ?? 0n)]);
  return { step: stepMs / 1000, series: (['requests', 'errors'] as const).map((name) => ({ name, unit: 'requests', points: points(name) })) };
}
