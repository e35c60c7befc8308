import type { Clock } from '@/core/clock';
import type { StorageProvider } from '@/providers/storage/provider';
import {
  abandonedRemovals,
  claimUnreferenced,
  ownerOf,
  recordCollected,
  recordPass,
  removeWithinMs,
  type StoragePass,
  type StoredObject,
} from '@/services/storage';
import type { Leadership } from '../leader';

/** What is collected; other prefixes, such as the heads of the audit, are never looked at. */
const prefixes = ['objects/', 'staging/', 'request-logs/'];
/** So many that they are removed well within `removeWithinMs`. */
const batchObjects = 200;

export interface Collector {
  readonly storage: StorageProvider;
  readonly clock: Clock;
  readonly fenced: Leadership['fenced'];
  /** Objects younger than this are left alone whatever refers to them: a row may be about to. */
  readonly graceMs: number;
}

/**
 * One pass over the storage: removes objects that have been there for the grace period and that no row refers to.
 *
 * For each batch: the rows are asked and the garbage is marked in one transaction; the objects are removed; the marks go together with the
 * audit row. What a crash leaves marked is finished by the next pass, whoever leads then.
 */
export async function collectStorage(collector: Collector, signal: AbortSignal): Promise<StoragePass> {
  const pass = { examined: 0, removed: 0, removedBytes: 0 };
  const count = (objects: readonly StoredObject[]): void => {
    pass.removed += objects.length;
    pass.removedBytes += objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  };
  await finishAbandoned(collector, count);
  for (const prefix of prefixes) {
    let batch: StoredObject[] = [];
    for await (const { key, sizeBytes, modifiedAt } of collector.storage.list(prefix)) {
      if (signal.aborted) return pass;
      pass.examined += 1;
      if (ownerOf(key) === null || modifiedAt > collector.clock.now() - collector.graceMs) continue;
      batch.push({ key, sizeBytes });
      if (batch.length < batchObjects) continue;
      await collectBatch(collector, batch, count);
      batch = [];
    }
    if (batch.length > 0) await collectBatch(collector, batch, count);
  }
  await collector.fenced((ctx) => recordPass(ctx, pass));
  return pass;
}

type Count = (objects: readonly StoredObject[]) => void;

async function collectBatch(collector: Collector, batch: readonly StoredObject[], count: Count): Promise<void> {
  const begun = collector.clock.monotonic();
  const garbage = await collector.fenced((ctx) => claimUnreferenced(ctx, batch));
  await removeMarked(collector, garbage, begun, count);
}

async function finishAbandoned(collector: Collector, count: Count): Promise<void> {
  for (;;) {
    const begun = collector.clock.monotonic();
    const left = await collector.fenced((ctx) => abandonedRemovals(ctx, batchObjects));
    if (left.length === 0 || !(await removeMarked(collector, left, begun, count))) return;
  }
}

/**
 * A process that was held up removes nothing any more: another may have finished its marks meanwhile, and the keys be used again. What it
 * leaves, the next pass finishes.
 * @returns false where something was left
 */
async function removeMarked(collector: Collector, objects: readonly StoredObject[], begun: number, count: Count): Promise<boolean> {
  const removed: StoredObject[] = [];
  try {
    for (const object of objects) {
      if (collector.clock.monotonic() - begun > removeWithinMs) return false;
      await collector.storage.remove(object.key);
      removed.push(object);
    }
  } finally {
    await collector.fenced((ctx) => recordCollected(ctx, removed));
    count(removed);
  }
  return true;
}
