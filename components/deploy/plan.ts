import type { DraftData } from '@/components/drafts/draft-data';
import type { VariantInput } from '@/services/endpoint-configs/schemas';
import type { InstanceType } from '@/services/instances/schemas';

export const hoursPerMonth = 730;

/** The variant that a draft asks for, as the API takes it. */
export function variantOf(data: DraftData): VariantInput {
  const { compute } = data;
  return {
    name: 'main',
    model: data.model,
    version: data.version ?? 0,
    instanceType: compute.instanceType,
    initialInstances: compute.instances,
    minInstances: compute.instances,
    maxInstances: compute.instances,
    replicasPerInstance: compute.replicasPerInstance,
    concurrency: compute.concurrency,
    timeoutMs: Math.round(compute.timeoutSeconds * 1000),
    batching: { enabled: compute.batching, maxSize: compute.batchMaxSize },
    health: compute.health,
  };
}

/** The call that deploys a draft: what the button sends, and what "Copy as" shows. */
export function requestOf(data: DraftData): { path: string; body: unknown } {
  const config = { variants: [variantOf(data)] };
  if (data.release.mode === 'existing') return { path: `/endpoints/${data.release.endpoint}/deployments`, body: { config } };
  return { path: '/endpoints', body: { name: data.release.endpoint, config } };
}

export interface Fit {
  /** Memory of all replicas on one instance, in bytes; null while the version was not measured. */
  readonly needBytes: number | null;
  /** Share of the instance's memory they take. */
  readonly share: number | null;
  readonly fits: boolean;
}

/** Whether the replicas of a version fit an instance with a fifth of its memory to spare. */
export function fitOf(type: InstanceType, replicas: number, peakMemoryBytes: number | null): Fit {
  const room = replicas <= type.replicasMax && type.available;
  if (peakMemoryBytes === null) return { needBytes: null, share: null, fits: room };
  const needBytes = peakMemoryBytes * replicas;
  const share = needBytes / type.memoryBytes;
  return { needBytes, share, fits: room && share <= 0.8 };
}

/** The cheapest type that fits, else the cheapest that can start at all, else the first. */
export function cheapestFit(types: readonly InstanceType[], replicas: number, peakMemoryBytes: number | null): InstanceType | null {
  const byPrice = [...types].sort((a, b) => a.priceMicrosPerHour - b.priceMicrosPerHour);
  return byPrice.find((type) => fitOf(type, replicas, peakMemoryBytes).fits) ?? byPrice.find((type) => type.available) ?? byPrice[0] ?? null;
}
