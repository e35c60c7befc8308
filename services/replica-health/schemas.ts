import { z } from 'zod';
import { healthStates } from '@/core/agent-api';
import { isoTime, ReasonSchema } from '../page';

/** How replicas are checked while they serve, by the golden request of their version. */
export const HealthInput = z.strictObject({
  golden: z.boolean().default(true),
  /** Between two golden requests to one replica. */
  periodSeconds: z.number().int().min(1).max(3_600).default(30),
  /** For one answer, without the time it waits behind callers' requests. */
  timeoutMs: z.number().int().min(10).max(60_000).default(5_000),
  /** Wrong or missing answers in a row that make a replica unhealthy. */
  failuresMax: z.number().int().min(1).max(20).default(3),
  /** Right answers in a row that make it healthy again. */
  successes: z.number().int().min(1).max(20).default(2),
});
export type Health = z.output<typeof HealthInput>;

/** The check of a variant; configs of before it have the default one. */
export function healthOf(variant: { readonly health?: Health | undefined }): Health {
  return variant.health ?? HealthInput.parse({});
}

/** How a replica answers its golden request. */
export const ReplicaHealthSchema = z.object({
  /** `Waiting` for its first answer; `NotJudged`: only that it answers is checked, for the reason given. */
  state: z.enum(healthStates),
  /** Since when it is so; of an unhealthy one since its first wrong answer. */
  since: isoTime.nullable(),
  reason: ReasonSchema.nullable(),
});
export type ReplicaHealth = z.infer<typeof ReplicaHealthSchema>;
