import { AppError } from '@/core/errors';

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
      throw new AppError('OVERLOADED', { detail: 'Too many large request bodies are being received at once.', retryAfterSeconds: 2 });
    }
    this.bytes += bytes;
  }

  release(bytes: number): void {
    this.bytes -= bytes;
  }
}
