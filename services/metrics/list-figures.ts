import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { metricPeriod } from './range';
import { type RequestFigures, readRequestTotals } from './read-requests';
import type { EndpointFigures, EndpointFiguresInput } from './schemas';

/**
 * What each live endpoint did in a window, by default the last hour; the busiest first. Endpoints that nobody called are left out.
 * @throws AppError `PERMISSION_DENIED` (`metrics:Read`), `VALIDATION_FAILED` (period)
 */
export async function listEndpointFigures(ctx: Ctx, input: z.output<typeof EndpointFiguresInput>): Promise<{ items: EndpointFigures[]; nextCursor: null }> {
  const period = metricPeriod(input, ctx.clock.now());
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'metrics:Read', 'endpoints');
    const totals = await readRequestTotals(tx, period, {});
    const live = await tx.tx.endpoint.findMany({
      where: { organizationId: ctx.organizationId, deletedAt: null, id: { in: [...totals.keys()] } },
      select: { id: true, name: true },
    });
    const items = live.flatMap(({ id, name }) => toFigures(name, totals.get(id)) ?? []);
    return { items: items.sort((a, b) => b.requests - a.requests || (a.endpoint < b.endpoint ? -1 : 1)), nextCursor: null };
  });
}

function toFigures(endpoint: string, total: RequestFigures | undefined): EndpointFigures | null {
  if (total === undefined) return null;
  const percentileMs = (fraction: number): number | null => (total.latency.count === 0 ? null : total.latency.percentileUs(fraction) / 1000);
  const { requests, errors, predictions } = total;
  return { endpoint, requests, errors, predictions, p50Ms: percentileMs(0.5), p95Ms: percentileMs(0.95), p99Ms: percentileMs(0.99) };
}
