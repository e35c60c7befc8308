import { z } from 'zod';
import { isoTime, PageInput, SentencesSchema } from '../page';

/** One request as the gateway recorded it. Times in ms. */
export const RequestLogSchema = z.object({
  requestId: z.string(),
  at: isoTime,
  endpoint: z.string(),
  variant: z.string(),
  model: z.string(),
  version: z.number(),
  principalId: z.string(),
  principalName: z.string(),
  replicaId: z.string(),
  protocol: z.string(),
  status: z.number(),
  code: z.string(),
  predictions: z.number(),
  batchRows: z.number(),
  bytesIn: z.number(),
  bytesOut: z.number(),
  stages: z.object({ gatewayMs: z.number(), queueMs: z.number(), batchMs: z.number(), modelMs: z.number(), totalMs: z.number() }),
  cache: z.string(),
  attempts: z.number(),
  clientIp: z.string(),
});
export type RequestLog = z.infer<typeof RequestLogSchema>;
export const ListLogsInput = PageInput.extend({
  endpoint: z.string().optional(),
  requestId: z.string().optional(),
  level: z.enum(['info', 'warn', 'error']).optional(),
  q: z.string().max(200).optional(),
  from: isoTime.optional(),
  to: isoTime.optional(),
});
/**
 * `count` says how many requests carried this id; the newest is shown. `lines`, oldest first: what the gateway recorded of it, and what
 * happened to its endpoint in the minute before and while it ran.
 */
export const RequestSchema = RequestLogSchema.extend({
  count: z.number(),
  lines: z.array(z.object({ at: isoTime, level: z.string(), message: z.string(), sentences: SentencesSchema })),
});
