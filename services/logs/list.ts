import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';
import type { StorageProvider } from '@/providers/storage/provider';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import type { Page } from '../page';
import type { CountedRequest } from '../usage/outcome';
import { findSegments } from './find-segments';
import { decodeCursor, encodeCursor, type Position } from './position';
import { levelOf, toRequestLogs } from './present';
import type { ListLogsInput, RequestLog } from './schemas';
import { type SearchTools, type SegmentRef, search, segmentsOpenedMax } from './search';
import { segmentReaderOf, untilNothingGone } from './segment-reader';

type Filter = z.infer<typeof ListLogsInput>;

/** An id that was repeated more often than this shows its newest. */
const segmentsOfIdMax = 1_000;

/**
 * The request log, newest first and stable while requests arrive; at most 2 s after a gateway sealed them. A page may be short, even
 * empty, and still have a `nextCursor`: then the search has more to read.
 * @throws AppError `PERMISSION_DENIED` (`logs:Read`), `VALIDATION_FAILED` (sort, cursor), `STORAGE_UNREACHABLE`
 */
export async function listLogs(ctx: Ctx, input: Filter, outside: { storage: StorageProvider }): Promise<Page<RequestLog>> {
  if (input.sort !== undefined && input.sort !== '-at') {
    throw new AppError('VALIDATION_FAILED', {
      detail: requestWords.logUnsortable({ field: input.sort }),
      fix: requestWords.newestFirst(),
      errors: [{ pointer: '/sort', detail: fieldWords.onlyAt() }],
    });
  }
  const after = input.cursor === undefined ? null : decodeCursor(input.cursor);
  await requireAction(ctx, 'logs:Read', input.endpoint === undefined ? 'endpoints' : `endpoints/${input.endpoint}`);
  const reader = segmentReaderOf(outside.storage);
  const endpointIds = await endpointsNamed(ctx, input.endpoint);
  const { requestId } = input;
  const found = await untilNothingGone(async (onGone) => {
    const storageKeys = requestId === undefined ? null : await withTransaction(ctx, (tx) => findSegments(tx, requestId, segmentsOfIdMax));
    return search(
      {
        segments: inChunks((last, take) => withTransaction(ctx, (tx) => nextSegments(tx, { input, endpointIds, storageKeys, after, last, take }))),
        read: async (storageKey) => (await reader.read(storageKey)) ?? onGone(),
        matches: matcherOf(ctx.organizationId, input),
      },
      after,
      input.limit,
    );
  });
  const items = await withTransaction(ctx, (tx) =>
    toRequestLogs(
      tx,
      found.items.map((item) => item.request),
    ),
  );
  return { items, nextCursor: found.next === null ? null : encodeCursor(found.next) };
}

/** Asks the index for all that a search commonly opens at once, so that merging while it runs changes nothing for it. */
function inChunks(next: SearchTools['segments']): SearchTools['segments'] {
  let chunk: SegmentRef[] = [];
  return async (last, take) => {
    const at = last === null ? 0 : chunk.indexOf(last) + 1;
    if (last !== null && (at < chunk.length || chunk.length < segmentsOpenedMax)) return chunk.slice(at, at + take);
    chunk = await next(last, segmentsOpenedMax);
    return chunk.slice(0, take);
  };
}

/** Ids of all endpoints that had or have this name; null where none is asked for. */
async function endpointsNamed(ctx: Ctx, name: string | undefined): Promise<string[] | null> {
  if (name === undefined) return null;
  const where = { organizationId: ctx.organizationId, name };
  return withTransaction(ctx, async ({ tx }) => (await tx.endpoint.findMany({ where, select: { id: true } })).map((row) => row.id));
}

interface SegmentQuestion {
  readonly input: Filter;
  readonly endpointIds: readonly string[] | null;
  readonly storageKeys: readonly string[] | null;
  readonly after: Position | null;
  readonly last: SegmentRef | null;
  readonly take: number;
}

async function nextSegments(tx: TxCtx, { input, endpointIds, storageKeys, after, last, take }: SegmentQuestion): Promise<SegmentRef[]> {
  const newest = [after === null ? [] : [after.at], input.to === undefined ? [] : [Date.parse(input.to)]].flat();
  const rows = await tx.tx.usageSegment.findMany({
    where: {
      storageKey: storageKeys === null ? { not: null } : { in: [...storageKeys] },
      organizationIds: { has: tx.organizationId },
      ...(endpointIds === null ? {} : { endpointIds: { hasSome: [...endpointIds] } }),
      ...(input.level === undefined || input.level === 'info' ? {} : { errors: { gt: 0 } }),
      ...(newest.length === 0 ? {} : { firstAt: { lte: new Date(Math.min(...newest)) } }),
      lastAt: input.from === undefined ? { not: null } : { gte: new Date(input.from) },
      ...(last === null ? {} : { OR: [{ lastAt: { lt: last.lastAt } }, { lastAt: last.lastAt, id: { lt: last.id } }] }),
    },
    select: { id: true, storageKey: true, lastAt: true },
    orderBy: [{ lastAt: 'desc' }, { id: 'desc' }],
    take,
  });
  return rows.flatMap(({ id, storageKey, lastAt }) => (storageKey === null || lastAt === null ? [] : [{ id, storageKey, lastAt }]));
}

/** Segments hold all organizations; a request of another never matches. */
function matcherOf(organizationId: string, input: Filter): (request: CountedRequest) => boolean {
  const from = input.from === undefined ? Number.NEGATIVE_INFINITY : Date.parse(input.from);
  const to = input.to === undefined ? Number.POSITIVE_INFINITY : Date.parse(input.to);
  const wanted = input.q?.toLowerCase();
  return (request) =>
    request.organizationId === organizationId &&
    request.at >= from &&
    request.at <= to &&
    (input.endpoint === undefined || request.endpoint === input.endpoint) &&
    (input.requestId === undefined || request.requestId === input.requestId) &&
    (input.level === undefined || levelOf(request) === input.level) &&
    (wanted === undefined || searchedText(request).includes(wanted));
}

function searchedText(request: CountedRequest): string {
  const { requestId, endpoint, variant, principalId, replicaId, protocol, status, code, clientIp } = request;
  return [requestId, endpoint, variant, principalId, replicaId, protocol, status, code, clientIp].join('\n').toLowerCase();
}
