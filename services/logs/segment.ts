import { createHash } from 'node:crypto';
import { promisify } from 'node:util';
import { gunzip, gzip } from 'node:zlib';
import type { CountedRequest } from '../usage/outcome';

const compress = promisify(gzip);
const expand = promisify(gunzip);

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

/** A segment as it is stored: gzip of one JSON object a line, in the order of the spool. */
export async function encodeSegment(requests: readonly CountedRequest[]): Promise<Buffer> {
  return compress(requests.map((request) => `${JSON.stringify(request)}\n`).join(''));
}

export async function decodeSegment(stored: Uint8Array): Promise<{ requests: CountedRequest[]; sizeBytes: number }> {
  const text = await expand(stored);
  const requests = text
    .toString()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line) as CountedRequest);
  return { requests, sizeBytes: text.byteLength };
}

/** Key of the index beside a stored segment. */
export const idIndexKey = (storageKey: string): string => `${storageKey}.ids`;

const hashBytes = 8;
const entryBytes = hashBytes + 4;

function hashOf(requestId: string): Buffer {
  return createHash('sha256').update(requestId).digest();
}

/** The index beside a segment: sorted entries of 12 bytes, the first 8 of the id's SHA-256 and the line as u32, big-endian. */
export function encodeIdIndex(requests: readonly CountedRequest[]): Buffer {
  const entries = requests.map(({ requestId }, line) => {
    const entry = Buffer.alloc(entryBytes);
    hashOf(requestId).copy(entry, 0, 0, hashBytes);
    entry.writeUInt32BE(line, hashBytes);
    return entry;
  });
  return Buffer.concat(entries.sort(Buffer.compare));
}

/** Lines that may hold this id: the caller compares the id itself, since hashes can meet. */
export function findLines(index: Uint8Array, requestId: string): number[] {
  const bytes = Buffer.from(index.buffer, index.byteOffset, index.byteLength);
  const wanted = hashOf(requestId).subarray(0, hashBytes);
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

/** Two 32-bit hashes from which the probes of the filter follow: bit (a + i × b) mod bits, as PostgreSQL's get_bit counts them. */
export function probesOf(requestId: string): { a: number; b: number } {
  const hash = hashOf(requestId);
  return { a: hash.readUInt32BE(hashBytes), b: hash.readUInt32BE(hashBytes + 4) };
}

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
