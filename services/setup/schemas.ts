import { z } from 'zod';
import { Password } from '../members/schemas';
import { SentencesSchema } from '../page';

export const SetupInput = z.object({
  organization: z.string().min(1).max(100),
  name: z.string().min(1).max(100),
  email: z.email().max(254),
  password: Password,
  code: z.string().max(64).optional(),
});
export type SetupInput = z.infer<typeof SetupInput>;
export const SetupStateSchema = z.object({
  done: z.boolean(),
  storage: z.object({ ok: z.boolean(), detail: z.string(), sentences: SentencesSchema }),
  fleet: z.object({ ok: z.boolean(), detail: z.string(), sentences: SentencesSchema }),
  codeNeeded: z.boolean(),
});
