import { timingSafeEqual } from 'node:crypto';
import { Readable } from 'node:stream';
import { AppError } from '@/core/errors';
import { uploadPartSignature } from '@/core/secrets';
import { uploadWords } from '@/core/sentences/uploads';
import type { Exchange, HttpConnection } from '../http/connection';
import type { RequestHead } from '../http/request-head';

/** Where parts go; only disk storage has them sent here. */
export interface PartStore {
  putPart(uploadId: string, number: number, sizeBytes: number, body: Readable): Promise<{ etag: string }>;
}

export interface PartUrl {
  readonly uploadId: string;
  readonly number: number;
  readonly sizeBytes: number;
}

/**
 * Checks a part's signed address.
 * @throws AppError `UPLOAD_URL_EXPIRED` when it has expired or was altered, `UPLOAD_PART_REJECTED` when the body is not as long as signed
 */
export function readPartUrl(secret: Uint8Array, head: RequestHead, names: readonly string[], nowMs: number): PartUrl {
  const query = new URLSearchParams(head.query);
  const [uploadId, number] = [names[0], Number(names[1])];
  const sizeBytes = Number(query.get('size') ?? Number.NaN);
  const expiresAt = Number(query.get('expires') ?? Number.NaN);
  const expected = Buffer.from(uploadPartSignature(secret, uploadId, number, sizeBytes, expiresAt));
  const given = Buffer.from(query.get('signature') ?? '');
  if (expected.byteLength !== given.byteLength || !timingSafeEqual(expected, given) || !(expiresAt > nowMs)) {
    throw new AppError('UPLOAD_URL_EXPIRED', {
      detail: uploadWords.addressOver(),
      fix: uploadWords.askAgain(),
    });
  }
  if (head.chunked || head.contentLength !== sizeBytes) {
    throw new AppError('UPLOAD_PART_REJECTED', {
      detail: uploadWords.lengthMustBe({ bytes: sizeBytes }),
      fix: uploadWords.sendThatPart(),
    });
  }
  return { uploadId, number, sizeBytes };
}

/** One part on its way to the disk, never held in memory beyond a stream's buffer. */
export class PartExchange implements Exchange {
  readonly #connection: HttpConnection;
  readonly #stream: Readable;
  #over = false;

  constructor(connection: HttpConnection, store: PartStore, part: PartUrl, answer: (result: { etag: string } | { error: unknown }) => void) {
    this.#connection = connection;
    this.#stream = new Readable({ highWaterMark: 1024 * 1024, read: () => connection.resumeBody() });
    this.#stream.on('error', () => undefined); // told to the store, which reads it
    store.putPart(part.uploadId, part.number, part.sizeBytes, this.#stream).then(
      ({ etag }) => this.#finish(() => answer({ etag })),
      (error: unknown) => this.#finish(() => answer({ error })),
    );
    connection.sendContinue();
  }

  onBody(piece: Buffer): boolean {
    return this.#over || this.#stream.push(piece);
  }

  onBodyEnd(): void {
    if (!this.#over) this.#stream.push(null);
  }

  onGone(): void {
    this.#over = true;
    this.#stream.destroy(new Error('the client left in the middle of a part'));
  }

  onDrain(): void {}

  onRetire(): void {}

  #finish(answer: () => void): void {
    if (this.#over) return;
    this.#over = true;
    if (!this.#stream.readableEnded) this.#connection.resumeBody();
    answer();
  }
}
