import { AppError } from '@/core/errors';
import { storageWords } from '@/core/sentences/uploads';
import type { TxCtx } from '../context';

/**
 * Objects in storage and the rows that refer to them. Whoever stores or takes over an object does it in this order:
 *
 * 1. a transaction calls `referObjects` and writes the row that refers to the object;
 * 2. after its commit the object is looked for, and stored where it is missing.
 *
 * The collector asks under the lock's other side, so it sees every reference or none is being made; what it is about to remove stands in
 * `storage_removals` from then until it is gone. Thus an object that a committed row refers to is never removed.
 */
const lockName = 'storage references';

/** Objects that a pass of the collector has taken on are removed within this time; after `abandonedMs` another process finishes them. */
export const removeWithinMs = 10_000;
export const abandonedMs = 60_000;

/**
 * To be called before the first look at other references, in the transaction that writes one.
 * @throws AppError `STORAGE_UNREACHABLE` while one of the objects is being removed: try again in a moment
 */
export async function referObjects(tx: TxCtx, keys: readonly string[]): Promise<void> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock_shared(hashtextextended(${lockName}, 9))`;
  if ((await tx.tx.storageRemoval.count({ where: { key: { in: [...keys] } } })) === 0) return;
  throw new AppError('STORAGE_UNREACHABLE', {
    detail: storageWords.beingRemoved(),
    fix: storageWords.againInAMinute(),
    retryAfterSeconds: 60,
  });
}

export interface StoredObject {
  readonly key: string;
  readonly sizeBytes: number;
}

/**
 * Of `objects` those that no row refers to and that nobody is removing yet, now marked as being removed. The caller removes them at once
 * and tells by `endRemovals`.
 */
export async function claimUnreferenced(tx: TxCtx, objects: readonly StoredObject[]): Promise<StoredObject[]> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${lockName}, 9))`;
  const referenced = await referencedOwners(tx, objects);
  const marked = await tx.tx.storageRemoval.findMany({ where: { key: { in: objects.map(({ key }) => key) } }, select: { key: true } });
  const taken = new Set(marked.map(({ key }) => key));
  const garbage = objects.filter((object) => {
    const owner = ownerOf(object.key);
    return owner !== null && !taken.has(object.key) && !referenced.has(`${owner.kind} ${owner.id}`);
  });
  await beginRemovals(tx, garbage);
  return garbage;
}

/** Marks objects to which the caller's transaction ends the last reference. */
export async function beginRemovals(tx: TxCtx, objects: readonly StoredObject[]): Promise<void> {
  const at = new Date(tx.clock.now());
  await tx.tx.storageRemoval.createMany({ data: objects.map(({ key, sizeBytes }) => ({ key, sizeBytes: BigInt(sizeBytes), at })), skipDuplicates: true });
}

/** Removals that a process began and did not end, now the caller's. */
export async function abandonedRemovals(tx: TxCtx, take: number): Promise<StoredObject[]> {
  const now = tx.clock.now();
  const rows = await tx.tx.storageRemoval.findMany({ where: { at: { lt: new Date(now - abandonedMs) } }, orderBy: { at: 'asc' }, take });
  await tx.tx.storageRemoval.updateMany({ where: { key: { in: rows.map(({ key }) => key) } }, data: { at: new Date(now) } });
  return rows.map(({ key, sizeBytes }) => ({ key, sizeBytes: Number(sizeBytes) }));
}

export async function endRemovals(tx: TxCtx, keys: readonly string[]): Promise<void> {
  await tx.tx.storageRemoval.deleteMany({ where: { key: { in: [...keys] } } });
}

/** What an object belongs to: the content of a file, an upload, a request log. */
interface Owner {
  readonly kind: 'file' | 'upload' | 'log';
  readonly id: string;
}

const shapes: readonly (readonly [Owner['kind'], RegExp])[] = [
  ['file', /^objects\/[0-9a-f]{2}\/([0-9a-f]{64})$/],
  ['upload', /^staging\/(upl_[A-Za-z0-9-]+)$/],
  ['log', /^(request-logs\/[A-Za-z0-9_-]+?)(?:\.ids)?$/],
];

/** Null for keys that are not of our making: these are nobody's to remove. */
export function ownerOf(key: string): Owner | null {
  for (const [kind, shape] of shapes) {
    const id = shape.exec(key)?.[1];
    if (id !== undefined) return { kind, id };
  }
  return null;
}

async function referencedOwners(tx: TxCtx, objects: readonly StoredObject[]): Promise<Set<string>> {
  const ids = (kind: Owner['kind']): string[] => {
    const owners = objects.map(({ key }) => ownerOf(key)).filter((owner) => owner?.kind === kind);
    return [...new Set(owners.map((owner) => owner?.id ?? ''))];
  };
  const rows = await tx.tx.$queryRaw<{ kind: Owner['kind']; id: string }[]>`
    SELECT 'file' AS kind, sha256 AS id FROM uploads WHERE sha256 = ANY (${ids('file')}::text[])
    UNION SELECT 'file', sha256_expected FROM uploads WHERE state <> 'Failed' AND sha256_expected = ANY (${ids('file')}::text[])
    UNION SELECT 'file', file->>'sha256' FROM versions, jsonb_array_elements(files) AS file WHERE file->>'sha256' = ANY (${ids('file')}::text[])
    UNION SELECT 'file', file->>'sha256' FROM versions, jsonb_array_elements(requested->'artifacts'->'files') AS file
      WHERE state = 'Checking' AND file->>'sha256' = ANY (${ids('file')}::text[])
    UNION SELECT 'file', file->>'sha256' FROM versions, jsonb_array_elements(correction->'before'->'files') AS file
      WHERE file->>'sha256' = ANY (${ids('file')}::text[])
    UNION SELECT 'file', data_sample->>'sha256' FROM versions WHERE data_sample->>'sha256' = ANY (${ids('file')}::text[])
    UNION SELECT 'upload', id FROM uploads WHERE id = ANY (${ids('upload')}::text[])
    UNION SELECT 'log', storage_key FROM usage_segments WHERE storage_key = ANY (${ids('log')}::text[])`;
  return new Set(rows.map(({ kind, id }) => `${kind} ${id}`));
}
