import type { TxCtx } from '../context';
import type { MetricRange } from './range';
import type { GaugeName } from './record-gauges';
import { type MetricScope, within } from './scope';

/** Figures that add up over their sources; of the others the mean is shown. */
const added: readonly GaugeName[] = ['queue', 'inflight', 'replicas', 'memory'];

interface Row {
  readonly at: Date;
  readonly name: GaugeName;
  readonly value: number;
}

/**
 * Sampled figures by name and step (start, ms since 1970). Within a step each source counts with its mean; sources are then added
 * (replicas, memory, queue) or averaged (cpu).
 */
export async function readGaugeSteps(
  tx: TxCtx,
  range: MetricRange,
  scope: MetricScope,
  names: readonly GaugeName[],
): Promise<Map<GaugeName, Map<number, number>>> {
  const rows = await tx.tx.$queryRaw<Row[]>`
    SELECT at, name, CASE WHEN name = ANY(${[...added]}::text[]) THEN sum(mean) ELSE avg(mean) END AS value
    FROM (
      SELECT date_bin(${range.stepMs} * interval '1 millisecond', at, 'epoch'::timestamptz) AS at, name, source, endpoint_id, variant, sum(sum) / sum(count) AS mean
      FROM gauge_metrics WHERE ${within(tx, range, scope)} AND name = ANY(${[...names]}::text[]) AND count > 0
      GROUP BY 1, 2, 3, 4, 5
    ) AS by_source
    GROUP BY 1, 2`;
  const byName = new Map<GaugeName, Map<number, number>>();
  for (const row of rows) byName.set(row.name, (byName.get(row.name) ?? new Map()).set(row.at.getTime(), row.value));
  return byName;
}
