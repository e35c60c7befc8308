import type { z } from 'zod';
import type { Price as PriceRow } from '@/prisma/generated/client';
import type { PriceSchema } from './schemas';

export type Price = z.infer<typeof PriceSchema>;

export function toPrice(row: PriceRow): Price {
  return {
    id: row.id,
    kind: row.kind === 'instance-hour' ? 'instance-hour' : 'predictions-million',
    item: row.item,
    amountMicros: Number(row.amountMicros),
    currency: row.currency,
    effectiveFrom: row.effectiveFrom.toISOString(),
  };
}
