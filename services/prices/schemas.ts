import { z } from 'zod';
import { isoTime, PageInput } from '../page';

export const priceKinds = ['instance-hour', 'predictions-million'] as const;
export const PriceSchema = z.object({
  id: z.string(),
  kind: z.enum(priceKinds),
  item: z.string(),
  amountMicros: z.number(),
  currency: z.string(),
  effectiveFrom: isoTime,
});
/** An instance-hour by instance type (`*` for types without a line of their own), or a million predictions (item `*`). */
export const SetPriceInput = z
  .strictObject({
    kind: z.enum(priceKinds),
    item: z.string().min(1).max(64),
    amountMicros: z.number().int().min(0).max(1_000_000_000_000),
  })
  .refine((price) => price.kind === 'instance-hour' || price.item === '*', { path: ['item'], message: 'must be * for predictions' });
export const ListPricesInput = PageInput.extend({
  history: z
    .enum(['true', 'false'])
    .default('false')
    .transform((text) => text === 'true'),
});
