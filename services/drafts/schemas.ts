import { z } from 'zod';
import { isoTime, PageInput } from '../page';

/** The wizard's saved state: free JSON of at most 64 KiB. */
const data = z.record(z.string(), z.unknown()).refine((value) => JSON.stringify(value).length <= 65_536, 'must be at most 64 KiB');
export const CreateDraftInput = z.object({ data: data.default({}) });
export const UpdateDraftInput = z.object({ id: z.string(), data, revision: z.number().int() });
export const DraftIdInput = z.object({ id: z.string() });
export const ListDraftsInput = PageInput;
export const DraftSchema = z.object({
  id: z.string(),
  data: z.record(z.string(), z.unknown()),
  revision: z.number(),
  createdBy: z.string(),
  createdAt: isoTime,
  updatedAt: isoTime,
});
export type Draft = z.infer<typeof DraftSchema>;
