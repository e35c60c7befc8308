import { type Ctx, requireAction, withTransaction } from '../context';
import type { FleetOffers } from './fleet';
import { instancePrices } from './prices';
import type { InstanceType } from './schemas';

/**
 * The instance types the fleet offers, with the price of an hour: the wizard's choices.
 * @throws AppError `PERMISSION_DENIED` (`instances:Read`), `INSTANCE_START_FAILED` when the fleet does not answer
 */
export async function listInstanceTypes(ctx: Ctx, _input: object, outside: { fleet: FleetOffers }): Promise<{ items: InstanceType[]; nextCursor: null }> {
  const priceOf = await withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'instances:Read', 'instance-types');
    return instancePrices(tx);
  });
  const offers = await outside.fleet.offers();
  const items = offers.map((offer) => {
    const price = priceOf(offer.name);
    return { ...offer, priceMicrosPerHour: price.amountMicros, currency: price.currency };
  });
  return { items, nextCursor: null };
}
