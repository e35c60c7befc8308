import { z } from 'zod';
import { isoTime, SentencesSchema } from '../page';

export const StatusSchema = z.object({
  components: z.array(
    z.object({
      name: z.enum(['console', 'gateway', 'control', 'database', 'storage', 'fleet', 'containers', 'sandbox', 'metering']),
      state: z.enum(['ok', 'degraded', 'down']),
      detail: z.string(),
      sentences: SentencesSchema,
      checkedAt: isoTime,
    }),
  ),
  version: z.string(),
});
export type Status = z.infer<typeof StatusSchema>;
