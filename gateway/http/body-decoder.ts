import { AppError } from '@/core/errors';

function refuse(why: string): never {
  throw new AppError('BAD_REQUEST', { detail: `The chunked body is malformed: ${why}.` });
}

const chunkDigitsMax = 8;

/**
 * Cuts one message body out of a byte stream: by length, or strictly chunked (no extensions, no trailers, CRLF only).
 * `take` passes each piece to the sink and returns how many bytes of `bytes` it used; `complete` tells when the body has ended.
 */
export class BodyDecoder {
  complete: boolean;
  #remaining: number;
  readonly #chunked: boolean;
  #state: 'size' | 'sizeLf' | 'data' | 'dataCr' | 'dataLf' | 'endCr' | 'endLf' = 'size';
  #digits = 0;

  constructor(chunked: boolean, contentLength: number) {
    this.#chunked = chunked;
    this.#remaining = chunked ? 0 : Math.max(0, contentLength);
    this.complete = !chunked && this.#remaining === 0;
  }

  /** @throws AppError `BAD_REQUEST` on broken chunk framing; the connection must then be closed */
  take(bytes: Buffer, sink: (piece: Buffer) => void): number {
    return this.#chunked ? this.#takeChunks(bytes, sink) : this.#takeLength(bytes, sink);
  }

  #takeLength(bytes: Buffer, sink: (piece: Buffer) => void): number {
    const used = Math.min(this.#remaining, bytes.byteLength);
    this.#remaining -= used;
    if (this.#remaining === 0) this.complete = true;
    if (used > 0) sink(used === bytes.byteLength ? bytes : bytes.subarray(0, used));
    return used;
  }

  #takeChunks(bytes: Buffer, sink: (piece: Buffer) => void): number {
    let at = 0;
    while (at < bytes.byteLength && !this.complete) {
      if (this.#state === 'data') {
        const used = Math.min(this.#remaining, bytes.byteLength - at);
        this.#remaining -= used;
        if (this.#remaining === 0) this.#state = 'dataCr';
        sink(bytes.subarray(at, at + used));
        at += used;
      } else this.#frame(bytes[at++]);
    }
    return at;
  }

  /** One byte between the data. */
  #frame(byte: number): void {
    switch (this.#state) {
      case 'size':
        if (byte === 13) {
          if (this.#digits === 0) refuse('a chunk has no size');
          this.#state = 'sizeLf';
        } else this.#digit(byte);
        break;
      case 'sizeLf':
        if (byte !== 10) refuse('a chunk size ends without a line feed');
        this.#state = this.#remaining === 0 ? 'endCr' : 'data';
        this.#digits = 0;
        break;
      case 'dataCr':
        if (byte !== 13) refuse('a chunk is longer than its size');
        this.#state = 'dataLf';
        break;
      case 'dataLf':
        if (byte !== 10) refuse('a chunk ends without a line feed');
        this.#state = 'size';
        break;
      case 'endCr':
        if (byte !== 13) refuse('trailers are not accepted');
        this.#state = 'endLf';
        break;
      case 'endLf':
        if (byte !== 10) refuse('the body ends without a line feed');
        this.complete = true;
        break;
      case 'data':
        break;
    }
  }

  #digit(byte: number): void {
    const value = byte >= 48 && byte <= 57 ? byte - 48 : byte >= 97 && byte <= 102 ? byte - 87 : byte >= 65 && byte <= 70 ? byte - 55 : -1;
    if (value < 0) refuse('a chunk size holds something else than hexadecimal digits');
    if (++this.#digits > chunkDigitsMax) refuse('a chunk size is too long');
    this.#remaining = this.#remaining * 16 + value;
  }
}
