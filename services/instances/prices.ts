import type { TxCtx } from '../context';

export interface InstancePrice {
  /** An hour of one instance. */
  readonly amountMicros: number;
  readonly currency: string;
}

/**
 * What an hour of each instance type costs now, from the organization's price book; the item `*` prices types that have no line of their own.
 * A type without any price costs nothing, which the console shows as it is.
 */
export async function instancePrices(ctx: TxCtx, organizationId = ctx.organizationId): Promise<(type: string) => InstancePrice> {
  const rows = await ctx.tx.price.findMany({
    where: { organizationId, kind: 'instance-hour', effectiveFrom: { lte: new Date(ctx.clock.now()) } },
    orderBy: [{ effectiveFrom: 'asc' }, { id: 'asc' }],
  });
  const latest = new Map(rows.map((row) => [row.item, { amountMicros: Number(row.amountMicros), currency: row.currency }]));
  const fallback = latest.get('*') ?? { amountMicros: 0, currency: rows.at(-1)?.currency ?? 'USD' };
  return (type) => latest.get(type) ?? fallback;
}
