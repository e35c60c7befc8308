import { randomUUID } from 'node:crypto';
import { requestLogKey, type StorageProvider } from '@/providers/storage/provider';
import type { TxCtx } from '../context';
import { beginRemovals } from '../storage/references';
import { encodeIdIndex, encodeSegment, idIndexKey, type StoredRequest, summarise } from './segment';
import { segmentReaderOf } from './segment-reader';

/** Merged segments hold no more than a full one of a gateway, so that reading one stays cheap: a busy hour gets several. */
const sizeBytesMax = 4 * 1024 * 1024;
/** Two that are smaller always fit together: at most one of an hour stays small. */
const smallBytes = sizeBytesMax / 2;
const segmentsMax = 1_000;
/** Gateways ship within seconds; what comes later than this is merged on its own. */
const lateMs = 10 * 60_000;

/** Segments whose newest requests came in one past hour. */
export interface MergeGroup {
  readonly hour: Date;
  readonly segments: readonly { readonly id: string; readonly storageKey: string; readonly sizeBytes: number }[];
}

/** The small segments of the oldest hour that has several; null where there is nothing to merge. */
export async function nextMergeGroup(tx: TxCtx): Promise<MergeGroup | null> {
  const before = new Date(Math.floor((tx.clock.now() - lateMs) / 3_600_000) * 3_600_000);
  const [found] = await tx.tx.$queryRaw<{ hour: Date }[]>`
    SELECT date_bin('1 hour', last_at, 'epoch'::timestamptz) AS hour FROM usage_segments
    WHERE storage_key IS NOT NULL AND last_at < ${before} AND size_bytes < ${smallBytes}
    GROUP BY 1 HAVING count(*) > 1 ORDER BY 1 LIMIT 1`;
  if (found === undefined) return null;
  const rows = await tx.tx.usageSegment.findMany({
    where: { storageKey: { not: null }, lastAt: { gte: found.hour, lt: new Date(found.hour.getTime() + 3_600_000) }, sizeBytes: { lt: smallBytes } },
    select: { id: true, storageKey: true, sizeBytes: true },
    orderBy: [{ lastAt: 'asc' }, { id: 'asc' }],
    take: segmentsMax,
  });
  const segments: MergeGroup['segments'][number][] = [];
  let sum = 0;
  for (const { id, storageKey, sizeBytes } of rows) {
    sum += Number(sizeBytes);
    if (sum > sizeBytesMax || storageKey === null) break;
    segments.push({ id, storageKey, sizeBytes: Number(sizeBytes) });
  }
  return { hour: found.hour, segments };
}

/** A merged segment that is stored, but not yet in the index. */
export interface Merged {
  readonly id: string;
  readonly storageKey: string;
  readonly requests: readonly StoredRequest[];
}

/**
 * Stores the requests of all segments of the group as one object under a new name. The index still names the old ones; where that never
 * changes, the collector removes the new one.
 */
export async function beginMerge(storage: StorageProvider, group: MergeGroup): Promise<Merged> {
  const reader = segmentReaderOf(storage);
  const requests: StoredRequest[] = [];
  for (const { id, storageKey } of group.segments) {
    const read = (await reader.read(storageKey))?.requests ?? [];
    for (const [line, request] of read.entries()) requests.push({ ...request, origin: request.origin ?? [id, line] });
  }
  const id = `hour-${group.hour.toISOString().slice(0, 13)}-${randomUUID()}`;
  const storageKey = requestLogKey(id);
  await storage.put(storageKey, await encodeSegment(requests));
  await storage.put(idIndexKey(storageKey), encodeIdIndex(requests));
  return { id, storageKey, requests };
}

/**
 * Switches the index from the old segments to the merged one, in the caller's transaction. The old rows stay as the proof that they were
 * counted; their objects are marked as being removed.
 * @returns the keys to remove; null where one of the segments is no longer as it was, and nothing is switched
 */
export async function endMerge(tx: TxCtx, group: MergeGroup, merged: Merged): Promise<string[] | null> {
  const keys = group.segments.map((segment) => segment.storageKey);
  const ids = group.segments.map((segment) => segment.id);
  const held = await tx.tx.$queryRaw<
    unknown[]
  >`SELECT 1 FROM usage_segments WHERE id = ANY (${ids}::text[]) AND storage_key = ANY (${keys}::text[]) FOR UPDATE`;
  if (held.length !== ids.length) return null;
  await tx.tx.usageSegment.updateMany({ where: { id: { in: ids } }, data: { storageKey: null, idFilter: null } });
  const sizeBytes = group.segments.reduce((sum, segment) => sum + segment.sizeBytes, 0);
  if (merged.requests.length > 0) {
    const row = { id: merged.id, gatewayId: 'merged', records: 0, sizeBytes: BigInt(sizeBytes), sha256: '', storageKey: merged.storageKey };
    await tx.tx.usageSegment.create({ data: { ...row, ...summarise(merged.requests), ingestedAt: new Date(tx.clock.now()) } });
  }
  const old = keys.flatMap((key) => [key, idIndexKey(key)]);
  await beginRemovals(
    tx,
    old.map((key) => ({ key, sizeBytes: 0 })),
  );
  return old;
}
