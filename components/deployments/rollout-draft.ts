import type { VariantInput } from '@/services/endpoint-configs/schemas';
import type { Endpoint } from '@/services/endpoints/schemas';
import type { InstanceType } from '@/services/instances/schemas';
import { type Health, healthOf } from '@/services/replica-health/schemas';

/** Hours of a month for estimates: 365 days in 12 months. */
export const hoursPerMonth = 730;

/** What the form of a new deployment holds: one variant that takes all requests. */
export interface RolloutDraft {
  readonly model: string;
  readonly version: number | null;
  readonly instanceType: string;
  readonly instances: number;
  readonly replicasPerInstance: number;
  readonly concurrency: number;
  readonly timeoutSeconds: number;
  readonly health: Health;
}

/** Begins with what serves, so that only the version needs to be chosen. */
export function draftOf(endpoint: Endpoint): RolloutDraft {
  const serving = endpoint.variants.reduce<Endpoint['variants'][number] | undefined>(
    (most, variant) => (most === undefined || variant.desiredWeight > most.desiredWeight ? variant : most),
    undefined,
  );
  return {
    model: serving?.model ?? '',
    version: serving?.version ?? null,
    instanceType: serving?.instanceType ?? 'local.small',
    instances: serving?.initialInstances ?? 1,
    replicasPerInstance: serving?.replicasPerInstance ?? 1,
    concurrency: serving?.concurrency ?? 64,
    timeoutSeconds: (serving?.timeoutMs ?? 30_000) / 1_000,
    health: healthOf(serving ?? {}),
  };
}

/** The variant the API takes; batching, cache and scaling stay as they serve now. A number that was fixed stays fixed. */
export function variantOf(draft: RolloutDraft, serving: Endpoint['variants'][number] | undefined): VariantInput {
  const fixed = serving === undefined || serving.minInstances === serving.maxInstances;
  return {
    name: serving?.name ?? 'main',
    model: draft.model,
    version: draft.version ?? 1,
    instanceType: draft.instanceType,
    initialInstances: draft.instances,
    minInstances: fixed ? draft.instances : Math.min(serving.minInstances, draft.instances),
    maxInstances: fixed ? draft.instances : Math.max(serving.maxInstances, draft.instances),
    replicasPerInstance: draft.replicasPerInstance,
    concurrency: draft.concurrency,
    timeoutMs: Math.round(draft.timeoutSeconds * 1_000),
    health: draft.health,
    ...(serving === undefined ? {} : { batching: serving.batching, cache: serving.cache, scaling: serving.scaling }),
  };
}

export interface Estimate {
  readonly perHourMicros: number;
  readonly perMonthMicros: number;
  /** While old and new run side by side. */
  readonly peakPerHourMicros: number;
}

/** What the draft will cost; null while its instance type is unknown. */
export function estimateOf(draft: RolloutDraft, types: readonly InstanceType[], runningPerHourMicros: number): Estimate | null {
  const type = types.find((one) => one.name === draft.instanceType);
  if (type === undefined) return null;
  const perHourMicros = type.priceMicrosPerHour * draft.instances;
  return { perHourMicros, perMonthMicros: perHourMicros * hoursPerMonth, peakPerHourMicros: perHourMicros + runningPerHourMicros };
}
