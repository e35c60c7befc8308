import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { requestWords } from '@/core/sentences/requests';
import type { StorageProvider } from '@/providers/storage/provider';
import { type Ctx, requireAction, withTransaction } from '../context';
import { findSegments } from './find-segments';
import { linesOf } from './lines';
import { toRequestLogs } from './present';
import type { RequestSchema } from './schemas';
import { segmentReaderOf, untilNothingGone } from './segment-reader';

/** Callers may repeat an id; so many segments are looked into. */
const segmentsMax = 200;

/**
 * One request by its id, with each stage's time and its log; of several with this id the newest, and how many there are. A key that names
 * endpoints finds requests of these; others are as missing to it as one that never was.
 * @throws AppError `PERMISSION_DENIED` (`logs:Read`), `NOT_FOUND`, `STORAGE_UNREACHABLE`
 */
export async function getRequest(ctx: Ctx, input: { requestId: string }, outside: { storage: StorageProvider }): Promise<z.infer<typeof RequestSchema>> {
  await requireAction(ctx, 'logs:Read', `requests/${input.requestId}`);
  const reader = segmentReaderOf(outside.storage);
  const found = await untilNothingGone(async (onGone) => {
    const keys = await withTransaction(ctx, (tx) => findSegments(tx, input.requestId, segmentsMax));
    return (await Promise.all(keys.map(async (key) => (await reader.find(key, input.requestId)) ?? onGone().requests))).flat();
  });
  const endpoints = ctx.endpoints ?? [];
  const mine = found.filter(
    ({ organizationId, endpoint }) => organizationId === ctx.organizationId && (endpoints.length === 0 || endpoints.includes(endpoint)),
  );
  if (mine.length === 0) {
    throw new AppError('NOT_FOUND', {
      detail: requestWords.requestUnknown({ id: input.requestId }),
      fix: requestWords.appearsLater(),
    });
  }
  const newest = mine.reduce((latest, request) => (request.at > latest.at ? request : latest));
  return withTransaction(ctx, async (tx) => {
    const [log] = await toRequestLogs(tx, [newest]);
    return { ...log, count: mine.length, lines: await linesOf(tx, newest) };
  });
}
