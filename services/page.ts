import { z } from 'zod';

/** Query of every list. `cursor` is what the last answer gave as `nextCursor`. */
export const PageInput = z.object({
  limit: z.coerce.number().int().min(1).max(200).default(50),
  cursor: z.string().max(512).optional(),
  sort: z.string().max(64).optional(),
});
export type PageInput = z.infer<typeof PageInput>;

export function pageOf<Item extends z.ZodType>(item: Item) {
  return z.object({ items: z.array(item), nextCursor: z.string().nullable() });
}
export interface Page<Item> {
  items: Item[];
  nextCursor: string | null;
}

/** For each text beside it that is a sentence of the catalogue: its code and what fills it, for readers of other languages. */
export const SentencesSchema = z.record(z.string(), z.object({ code: z.string(), params: z.record(z.string(), z.unknown()) })).optional();

export const ReasonSchema = z.object({
  code: z.string(),
  message: z.string(),
  fix: z.string().default(''),
  evidence: z.string().default(''),
  sentences: SentencesSchema,
});
export type Reason = z.infer<typeof ReasonSchema>;

/** Whether two reasons say the same; stored ones come back with their fields in another order. */
export function isSameReason(one: Reason | null, other: Reason | null): boolean {
  if (one === null || other === null) return one === other;
  return one.code === other.code && one.message === other.message && one.fix === other.fix && one.evidence === other.evidence;
}

export const isoTime = z.iso.datetime();
