import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import { sha256Hex } from '@/core/secrets';
import { accessWords } from '@/core/sentences/access';
import type { ApiKey } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { emitEvent } from '../events/emit';
import type { Key } from './schemas';

/** What lists show of a key; the key itself cannot be shown again. */
export function toKey(row: ApiKey): Key {
  return {
    id: row.id,
    name: row.name,
    prefix: row.prefix,
    actions: row.actions,
    endpoints: row.endpoints,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt?.toISOString() ?? null,
    lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
    revokedAt: row.revokedAt?.toISOString() ?? null,
    requestsPerSecond: row.requestsPerSecond,
    concurrency: row.concurrency,
  };
}

export interface NewKey {
  readonly key: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly name: string;
  readonly actions: readonly string[];
  readonly endpoints?: readonly string[];
  readonly expiresAt?: Date | null;
  readonly requestsPerSecond?: number | null;
  readonly concurrency?: number | null;
  readonly createdBy: string;
}

/** Only the SHA-256 is kept: a key has more than 190 random bits, so it needs no slow hash. */
export async function insertKey(tx: TxCtx, input: NewKey): Promise<ApiKey> {
  const { key, actions, endpoints, ...rest } = input;
  return tx.tx.apiKey.create({
    data: {
      ...rest,
      id: newId('key'),
      prefix: key.slice(0, 'aim_live_'.length + 4),
      sha256: sha256Hex(key),
      actions: [...actions],
      endpoints: [...(endpoints ?? [])],
      createdAt: new Date(tx.clock.now()),
    },
  });
}

/** @throws AppError `NOT_FOUND`, the same for a key of another organization */
export async function findKey(tx: TxCtx, id: string): Promise<ApiKey> {
  const row = await tx.tx.apiKey.findFirst({ where: { id, organizationId: tx.organizationId } });
  if (row === null) throw new AppError('NOT_FOUND', { detail: accessWords.keyUnknown() });
  return row;
}

/** Tells the lists that are open; a key's news hold nothing that its list does not show. */
export async function emitKey(tx: TxCtx, key: Key): Promise<void> {
  await emitEvent(tx, { type: 'key.updated', topics: ['keys', `keys/${key.id}`], resource: key });
}
