import { z } from 'zod';
import { isoTime } from '../page';

export const StatusSchema = z.object({
  components: z.array(
    z.object({
      name: z.enum(['console', 'gateway', 'control', 'database', 'storage', 'fleet', 'metering']),
      state: z.enum(['ok', 'degraded', 'down']),
      detail: z.string(),
      checkedAt: isoTime,
    }),
  ),
  version: z.string(),
});
export type Status = z.infer<typeof StatusSchema>;
