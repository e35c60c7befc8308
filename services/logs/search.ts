import type { CountedRequest } from '../usage/outcome';
import { comparePositions, type Placed, type Position } from './position';
import type { StoredRequest } from './segment';

/** Segments opened at once, and how much one search may read before it answers with what it has. */
const segmentsAtOnce = 8;
const segmentsMax = 256;
/** How many one search commonly comes to open. */
export const segmentsOpenedMax = segmentsMax + segmentsAtOnce;
const sizeBytesMax = 32 * 1024 * 1024;

export interface SegmentRef {
  readonly id: string;
  readonly storageKey: string;
  readonly lastAt: Date;
}

export interface SearchTools {
  /** The next segments that can have a match, by descending `lastAt`, then id; after the given one. */
  readonly segments: (after: SegmentRef | null, take: number) => Promise<SegmentRef[]>;
  readonly read: (storageKey: string) => Promise<{ requests: readonly StoredRequest[]; sizeBytes: number }>;
  readonly matches: (request: CountedRequest) => boolean;
}

export interface Found {
  readonly items: Placed[];
  /** Where the next page begins; null at the end of the log. */
  readonly next: Position | null;
}

/**
 * The newest `limit` matches beyond `after`, newest first. Segments overlap in time, so one is passed only when no unread segment
 * can hold something newer. A search that finds little ends early and says where to go on: a page may be short, or even empty.
 */
export async function search(tools: SearchTools, after: Position | null, limit: number): Promise<Found> {
  let found: Placed[] = [];
  let last: SegmentRef | null = null;
  let [opened, sizeBytes] = [0, 0];
  for (;;) {
    const refs: SegmentRef[] = await tools.segments(last, segmentsAtOnce);
    const frontier = refs.length === 0 ? Number.NEGATIVE_INFINITY : refs[0].lastAt.getTime();
    const certain = found.filter((item) => item.at > frontier);
    if (refs.length === 0 || certain.length > limit) return pageOf(certain, limit);
    const spent = opened >= segmentsMax || sizeBytes >= sizeBytesMax;
    // Everything above the frontier is known; a page that moved on may end there.
    if (spent && (after === null || frontier < after.at)) {
      const items = certain.slice(0, limit);
      return { items, next: certain.length > limit ? items[limit - 1] : { at: frontier, segmentId: '\uffff', line: 0 } };
    }
    for (const { ref, requests, size } of await readAll(tools, refs)) {
      opened += 1;
      sizeBytes += size;
      found = keepNewest(found, placedIn(ref, requests, tools, after), limit + 1);
    }
    last = refs[refs.length - 1];
  }
}

function pageOf(certain: readonly Placed[], limit: number): Found {
  const items = certain.slice(0, limit);
  return { items, next: certain.length > limit ? items[limit - 1] : null };
}

function readAll(tools: SearchTools, refs: readonly SegmentRef[]) {
  return Promise.all(
    refs.map(async (ref) => {
      const { requests, sizeBytes } = await tools.read(ref.storageKey);
      return { ref, requests, size: sizeBytes };
    }),
  );
}

function placedIn(ref: SegmentRef, requests: readonly StoredRequest[], tools: SearchTools, after: Position | null): Placed[] {
  const placed: Placed[] = [];
  for (const [line, request] of requests.entries()) {
    const [segmentId, ownLine] = request.origin ?? [ref.id, line];
    const position = { at: request.at, segmentId, line: ownLine };
    if (after !== null && comparePositions(position, after) <= 0) continue;
    if (tools.matches(request)) placed.push({ ...position, request });
  }
  return placed;
}

function keepNewest(known: readonly Placed[], more: readonly Placed[], count: number): Placed[] {
  return more.length === 0 ? [...known] : [...known, ...more].sort(comparePositions).slice(0, count);
}
