import type { z } from 'zod';
import { AppError } from '@/core/errors';
import type { StorageProvider } from '@/providers/storage/provider';
import { type Ctx, requireAction, withTransaction } from '../context';
import { findSegments } from './find-segments';
import { toRequestLogs } from './present';
import type { RequestSchema } from './schemas';
import { segmentReaderOf } from './segment-reader';

/** Callers may repeat an id; so many segments are looked into. */
const segmentsMax = 200;

/**
 * One request by its id, with each stage's time; of several with this id the newest, and how many there are.
 * @throws AppError `PERMISSION_DENIED` (`logs:Read`), `NOT_FOUND`, `STORAGE_UNREACHABLE`
 */
export async function getRequest(ctx: Ctx, input: { requestId: string }, outside: { storage: StorageProvider }): Promise<z.infer<typeof RequestSchema>> {
  await requireAction(ctx, 'logs:Read', `requests/${input.requestId}`);
  const reader = segmentReaderOf(outside.storage);
  const keys = await withTransaction(ctx, (tx) => findSegments(tx, input.requestId, segmentsMax));
  const found = (await Promise.all(keys.map((key) => reader.find(key, input.requestId)))).flat();
  const mine = found.filter((request) => request.organizationId === ctx.organizationId);
  if (mine.length === 0) {
    throw new AppError('NOT_FOUND', {
      detail: `There is no request ${input.requestId} in the log.`,
      fix: 'A request appears a few seconds after its answer, and only if it reached an endpoint.',
    });
  }
  const newest = mine.reduce((latest, request) => (request.at > latest.at ? request : latest));
  const [log] = await withTransaction(ctx, (tx) => toRequestLogs(tx, [newest]));
  return { ...log, count: mine.length, lines: [] };
}
