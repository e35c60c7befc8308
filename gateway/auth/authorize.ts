import { AppError } from '@/core/errors';
import { accessWords } from '@/core/sentences/access';
import { inferenceWords } from '@/core/sentences/inference';
import type { Sentence } from '@/core/sentences/sentence';
import type { Stage } from '../pipeline-services';
import type { EndpointRoute } from '../routing/table';
import type { Principal } from './principal';

/** The one answer for an endpoint that is not there and one that must not be seen. */
export function unknownEndpoint(name: string): AppError {
  return new AppError('NOT_FOUND', { detail: inferenceWords.unknownEndpoint({ name: name.slice(0, 64) }) });
}

/** May they; and is the endpoint in service at all, before its body is read. */
export const authorize: Stage = (request) => {
  const { principal, endpoint } = request;
  if (principal === null || endpoint === null) {
    throw unknownEndpoint(request.endpointName);
  }
  if (!principal.mayInvoke) {
    request.endpoint = null;
    throw new AppError('PERMISSION_DENIED', {
      detail: accessWords.mayNotInvoke(),
      fix: accessWords.otherKey(),
    });
  }
  requireInService(endpoint);
  return true;
};

export function mayKnow(principal: Principal, endpoint: EndpointRoute): boolean {
  return principal.organizationId === endpoint.organizationId && (principal.endpoints === null || principal.endpoints.has(endpoint.name));
}

/** @throws AppError `ENDPOINT_STOPPED`, `ENDPOINT_STARTING`, `NO_HEALTHY_REPLICA`, each with its reason and when to come back */
export function requireInService(endpoint: EndpointRoute): void {
  const serves = startingStates.includes(endpoint.state) && endpoint.variants.some((variant) => variant.snapshot.replicas.length > 0);
  if (serves) return; // traffic was shifted to it just now
  if (restingStates.includes(endpoint.state) && endpoint.variants.some((variant) => variant.snapshot.wakes === true)) return; // its requests wait
  const refusal = refusals[endpoint.state] ?? (endpoint.variants.length === 0 ? nothingServes : undefined);
  if (refusal === undefined) return;
  throw new AppError(refusal.code, { detail: endpoint.reason || refusal.sentence(), retryAfterSeconds: refusal.retryAfterSeconds });
}

interface Refusal {
  readonly code: 'ENDPOINT_STOPPED' | 'ENDPOINT_STARTING' | 'NO_HEALTHY_REPLICA';
  readonly sentence: () => Sentence;
  readonly retryAfterSeconds: number;
}

const startingStates: readonly string[] = ['Creating', 'Waking'];
const restingStates: readonly string[] = ['ScaledToZero', 'Waking'];
const nothingServes: Refusal = { code: 'NO_HEALTHY_REPLICA', sentence: inferenceWords.nothingServes, retryAfterSeconds: 5 };
const refusals: Readonly<Record<string, Refusal | undefined>> = {
  Stopped: { code: 'ENDPOINT_STOPPED', sentence: inferenceWords.stopped, retryAfterSeconds: 30 },
  ScaledToZero: { code: 'ENDPOINT_STOPPED', sentence: inferenceWords.scaledToZero, retryAfterSeconds: 30 },
  Deleting: { code: 'ENDPOINT_STOPPED', sentence: inferenceWords.deleting, retryAfterSeconds: 30 },
  Creating: { code: 'ENDPOINT_STARTING', sentence: inferenceWords.starting, retryAfterSeconds: 5 },
  Waking: { code: 'ENDPOINT_STARTING', sentence: inferenceWords.starting, retryAfterSeconds: 5 },
};
