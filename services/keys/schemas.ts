import { z } from 'zod';
import { actions } from '@/core/policy/actions';
import { isoTime, PageInput } from '../page';

export const CreateKeyInput = z.object({
  name: z.string().min(1).max(100),
  /** What the key may do; calling endpoints by default. */
  actions: z
    .array(z.union([z.enum(actions), z.string().regex(/^(\*|[a-z-]+:\*)$/)]))
    .min(1)
    .default(['endpoints:Invoke']),
  endpoints: z.array(z.string()).max(200).default([]),
  expiresAt: isoTime.nullable().default(null),
  requestsPerSecond: z.number().int().min(1).nullable().default(null),
  concurrency: z.number().int().min(1).nullable().default(null),
  project: z.string().optional(),
});
export type CreateKeyInput = z.infer<typeof CreateKeyInput>;
export const KeySchema = z.object({
  id: z.string(),
  name: z.string(),
  prefix: z.string(),
  actions: z.array(z.string()),
  endpoints: z.array(z.string()),
  createdBy: z.string(),
  createdAt: isoTime,
  expiresAt: isoTime.nullable(),
  lastUsedAt: isoTime.nullable(),
  revokedAt: isoTime.nullable(),
  requestsPerSecond: z.number().nullable(),
  concurrency: z.number().nullable(),
});
/** The only time the key itself is shown. */
export const CreatedKeySchema = KeySchema.extend({ key: z.string() });
export type Key = z.infer<typeof KeySchema>;
export type CreatedKey = z.infer<typeof CreatedKeySchema>;
export const KeyIdInput = z.object({ id: z.string() });
export const ListKeysInput = PageInput;
