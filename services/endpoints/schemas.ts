import { z } from 'zod';
import { roles } from '@/core/policy/actions';
import { InlineConfigInput, VariantSchema } from '../endpoint-configs/schemas';
import { Name } from '../names';
import { isoTime, PageInput, ReasonSchema } from '../page';
import { HealthInput } from '../replica-health/schemas';
import { ScalingPolicySchema } from '../scaling/schemas';

export const CreateEndpointInput = z
  .object({ name: Name, config: InlineConfigInput.optional(), configName: Name.optional(), project: z.string().optional() })
  .refine((input) => (input.config === undefined) !== (input.configName === undefined), { path: ['config'], message: 'give either config or configName' });
export type CreateEndpointInput = z.infer<typeof CreateEndpointInput>;
export const EndpointNameInput = z.object({ name: Name });
export const ChangeEndpointInput = z.object({ name: Name, revision: z.number().int().optional() });
export const ListEndpointsInput = PageInput.extend({ q: z.string().max(100).optional(), state: z.string().optional() });

/** New weights of the variants that serve, by name; those not named keep theirs. */
export const UpdateWeightsInput = z.object({
  name: Name,
  weights: z.record(z.string(), z.number().min(0).max(1000)).refine((weights) => Object.keys(weights).length > 0, 'name at least one variant'),
  revision: z.number().int().optional(),
});
export type UpdateWeightsInput = z.infer<typeof UpdateWeightsInput>;
export const ListEndpointEventsInput = PageInput.extend({ name: Name });

export const GetServingInput = z.object({ name: Name, at: z.iso.datetime({ offset: true }).optional() });

const servedDeployment = { id: z.string(), number: z.number(), createdBy: z.string(), servedFrom: isoTime, servedUntil: isoTime.nullable() };
const servedVariants = z.array(z.object({ name: z.string(), model: z.string(), version: z.number(), weight: z.number() }));

/** What callers of a name were sent to at one time. */
export const ServingSchema = z.object({
  endpoint: z.string(),
  at: isoTime,
  /** `NotServing`: it was there, but stopped or without a deployment that had succeeded; `NotThere`: there was no endpoint of that name. */
  state: z.enum(['Serving', 'NotServing', 'NotThere']),
  deployment: z.object(servedDeployment).nullable(),
  variants: servedVariants,
  /** A canary that got a share of the requests beside it. */
  baking: z.object({ ...servedDeployment, variants: servedVariants }).nullable(),
});
export type Serving = z.infer<typeof ServingSchema>;

export const EndpointVariantSchema = VariantSchema.extend({
  scaling: ScalingPolicySchema,
  desiredWeight: z.number(),
  currentWeight: z.number(),
  desiredInstances: z.number(),
  currentInstances: z.number(),
  desiredReplicas: z.number(),
  readyReplicas: z.number(),
  health: HealthInput,
  /** Of the ready ones, those that answer their golden request wrongly. */
  unhealthyReplicas: z.number(),
  task: z.string(),
});

export const EndpointSchema = z.object({
  id: z.string(),
  name: z.string(),
  project: z.string(),
  state: z.enum(['Creating', 'Updating', 'InService', 'Degraded', 'Stopped', 'ScaledToZero', 'Waking', 'RollingBack', 'Failed', 'Deleting']),
  reason: ReasonSchema.nullable(),
  /** Path of the task API on this installation. */
  url: z.string(),
  variants: z.array(EndpointVariantSchema),
  /** The deployment under way, or the last one; `trafficShare` is the part of the requests that a canary gets, from 0 to 1. */
  deployment: z.object({ id: z.string(), number: z.number(), state: z.string(), trafficShare: z.number() }).nullable(),
  /** Of all its instances now, in micro-units an hour. */
  priceMicrosPerHour: z.number(),
  currency: z.string(),
  createdBy: z.string(),
  createdAt: isoTime,
  updatedAt: isoTime,
  revision: z.number(),
});
export type Endpoint = z.infer<typeof EndpointSchema>;

/** What can be done with one endpoint, the most common first. */
export const endpointActions = ['endpoints:Invoke', 'endpoints:Read', 'endpoints:Deploy', 'endpoints:Stop', 'endpoints:Start', 'endpoints:Delete'] as const;
export type EndpointAction = (typeof endpointActions)[number];

const may = z.array(z.enum(endpointActions));
/** Null where the caller may not read keys or members. `onlyNamed`: the key names its endpoints, this one among them. */
export const EndpointAccessSchema = z.object({
  keys: z
    .object({
      items: z.array(
        z.object({
          id: z.string(),
          name: z.string(),
          prefix: z.string(),
          may,
          onlyNamed: z.boolean(),
          lastUsedAt: isoTime.nullable(),
          expiresAt: isoTime.nullable(),
        }),
      ),
      total: z.number(),
    })
    .nullable(),
  members: z.array(z.object({ id: z.string(), name: z.string(), email: z.string(), role: z.enum(roles), may })).nullable(),
});
export type EndpointAccess = z.infer<typeof EndpointAccessSchema>;
