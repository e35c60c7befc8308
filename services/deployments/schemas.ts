import { z } from 'zod';
import { InlineConfigInput, VariantSchema } from '../endpoint-configs/schemas';
import { Name } from '../names';
import { isoTime, PageInput, ReasonSchema, SentencesSchema } from '../page';
import { defaultStrategy, GuardrailsSchema, StrategySchema } from './strategy';

export const deploymentStates = ['InProgress', 'Succeeded', 'Failed', 'Cancelled', 'RolledBack', 'Superseded'] as const;
/** Phases of a deployment, in order; `Bake` only where its strategy moves traffic in steps. */
export const phaseNames = ['Reserve', 'Start instance', 'Pull model', 'Load', 'Warm up', 'Probe answer', 'Bake', 'Shift traffic'] as const;
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
  strategy: StrategySchema,
  /** Only looked at while it bakes. */
  guardrails: GuardrailsSchema,
  /** Share of the endpoint's requests that its replicas get beside those that serve, 0 to 1; 0 before and after its bake. */
  trafficShare: z.number(),
  phases: z.array(PhaseSchema),
  log: z.array(LogLineSchema),
  reason: ReasonSchema.nullable(),
  createdBy: z.string(),
  createdAt: isoTime,
  endedAt: isoTime.nullable(),
  /** Since when callers are sent to it, and until when; null where it never served, or still does. */
  servedFrom: isoTime.nullable(),
  servedUntil: isoTime.nullable(),
});
export type Deployment = z.infer<typeof DeploymentSchema>;

/** Old against new, in steps; times in ms since 1970. */
export const DeploymentFiguresSchema = z.object({
  stepSeconds: z.number(),
  series: z.array(
    z.object({
      arm: z.enum(['new', 'serving']),
      number: z.number(),
      points: z.array(z.object({ at: z.number(), requests: z.number(), errors: z.number(), p95Ms: z.number().nullable() })),
    }),
  ),
});
export type DeploymentFigures = z.infer<typeof DeploymentFiguresSchema>;

const rolloutShape = {
  config: InlineConfigInput.optional(),
  configName: Name.optional(),
  strategy: StrategySchema.default(defaultStrategy),
  guardrails: GuardrailsSchema.optional(),
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
