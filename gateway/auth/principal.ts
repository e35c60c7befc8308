import { covers } from '@/core/policy/actions';
import type { PlaygroundClaims } from '@/core/secrets';
import type { SnapshotKey } from '@/core/snapshot';
import type { KeyLimiter } from './key-limiter';

/** Who calls, with what the hot path asks of them precomputed. */
export interface Principal {
  /** `key_…`, or `usr_…` for the playground. */
  readonly id: string;
  readonly organizationId: string;
  readonly mayInvoke: boolean;
  readonly mayRead: boolean;
  readonly mayReadMetrics: boolean;
  /** Endpoint names it is limited to, or null. */
  readonly endpoints: ReadonlySet<string> | null;
  /** Wall time in ms after which it is refused, or Infinity. */
  readonly expiresAt: number;
  readonly limiter: KeyLimiter | null;
}

export function keyPrincipal(key: SnapshotKey, limiter: KeyLimiter | null): Principal {
  return {
    id: key.id,
    organizationId: key.organizationId,
    mayInvoke: covers(key.actions, 'endpoints:Invoke'),
    mayRead: covers(key.actions, 'endpoints:Read'),
    mayReadMetrics: covers(key.actions, 'metrics:Read'),
    endpoints: key.endpoints.length === 0 ? null : new Set(key.endpoints),
    expiresAt: key.expiresAt ?? Number.POSITIVE_INFINITY,
    limiter,
  };
}

/** The playground's token lets one user call one endpoint. */
export function playgroundPrincipal(claims: PlaygroundClaims): Principal {
  return {
    id: claims.userId,
    organizationId: claims.organizationId,
    mayInvoke: true,
    mayRead: true,
    mayReadMetrics: false,
    endpoints: new Set([claims.endpoint]),
    expiresAt: claims.expiresAt,
    limiter: null,
  };
}
