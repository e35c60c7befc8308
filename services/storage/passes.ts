import { newId } from '@/core/ids';
import { storageWords } from '@/core/sentences/uploads';
import { emitAudit } from '../audit/emit';
import { type Ctx, type TxCtx, withTransaction } from '../context';
import { emitEvent } from '../events/emit';
import { endRemovals, type StoredObject } from './references';

/** Keys named in one audit row; the rest is counted. */
const keysNamed = 50;

/**
 * Records that these objects are gone: their marks go, and audit and events tell it as the system's action. Content has no
 * organization of its own, so it stands in the chain of the first one, that of the installation's administrators.
 */
export async function recordCollected(tx: TxCtx, objects: readonly StoredObject[]): Promise<void> {
  if (objects.length === 0) return;
  const keys = objects.map(({ key }) => key);
  await endRemovals(tx, keys);
  const [first] = await tx.tx.organization.findMany({ orderBy: { createdAt: 'asc' }, select: { id: true }, take: 1 });
  if (first === undefined) return;
  const sizeBytes = objects.reduce((sum, object) => sum + object.sizeBytes, 0);
  const after = { objects: objects.length, sizeBytes, keys: keys.slice(0, keysNamed) };
  await emitAudit(tx, 'storage:Collect', 'storage', { after, organizationId: first.id });
  const message = storageWords.collected({ objects: objects.length, size: sizeBytes });
  await emitEvent(tx, { type: 'storage.collected', topics: ['storage'], resource: { objects: objects.length, sizeBytes }, message, organizationId: first.id });
}

export interface StoragePass {
  readonly examined: number;
  readonly removed: number;
  readonly removedBytes: number;
}

export async function recordPass(tx: TxCtx, { examined, removed, removedBytes }: StoragePass): Promise<void> {
  await tx.tx.storagePass.create({ data: { id: newId('job'), at: new Date(tx.clock.now()), examined, removed, removedBytes: BigInt(removedBytes) } });
}

/** The last pass; null before the first. */
export async function lastPass(system: Ctx): Promise<(StoragePass & { at: string }) | null> {
  const row = await withTransaction(system, ({ tx }) => tx.storagePass.findFirst({ orderBy: { at: 'desc' } }));
  if (row === null) return null;
  return { at: row.at.toISOString(), examined: row.examined, removed: row.removed, removedBytes: Number(row.removedBytes) };
}
