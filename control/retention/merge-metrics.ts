import type { TxCtx } from '@/services/context';
import { metricSteps } from '@/services/metrics';

/**
 * Merges metrics into the next coarser step once they are old enough, and deletes the coarsest after its time. Counters, histograms,
 * sums and maxima merge exactly: no figure over a longer period changes. In the caller's transaction.
 */
export async function mergeMetrics(ctx: TxCtx): Promise<void> {
  for (const [index, step] of metricSteps.entries()) {
    const next = metricSteps.at(index + 1);
    const before = ctx.clock.now() - step.keptMs;
    if (next === undefined) await deleteBefore(ctx, step.seconds, new Date(before));
    else await mergeInto(ctx, step.seconds, next.seconds, new Date(Math.floor(before / (next.seconds * 1000)) * next.seconds * 1000));
  }
}

async function mergeInto(ctx: TxCtx, from: number, to: number, before: Date): Promise<void> {
  await ctx.tx.$executeRaw`
    WITH moved AS (DELETE FROM request_metrics WHERE step_seconds = ${from} AND at < ${before} RETURNING *)
    INSERT INTO request_metrics AS m (organization_id, endpoint_id, deployment_id, variant, step_seconds, at, requests, errors, predictions, batches, batched_rows, latency, queue, model)
    SELECT organization_id, endpoint_id, deployment_id, variant, ${to}::int, date_bin(${to} * interval '1 second', at, 'epoch'::timestamptz),
      sum(requests), sum(errors), sum(predictions), sum(batches), sum(batched_rows), histogram_sum(latency), histogram_sum(queue), histogram_sum(model)
    FROM moved GROUP BY 1, 2, 3, 4, 6
    ON CONFLICT (organization_id, endpoint_id, deployment_id, variant, step_seconds, at) DO UPDATE SET
      requests = m.requests + EXCLUDED.requests, errors = m.errors + EXCLUDED.errors, predictions = m.predictions + EXCLUDED.predictions,
      batches = m.batches + EXCLUDED.batches, batched_rows = m.batched_rows + EXCLUDED.batched_rows,
      latency = histogram_merge(m.latency, EXCLUDED.latency), queue = histogram_merge(m.queue, EXCLUDED.queue), model = histogram_merge(m.model, EXCLUDED.model)`;
  await ctx.tx.$executeRaw`
    WITH moved AS (DELETE FROM gauge_metrics WHERE step_seconds = ${from} AND at < ${before} RETURNING *)
    INSERT INTO gauge_metrics AS g (organization_id, endpoint_id, variant, name, source, step_seconds, at, sum, count, max)
    SELECT organization_id, endpoint_id, variant, name, source, ${to}::int, date_bin(${to} * interval '1 second', at, 'epoch'::timestamptz),
      sum(sum), sum(count), max(max)
    FROM moved GROUP BY 1, 2, 3, 4, 5, 7
    ON CONFLICT (organization_id, endpoint_id, variant, name, source, step_seconds, at) DO UPDATE SET
      sum = g.sum + EXCLUDED.sum, count = g.count + EXCLUDED.count, max = greatest(g.max, EXCLUDED.max)`;
}

async function deleteBefore(ctx: TxCtx, seconds: number, before: Date): Promise<void> {
  await ctx.tx.requestMetric.deleteMany({ where: { stepSeconds: seconds, at: { lt: before } } });
  await ctx.tx.gaugeMetric.deleteMany({ where: { stepSeconds: seconds, at: { lt: before } } });
}
