import { AppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import type { InferRequest } from './infer-request';

const bytesMax = 512 * 1024 * 1024;
const requestsMax = 16_384;
/** Only this machine's agent sends them, one at a time. */
const sparesMax = 16;

/**
 * Requests that wait for a batch, in order of arrival. Bounded: gateways cap what is outstanding, so this answers only when they fail to. Spare ones,
 * health checks, get a batch of their own once no other waits.
 */
export class RequestQueue {
  #items: (InferRequest | null)[] = [];
  #head = 0;
  #rows = 0;
  #bytes = 0;
  #live = 0;
  #spares: InferRequest[] = [];

  /** Rows of callers that wait. */
  get rows(): number {
    return this.#rows;
  }

  get length(): number {
    return this.#live + this.#spares.length;
  }

  /** @throws AppError `OVERLOADED` */
  push(request: InferRequest): void {
    if (request.spare) {
      if (this.#spares.length >= sparesMax) throw new AppError('OVERLOADED', { detail: inferenceWords.replicaFull() });
      this.#spares.push(request);
      return;
    }
    if (this.#live >= requestsMax || this.#bytes + request.sizeBytes > bytesMax) {
      throw new AppError('OVERLOADED', { detail: inferenceWords.replicaFull() });
    }
    this.#items.push(request);
    this.#live++;
    this.#rows += request.rows;
    this.#bytes += request.sizeBytes;
  }

  /**
   * The next batch: from the front, requests of one shape, at most `rowsMax` rows. A request of more rows gives what fits and keeps its place.
   * Requests that ended are dropped, those past their deadline are answered so.
   * @param alone a batch holds one request, with all its rows
   */
  take(rowsMax: number, alone: boolean, now: number): InferRequest[] {
    const batch: InferRequest[] = [];
    let key: string | null = null;
    let room = rowsMax;
    for (let at = this.#head; at < this.#items.length && room > 0; at++) {
      const request = this.#items[at];
      if (request === null || this.#dropped(request, at, now)) continue;
      key ??= request.shapeKey;
      if (request.shapeKey !== key) continue;
      const rows = alone ? request.rows : Math.min(room, request.rows - request.taken);
      request.batchStart = request.taken;
      request.batchRows = rows;
      request.taken += rows;
      this.#rows -= rows;
      batch.push(request);
      if (request.taken === request.rows) this.#remove(request, at);
      room = alone ? 0 : room - rows;
    }
    this.#compact();
    return this.#live === 0 && batch.length === 0 ? this.#takeSpare(rowsMax, alone) : batch;
  }

  #takeSpare(rowsMax: number, alone: boolean): InferRequest[] {
    this.#spares = this.#spares.filter(({ ended }) => !ended);
    const [request] = this.#spares;
    if (request === undefined) return [];
    request.batchStart = request.taken;
    request.batchRows = alone ? request.rows : Math.min(rowsMax, request.rows - request.taken);
    request.taken += request.batchRows;
    if (request.taken === request.rows) this.#spares.shift();
    return [request];
  }

  #dropped(request: InferRequest, at: number, now: number): boolean {
    if (!request.ended && request.deadlineAt <= now) request.fail(new AppError('DEADLINE_EXCEEDED', { detail: inferenceWords.deadlineInQueue() }));
    if (!request.ended) return false;
    this.#rows -= request.rows - request.taken;
    this.#remove(request, at);
    return true;
  }

  #remove(request: InferRequest, at: number): void {
    this.#items[at] = null;
    this.#live--;
    this.#bytes -= request.sizeBytes;
  }

  #compact(): void {
    while (this.#head < this.#items.length && this.#items[this.#head] === null) this.#head++;
    if (this.#head === this.#items.length) {
      this.#items.length = 0;
      this.#head = 0;
    } else if (this.#head > 1_024) {
      this.#items.splice(0, this.#head);
      this.#head = 0;
    }
  }

  /** Every request that has not ended; for those that look for one of a connection. */
  *[Symbol.iterator](): IterableIterator<InferRequest> {
    for (let at = this.#head; at < this.#items.length; at++) {
      const request = this.#items[at];
      if (request !== null && !request.ended) yield request;
    }
    for (const request of this.#spares) if (!request.ended) yield request;
  }
}
