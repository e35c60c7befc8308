import { AppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';

/** Bytes of request bodies held at once, over all requests. Without this bound, many allowed bodies together would be too much. */
export class BodyMemory {
  readonly #bytesMax: number;
  bytes = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** @throws AppError `OVERLOADED` */
  take(bytes: number): void {
    if (this.bytes + bytes > this.#bytesMax) {
      throw new AppError('OVERLOADED', { detail: inferenceWords.manyBodies(), retryAfterSeconds: 2 });
    }
    this.bytes += bytes;
  }

  release(bytes: number): void {
    this.bytes -= bytes;
  }
}
