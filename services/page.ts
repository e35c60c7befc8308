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

export const ReasonSchema = z.object({ code: z.string(), message: z.string(), fix: z.string().default(''), evidence: z.string().default('') });
export type Reason = z.infer<typeof ReasonSchema>;

export const isoTime = z.iso.datetime();
