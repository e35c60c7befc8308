import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import type { Page } from '../page';
import { type Price, toPrice } from './present';
import type { ListPricesInput } from './schemas';

/** The price book: the lines in force, or with `history` all that ever were. @throws AppError `PERMISSION_DENIED` (`usage:Read`) */
export async function listPrices(ctx: Ctx, input: z.output<typeof ListPricesInput>): Promise<Page<Price>> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'usage:Read', 'prices');
    const rows = await tx.tx.price.findMany({
      where: { organizationId: ctx.organizationId, ...(input.history ? {} : { effectiveFrom: { lte: new Date(ctx.clock.now()) } }) },
      orderBy: [{ kind: 'asc' }, { item: 'asc' }, { effectiveFrom: 'desc' }, { id: 'desc' }],
      ...(input.history ? {} : { distinct: ['kind', 'item'] }),
    });
    return { items: rows.map(toPrice), nextCursor: null };
  });
}
