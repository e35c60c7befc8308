import type { Endpoint } from '@/services/endpoints/schemas';
import type { EndpointFigures } from '@/services/metrics/schemas';

/** The window of the figures beside an endpoint's name. */
export const figuresSeconds = 300;

/** Requests a second over the window. */
export function requestsPerSecond(figures: EndpointFigures | undefined): number {
  return (figures?.requests ?? 0) / figuresSeconds;
}

/** Part of the requests that failed, 0 to 1; null without requests. */
export function errorFraction(figures: EndpointFigures | undefined): number | null {
  return figures === undefined || figures.requests === 0 ? null : figures.errors / figures.requests;
}

export interface ReplicaCount {
  readonly ready: number;
  readonly wanted: number;
}

/** Replicas of all variants together. */
export function replicasOf(endpoint: Pick<Endpoint, 'variants'>): ReplicaCount {
  return endpoint.variants.reduce(
    (sum, variant) => ({ ready: sum.ready + variant.readyReplicas, wanted: sum.wanted + variant.desiredReplicas }),
    { ready: 0, wanted: 0 }, // biome-ignore format: the start of the sum
  );
}
