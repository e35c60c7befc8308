import { basename, dirname } from 'node:path';
import type { ReplicaConfig } from '../replica/messages';

/** The folder that belongs to a replica's socket alone. Null for other addresses, such as those of installations from before there was one. */
export function socketFolder({ address, replicaId }: Pick<ReplicaConfig, 'address' | 'replicaId'>): string | null {
  if (!address.startsWith('unix:')) return null;
  const folder = dirname(address.slice('unix:'.length));
  return basename(folder) === replicaId ? folder : null;
}
