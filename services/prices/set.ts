import type { z } from 'zod';
import { newId } from '@/core/ids';
import { emitAudit } from '../audit/emit';
import { type Ctx, lockOrganization, requireAction, withTransaction } from '../context';
import { currencyOf } from '../usage';
import { type Price, toPrice } from './present';
import type { SetPriceInput } from './schemas';

/**
 * Sets a price from now on: a new line of the price book, the old one stays for what it rated. Predictions are rated at it from the next
 * minute, instances that start from now on; those that run keep the price they were started at. Idempotent: the same price again changes nothing.
 * @throws AppError `PERMISSION_DENIED` (`prices:Update`)
 */
export async function setPrice(ctx: Ctx, input: z.output<typeof SetPriceInput>): Promise<Price> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'prices:Update', `prices/${input.kind}/${input.item}`);
    const { organizationId } = ctx;
    await lockOrganization(tx, organizationId);
    const before = await tx.tx.price.findFirst({
      where: { organizationId, kind: input.kind, item: input.item },
      orderBy: [{ effectiveFrom: 'desc' }, { id: 'desc' }],
    });
    if (before !== null && before.amountMicros === BigInt(input.amountMicros)) return toPrice(before);
    const row = await tx.tx.price.create({
      data: {
        id: newId('prc'),
        organizationId,
        kind: input.kind,
        item: input.item,
        amountMicros: BigInt(input.amountMicros),
        currency: await currencyOf(tx),
        effectiveFrom: new Date(ctx.clock.now()),
        createdBy: ctx.actor.name,
      },
    });
    const price = toPrice(row);
    await emitAudit(tx, 'prices:Update', `prices/${input.kind}/${input.item}`, { before: before === null ? null : toPrice(before), after: price });
    return price;
  });
}
