import type { ObservedHealth } from '@/core/agent-api';
import type { Reason } from '../page';
import type { ReplicaHealth } from './schemas';

/** As it is stored with a replica: what its agent said, with what can be done about it. */
export type StoredHealth = Omit<ObservedHealth, 'reason'> & { readonly reason: Reason | null };

export function isUnhealthy(stored: unknown): boolean {
  return (stored as StoredHealth | null)?.state === 'Unhealthy';
}

export function toReplicaHealth(stored: unknown): ReplicaHealth | null {
  if (stored === null) return null;
  const { state, since, reason } = stored as StoredHealth;
  return { state, since: since === null ? null : new Date(since).toISOString(), reason };
}
