import { z } from 'zod';
import { InlineConfigInput, VariantSchema } from '../endpoint-configs/schemas';
import { Name } from '../names';
import { isoTime, PageInput, ReasonSchema, SentencesSchema } from '../page';

export const deploymentStates = ['InProgress', 'Succeeded', 'Failed', 'Cancelled', 'RolledBack', 'Superseded'] as const;
/** Phases of a deployment, in order. */
export const phaseNames = ['Reserve', 'Start instance', 'Pull model', 'Load', 'Warm up', 'Probe answer', 'Shift traffic'] as const;
export type PhaseName = (typeof phaseNames)[number];

export const PhaseSchema = z.object({
  name: z.enum(phaseNames),
  state: z.enum(['Pending', 'Running', 'Done', 'Failed', 'Skipped']),
  startedAt: isoTime.nullable(),
  endedAt: isoTime.nullable(),
  detail: z.string(),
  sentences: SentencesSchema,
});
export type Phase = z.infer<typeof PhaseSchema>;
export const LogLineSchema = z.object({
  at: isoTime,
  level: z.enum(['info', 'warn', 'error']),
  phase: z.enum(phaseNames),
  message: z.string(),
  sentences: SentencesSchema,
});

export const DeploymentSchema = z.object({
  id: z.string(),
  endpoint: z.string(),
  number: z.number(),
  state: z.enum(deploymentStates),
  variants: z.array(VariantSchema),
  phases: z.array(PhaseSchema),
  log: z.array(LogLineSchema),
  reason: ReasonSchema.nullable(),
  createdBy: z.string(),
  createdAt: isoTime,
  endedAt: isoTime.nullable(),
});
export type Deployment = z.infer<typeof DeploymentSchema>;

const rolloutShape = {
  config: InlineConfigInput.optional(),
  configName: Name.optional(),
  strategy: z.object({ type: z.enum(['all-at-once', 'blue-green']).default('blue-green') }).default({ type: 'blue-green' }),
  /** The endpoint's revision the caller has seen; another one gives 409. */
  revision: z.number().int().optional(),
};
const oneConfig = (input: { config?: unknown; configName?: unknown }): boolean => (input.config === undefined) !== (input.configName === undefined);
const oneConfigFault = { path: ['config'], message: 'give either config or configName' };

export const CreateDeploymentInput = z.object({ endpoint: Name, ...rolloutShape }).refine(oneConfig, oneConfigFault);
export type CreateDeploymentInput = z.infer<typeof CreateDeploymentInput>;
/** The same as the route takes it: the endpoint's name stands in the path. */
export const DeployToEndpointInput = z.object({ name: Name, ...rolloutShape }).refine(oneConfig, oneConfigFault);
export const DeploymentIdInput = z.object({ id: z.string() });
export const ListDeploymentsInput = PageInput.extend({ endpoint: Name });
export const ListEndpointDeploymentsInput = PageInput.extend({ name: Name });
