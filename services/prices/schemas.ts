import { z } from 'zod';
import { isoTime } from '../page';

export const PriceSchema = z.object({
  id: z.string(),
  kind: z.enum(['instance-hour', 'predictions-million']),
  item: z.string(),
  amountMicros: z.number(),
  currency: z.string(),
  effectiveFrom: isoTime,
});
export const SetPriceInput = z.object({
  kind: z.enum(['instance-hour', 'predictions-million']),
  item: z.string().min(1).max(64),
  amountMicros: z.number().int().min(0),
});
