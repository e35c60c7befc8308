import { z } from 'zod';
import { Name, VersionNumber } from '../names';
import { isoTime } from '../page';
import { HealthInput } from '../replica-health/schemas';
import { ScalingPolicyInput, ScalingPolicySchema } from '../scaling/schemas';

const shape = {
  name: Name.default('main'),
  weight: z.number().min(0).max(1000).default(1),
  instanceType: z.string().default('local.small'),
  initialInstances: z.number().int().min(1).max(64).default(1),
  minInstances: z.number().int().min(0).max(64).default(1),
  maxInstances: z.number().int().min(1).max(64).default(1),
  replicasPerInstance: z.number().int().min(1).max(64).default(1),
  /** Requests outstanding a replica. */
  concurrency: z.number().int().min(1).max(4096).default(64),
  timeoutMs: z.number().int().min(10).max(900_000).default(30_000),
  batching: z.object({ enabled: z.boolean().default(true), maxSize: z.number().int().min(1).max(4096).default(64) }).default({ enabled: true, maxSize: 64 }),
  cache: z
    .object({ enabled: z.boolean().default(false), ttlSeconds: z.number().int().min(1).max(86_400).default(60) })
    .default({ enabled: false, ttlSeconds: 60 }),
};

/** One weighted arm of a config. Ensembles come with their own work; fields that are not known are refused. */
export const VariantInput = z
  .strictObject({ ...shape, model: Name, version: VersionNumber, scaling: ScalingPolicyInput.optional(), health: HealthInput.optional() })
  .refine((variant) => variant.minInstances <= variant.maxInstances, { path: ['minInstances'], message: 'must not be above maxInstances' })
  .refine((variant) => variant.initialInstances >= variant.minInstances && variant.initialInstances <= variant.maxInstances, {
    path: ['initialInstances'],
    message: 'must lie between minInstances and maxInstances',
  });
export type VariantInput = z.input<typeof VariantInput>;
/** As stored: with all defaults, and the version's id. Configs of before scaling, or before health checks, have none: theirs are the default ones. */
export const VariantSchema = z.object({
  ...shape,
  model: z.string(),
  version: z.number(),
  modelId: z.string(),
  versionId: z.string(),
  scaling: ScalingPolicySchema.optional(),
  health: HealthInput.optional(),
});
export type Variant = z.infer<typeof VariantSchema>;

/** A variant may leave out initialInstances: it then is minInstances, or 1. With neither minimum nor maximum the number stays as it begins. */
export const variantsInput = z
  .array(z.preprocess(withInstanceDefaults, VariantInput))
  .min(1)
  .max(10)
  .refine((variants) => new Set(variants.map((variant) => variant.name)).size === variants.length, 'variant names must differ')
  .refine((variants) => variants.some((variant) => variant.weight > 0), 'one variant needs a weight above 0');

function withInstanceDefaults(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const given = value as { initialInstances?: number; minInstances?: number; maxInstances?: number };
  const initialInstances = given.initialInstances ?? Math.max(1, given.minInstances ?? 1);
  return {
    ...given,
    initialInstances,
    minInstances: given.minInstances ?? (given.maxInstances === undefined ? initialInstances : 1),
    maxInstances: given.maxInstances ?? Math.max(initialInstances, given.minInstances ?? 1),
  };
}

export const InlineConfigInput = z.strictObject({ name: Name.optional(), variants: variantsInput });
export const CreateEndpointConfigInput = z.strictObject({ name: Name, variants: variantsInput, project: z.string().optional() });
export type CreateEndpointConfigInput = z.infer<typeof CreateEndpointConfigInput>;
export const EndpointConfigSchema = z.object({
  id: z.string(),
  name: z.string(),
  variants: z.array(VariantSchema),
  usedBy: z.array(z.string()),
  createdBy: z.string(),
  createdAt: isoTime,
});
export type EndpointConfig = z.infer<typeof EndpointConfigSchema>;
