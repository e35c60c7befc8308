import { newId } from '@/core/ids';
import type { TxCtx } from '../context';

/** Micro-units: an hour of each local instance type, and a million predictions. */
const firstPrices = [
  { kind: 'instance-hour', item: 'local.small', amountMicros: 20_000n },
  { kind: 'instance-hour', item: 'local.medium', amountMicros: 40_000n },
  { kind: 'instance-hour', item: 'local.large', amountMicros: 80_000n },
  { kind: 'predictions-million', item: '*', amountMicros: 0n },
];

/** The price book a new organization begins with, in the transaction that makes it. */
export async function seedPrices(tx: TxCtx, organizationId: string, currency = 'USD'): Promise<void> {
  const effectiveFrom = new Date(tx.clock.now());
  await tx.tx.price.createMany({
    data: firstPrices.map((price) => ({ ...price, id: newId('prc'), organizationId, currency, effectiveFrom, createdBy: tx.actor.name })),
  });
}
