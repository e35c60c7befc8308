import { createHash } from 'node:crypto';
import type { Clock } from '@/core/clock';
import { decodeSpool } from '@/core/wire/spool-frame';
import type { Database } from '@/prisma/client';
import { requestLogKey, type StorageProvider } from '@/providers/storage/provider';
import { systemContext, type TxCtx, withTransaction } from '../context';
import { encodeIdIndex, encodeSegment, idIndexKey, type SegmentSummary, summarise } from '../logs/segment';
import { referObjects } from '../storage/references';
import type { CountedRequest } from './outcome';
import { type Boot, pairStarts, requestsOver } from './pairing';
import { rollUp } from './roll-up';
import { storeRollUp } from './store-roll-up';

export interface IngestTools {
  readonly database: Database;
  readonly storage: StorageProvider;
  readonly clock: Clock;
}

export interface Ingested {
  /** False where the segment had been counted before. */
  readonly counted: boolean;
  readonly records: number;
  /** Bytes behind the last good frame: a record cut short or damaged. */
  readonly tornBytes: number;
}

/**
 * Counts one sealed spool segment: its request log goes to storage, then usage, metrics and the segment's own row are written in one
 * transaction. The row's id is unique, so a segment counts once or not at all, however often and by however many it is handed in.
 * @throws AppError `STORAGE_FULL`, `STORAGE_UNREACHABLE`, `DATABASE_UNREACHABLE`: nothing was counted, hand it in again
 */
export async function ingestSegment(tools: IngestTools, segmentId: string, bytes: Buffer): Promise<Ingested> {
  const { records, goodBytes } = decodeSpool(bytes);
  const result = { records: records.length, tornBytes: bytes.byteLength - goodBytes };
  if (await isCounted(tools, segmentId)) return { ...result, counted: false };
  const over = requestsOver(records);
  const from = bootOf(segmentId);
  const sha256 = createHash('sha256').update(bytes).digest('hex');
  const storageKey = await storeRequestLog(tools.storage, segmentId, over);
  const counted = await withTransaction(systemContext(tools.database, tools.clock, 'usage'), async (ctx) => {
    const segment = { id: segmentId, gatewayId: from.gatewayId, records: records.length, unknown: 0, sizeBytes: bytes.byteLength, sha256, storageKey };
    if (!(await claimSegment(ctx, segment, over))) return false;
    await pairStarts(ctx, from, records);
    await storeRollUp(ctx, rollUp(over));
    return true;
  });
  if (counted) await ensureRequestLog(tools.storage, segmentId, over);
  return { ...result, counted };
}

/** @example bootOf('gw_01-m4x2k9ab-000017') → { gatewayId: 'gw_01', boot: 'm4x2k9ab' } */
export function bootOf(segmentId: string): Boot {
  const [boot = '', ...rest] = segmentId.split('-').slice(0, -1).reverse();
  return { gatewayId: rest.reverse().join('-'), boot };
}

/** Writes the log and its index; the same content each time it is repeated. @returns null where there is nothing to log */
export async function storeRequestLog(storage: StorageProvider, segmentId: string, requests: readonly CountedRequest[]): Promise<string | null> {
  if (requests.length === 0) return null;
  const key = requestLogKey(segmentId);
  await storage.put(key, await encodeSegment(requests));
  await storage.put(idIndexKey(key), encodeIdIndex(requests));
  return key;
}

/** Stores the log again where the collector took what an earlier try had left just before the row came to refer to it. */
export async function ensureRequestLog(storage: StorageProvider, segmentId: string, requests: readonly CountedRequest[]): Promise<void> {
  if (requests.length > 0 && (await storage.size(idIndexKey(requestLogKey(segmentId)))) === null) await storeRequestLog(storage, segmentId, requests);
}

interface SegmentClaim {
  readonly id: string;
  readonly gatewayId: string;
  readonly records: number;
  readonly unknown: number;
  readonly sizeBytes: number;
  readonly sha256: string;
  readonly storageKey: string | null;
}

/** Takes the segment's id; who comes second waits for the first and gets false. The caller then makes sure of the log by `ensureRequestLog`. */
export async function claimSegment(ctx: TxCtx, segment: SegmentClaim, requests: readonly CountedRequest[]): Promise<boolean> {
  if (segment.storageKey !== null) await referObjects(ctx, [segment.storageKey, idIndexKey(segment.storageKey)]);
  const summary: Partial<SegmentSummary> = requests.length === 0 ? {} : summarise(requests);
  const taken = await ctx.tx.usageSegment.createMany({
    data: [{ ...segment, ...summary, sizeBytes: BigInt(segment.sizeBytes), ingestedAt: new Date(ctx.clock.now()) }],
    skipDuplicates: true,
  });
  return taken.count === 1;
}

async function isCounted(tools: IngestTools, segmentId: string): Promise<boolean> {
  return withTransaction(
    systemContext(tools.database, tools.clock, 'usage'),
    async ({ tx }) => (await tx.usageSegment.count({ where: { id: segmentId } })) > 0,
  );
}
