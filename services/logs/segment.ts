import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import { encodeUsageRecord } from '@/core/wire/spool-frame';
import { usageFields, usageRecordOf } from '@/core/wire/usage-record';
import type { CountedRequest, Outcome } from '../usage/outcome';

const compress = promisify(gzip);
const expand = promisify(gunzip);

/** A request as a stored segment holds it. In a merged one it names the segment and line it came from, so that its place in lists stays. */
export interface StoredRequest extends CountedRequest {
  readonly origin?: readonly [segmentId: string, line: number];
}

/** What the database keeps of a stored segment, so that a search opens only those that can have a match. */
export interface SegmentSummary {
  readonly firstAt: Date;
  readonly lastAt: Date;
  readonly organizationIds: string[];
  readonly endpointIds: string[];
  readonly errors: number;
  readonly idFilter: Uint8Array<ArrayBuffer>;
}

/** `requests` must not be empty. */
export function summarise(requests: readonly CountedRequest[]): SegmentSummary {
  const times = requests.map((request) => request.at);
  return {
    firstAt: new Date(times.reduce((first, at) => Math.min(first, at))),
    lastAt: new Date(times.reduce((last, at) => Math.max(last, at))),
    organizationIds: [...new Set(requests.map((request) => request.organizationId))],
    endpointIds: [...new Set(requests.map((request) => request.endpointId))],
    errors: requests.filter((request) => request.outcome !== 'ok').length,
    idFilter: idFilterOf(requests.map((request) => request.requestId)),
  };
}

/** A segment as it is stored: gzip of one JSON array a line, in the order of the spool: the values of `usageFields`, the outcome, and in a merged segment the origin. */
export async function encodeSegment(requests: readonly StoredRequest[]): Promise<Buffer> {
  // Level 1: half the time of the default, for a tenth more bytes.
  return compress(requests.map(lineOf).join(''), { level: 1 });
}

function lineOf(request: StoredRequest): string {
  const origin = request.origin === undefined ? '' : `,${JSON.stringify(request.origin)}`;
  return `${encodeUsageRecord(request).slice(0, -1)},"${request.outcome}"${origin}]\n`;
}

export async function decodeSegment(stored: Uint8Array): Promise<{ requests: StoredRequest[]; sizeBytes: number }> {
  const text = await expand(stored);
  const requests = text.toString().split('\n').filter(Boolean).map(requestOf);
  return { requests, sizeBytes: text.byteLength };
}

function requestOf(line: string): StoredRequest {
  const values = JSON.parse(line) as unknown[];
  const request = { ...usageRecordOf(values), outcome: values[usageFields.length] as Outcome };
  const origin = values.at(usageFields.length + 1);
  return origin === undefined ? request : { ...request, origin: origin as NonNullable<StoredRequest['origin']> };
}

/** Key of the index beside a stored segment. */
export const idIndexKey = (storageKey: string): string => `${storageKey}.ids`;

const hashBytes = 8;
const entryBytes = hashBytes + 4;

/**
 * Two 32-bit hashes of a request id (the mixing of MurmurHash3, two lanes). Not cryptographic: whoever makes their ids collide makes
 * their own searches slower.
 */
function hashOf(requestId: string): { a: number; b: number } {
  let [a, b] = [0x9747b28c, 0x2f3a6c51];
  for (let i = 0; i < requestId.length; i++) {
    const unit = requestId.charCodeAt(i);
    a = Math.imul(a ^ unit, 0x85ebca6b);
    a ^= a >>> 13;
    b = Math.imul(b ^ unit, 0xc2b2ae35);
    b ^= b >>> 16;
  }
  return { a: finish(a), b: finish(b) };
}

function finish(lane: number): number {
  let mixed = Math.imul(lane ^ (lane >>> 16), 0x85ebca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}

/** The index beside a segment: sorted entries of 12 bytes, the id's two hashes and the line, each u32 big-endian. */
export function encodeIdIndex(requests: readonly CountedRequest[]): Buffer {
  const entries = requests.map(({ requestId }, line) => ({ ...hashOf(requestId), line }));
  entries.sort((left, right) => left.a - right.a || left.b - right.b || left.line - right.line);
  const index = Buffer.alloc(entries.length * entryBytes);
  entries.forEach(({ a, b, line }, entry) => {
    index.writeUInt32BE(a, entry * entryBytes);
    index.writeUInt32BE(b, entry * entryBytes + 4);
    index.writeUInt32BE(line, entry * entryBytes + hashBytes);
  });
  return index;
}

/** Lines that may hold this id: the caller compares the id itself, since hashes can meet. */
export function findLines(index: Uint8Array, requestId: string): number[] {
  const bytes = Buffer.from(index.buffer, index.byteOffset, index.byteLength);
  const { a, b } = hashOf(requestId);
  const wanted = Buffer.alloc(hashBytes);
  wanted.writeUInt32BE(a, 0);
  wanted.writeUInt32BE(b, 4);
  const count = Math.floor(bytes.byteLength / entryBytes);
  const hashAt = (entry: number): Buffer => bytes.subarray(entry * entryBytes, entry * entryBytes + hashBytes);
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (Buffer.compare(hashAt(middle), wanted) < 0) low = middle + 1;
    else high = middle;
  }
  const lines: number[] = [];
  for (let entry = low; entry < count && hashAt(entry).equals(wanted); entry++) lines.push(bytes.readUInt32BE(entry * entryBytes + hashBytes));
  return lines;
}

/** 24 bits an id and 8 probes: one segment in 20,000 is opened in vain. */
const filterBitsAnId = 24;
export const filterProbes = 8;

/** Where the probes of the filter begin and how far they are apart: bit (a + i × b) mod bits, as PostgreSQL's get_bit counts them. */
export const probesOf = hashOf;

export function idFilterOf(requestIds: readonly string[]): Uint8Array<ArrayBuffer> {
  const filter = new Uint8Array(Math.max(8, Math.ceil((requestIds.length * filterBitsAnId) / 8)));
  const bits = filter.byteLength * 8;
  for (const requestId of requestIds) {
    const { a, b } = probesOf(requestId);
    for (let probe = 0; probe < filterProbes; probe++) {
      const bit = (a + probe * b) % bits;
      filter[bit >>> 3] |= 1 << (bit & 7);
    }
  }
  return filter;
}
