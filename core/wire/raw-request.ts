import { AppError } from '../errors';
import type { RawHead } from './frame';

/**
 * A request in its caller's protocol, as an INFER frame carries it: `u32 deadlineMs` (time left; 0 = none), `u16 headBytes`, the
 * {@link RawHead} as JSON, `u8 idBytes`, the request id in ASCII, then the body untouched. What changes with every request stands outside the
 * head, so that neither side makes or reads the same JSON again and again.
 */
export interface RawRequest {
  readonly deadlineMs: number;
  readonly head: RawHead;
  readonly requestId: string;
  readonly body: Buffer;
}

const fixedBytes = 4 + 2 + 1;

export function encodeRawHead(head: RawHead): Buffer {
  return Buffer.from(JSON.stringify(head));
}

/** Bytes before the body. `head` as {@link encodeRawHead} gives it. */
export function rawPrefixBytes(head: Buffer, requestId: string): number {
  return fixedBytes + head.byteLength + requestId.length;
}

/** Writes what stands before the body, `rawPrefixBytes` long. */
export function writeRawPrefix(target: Buffer, offset: number, deadlineMs: number, head: Buffer, requestId: string): void {
  target.writeUInt32BE(deadlineMs, offset);
  target.writeUInt16BE(head.byteLength, offset + 4);
  target.set(head, offset + 6);
  const idAt = offset + 6 + head.byteLength;
  target[idAt] = requestId.length;
  target.write(requestId, idAt + 1, 'latin1');
}

export function encodeRawRequest({ deadlineMs, head, requestId, body }: RawRequest): Buffer {
  const headBytes = encodeRawHead(head);
  const prefix = Buffer.alloc(rawPrefixBytes(headBytes, requestId));
  writeRawPrefix(prefix, 0, deadlineMs, headBytes, requestId);
  return Buffer.concat([prefix, body]);
}

/** Reads raw requests of one connection; a head that is the last one again is not parsed again. */
export class RawRequestReader {
  #headBytes: Buffer = Buffer.alloc(0);
  #head: RawHead | null = null;

  /** @throws AppError `BAD_REQUEST` when the payload is cut short */
  read(payload: Buffer): RawRequest {
    const headEnd = payload.byteLength < fixedBytes ? Number.POSITIVE_INFINITY : 6 + payload.readUInt16BE(4);
    const idEnd = headEnd < payload.byteLength ? headEnd + 1 + payload[headEnd] : Number.POSITIVE_INFINITY;
    if (idEnd > payload.byteLength) throw new AppError('BAD_REQUEST', 'An INFER frame is malformed.');
    return {
      deadlineMs: payload.readUInt32BE(0),
      head: this.#headOf(payload.subarray(6, headEnd)),
      requestId: payload.toString('latin1', headEnd + 1, idEnd),
      body: payload.subarray(idEnd),
    };
  }

  #headOf(bytes: Buffer): RawHead {
    if (this.#head !== null && this.#headBytes.equals(bytes)) return this.#head;
    this.#headBytes = Buffer.from(bytes);
    this.#head = JSON.parse(bytes.toString('utf8')) as RawHead;
    return this.#head;
  }
}
