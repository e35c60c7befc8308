import { z } from 'zod';
import { isoTime, PageInput, ReasonSchema, SentencesSchema } from '../page';
import { ReplicaHealthSchema } from '../replica-health/schemas';

export const ReplicaSchema = z.object({
  id: z.string(),
  instanceId: z.string(),
  variant: z.string(),
  model: z.string(),
  version: z.number(),
  state: z.string(),
  restarts: z.number(),
  pid: z.number().nullable(),
  memoryBytes: z.number(),
  cpuPercent: z.number(),
  reason: ReasonSchema.nullable(),
  /** Null where its answers are not checked. */
  health: ReplicaHealthSchema.nullable(),
  createdAt: isoTime,
  readyAt: isoTime.nullable(),
});
export const InstanceSchema = z.object({
  id: z.string(),
  endpoint: z.string(),
  variant: z.string(),
  provider: z.string(),
  instanceType: z.string(),
  state: z.string(),
  priceMicrosPerHour: z.number(),
  currency: z.string(),
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  reason: ReasonSchema.nullable(),
  createdAt: isoTime,
  lastSeenAt: isoTime.nullable(),
  replicas: z.array(ReplicaSchema),
});
export type Instance = z.infer<typeof InstanceSchema>;
export const ListInstancesInput = PageInput.extend({ endpoint: z.string().optional() });

/** Where instances come from, and what a try of its rights found. */
export const FleetSchema = z.object({
  kind: z.enum(['local', 'ec2']),
  ok: z.boolean(),
  detail: z.string(),
  fix: z.string(),
  sentences: SentencesSchema,
  /** Those that can be tried without changing anything; none where a fleet needs no rights. */
  permissions: z.array(z.object({ name: z.string(), granted: z.boolean() })),
  checkedAt: isoTime,
});
export type Fleet = z.infer<typeof FleetSchema>;

/** What the fleet offers, with its price: the wizard's choices. */
export const InstanceTypeSchema = z.object({
  name: z.string(),
  cpus: z.number(),
  memoryBytes: z.number(),
  replicasMax: z.number(),
  priceMicrosPerHour: z.number(),
  currency: z.string(),
  available: z.boolean(),
  reason: z.string(),
  sentences: SentencesSchema,
});
export type InstanceType = z.infer<typeof InstanceTypeSchema>;
