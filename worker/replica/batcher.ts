import { encodeResponse } from '@/core/codecs';
import { AppError, isAppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import type { Signature } from '@/core/signature';
import type { Tensor } from '@/core/tensors';
import type { Runtime, RuntimeTensor } from '../runtimes/runtime';
import { BatchInputs } from './batch-inputs';
import type { InferRequest } from './infer-request';
import { Knee } from './knee';
import { hasRows, joinParts, sliceRows, toTensors } from './outputs';
import type { RequestQueue } from './request-queue';

/**
 * How requests share runs: `joined` = rows of many requests together; `row` = the model takes exactly one row a run; `request` = each
 * request runs alone, as a whole, since its inputs or outputs have no row for each row.
 */
export type RunMode = 'joined' | 'row' | 'request';

export interface BatcherOptions {
  readonly runtime: Pick<Runtime, 'run'>;
  readonly signature: Signature;
  readonly queue: RequestQueue;
  readonly mode: RunMode;
  readonly rowsMax: number;
  /** Told before each run by when, in monotonic milliseconds, its requests allow it to end. */
  readonly beforeRun: (deadlineAt: number, now: number) => void;
  /** Told when a run's answers stand in the outboxes. */
  readonly afterRun: () => void;
}

/**
 * Runs what waits, without ever waiting for more: at once when idle, and while one batch runs the next gathers. A batch takes at most
 * what runs within 2 ms, the knee of the service time, or half of what waits, so that neither the replica nor its gateways stand idle in turns.
 */
export class Batcher {
  readonly #options: BatcherOptions;
  readonly #inputs: BatchInputs;
  readonly #knee: Knee;
  #mode: RunMode;
  #running = false;
  #whenIdle: (() => void)[] = [];

  constructor(options: BatcherOptions) {
    this.#options = options;
    this.#inputs = new BatchInputs(options.signature);
    this.#knee = new Knee(options.rowsMax);
    this.#mode = options.mode;
  }

  /** Starts a run if none is under way. Called once all requests that came together stand in the queue. */
  kick(): void {
    if (!this.#running && this.#options.queue.length > 0) void this.#run();
  }

  /** Resolves when nothing waits and nothing runs. */
  idle(): Promise<void> {
    if (!this.#running && this.#options.queue.length === 0) return Promise.resolve();
    return new Promise((resolve) => this.#whenIdle.push(resolve));
  }

  async #run(): Promise<void> {
    this.#running = true;
    const { queue } = this.#options;
    while (queue.length > 0) {
      const now = performance.now();
      const batch = queue.take(this.#cap(), this.#mode === 'request', now);
      if (batch.length > 0) await this.#runBatch(batch, now);
      this.#options.afterRun();
    }
    this.#running = false;
    for (const resolve of this.#whenIdle.splice(0)) resolve();
  }

  #cap(): number {
    if (this.#mode !== 'joined') return 1;
    return Math.min(this.#options.rowsMax, Math.max(this.#knee.rows, Math.ceil(this.#options.queue.rows / 2)));
  }

  async #runBatch(batch: readonly InferRequest[], takenAt: number): Promise<void> {
    let rows = 0;
    let deadlineAt = 0;
    for (const request of batch) {
      if (request.ranWithRows === 0) request.queueMs = takenAt - request.receivedAt;
      rows += request.batchRows;
      if (request.deadlineAt > deadlineAt) deadlineAt = request.deadlineAt;
    }
    this.#options.beforeRun(deadlineAt, takenAt);
    try {
      const whole = this.#mode === 'request';
      const inputs = whole ? this.#inputs.whole(batch[0]) : this.#inputs.join(batch, rows);
      const startedAt = performance.now();
      const outputs = await this.#options.runtime.run(inputs, { deadlineAt });
      const endedAt = performance.now();
      if (!whole) this.#knee.observe(rows, endedAt - startedAt);
      if (!whole && !hasRows(outputs, rows)) return await this.#runWhole(batch, takenAt);
      this.#answer(batch, outputs, rows, { whole, batchMs: startedAt - takenAt, modelMs: endedAt - startedAt });
    } catch (error) {
      if (batch.length === 1) batch[0].fail(toModelError(error));
      else await this.#runApart(batch);
    }
  }

  /** A batch failed: each request runs again by itself, so that only the one at fault fails. */
  async #runApart(batch: readonly InferRequest[]): Promise<void> {
    for (const request of batch) if (!request.ended) await this.#runBatch([request], performance.now());
  }

  /** The outputs have no row for each row, so they cannot be told apart: from here on each request runs by itself. */
  async #runWhole(batch: readonly InferRequest[], takenAt: number): Promise<void> {
    if (this.#mode === 'row' || batch.some((request) => request.batchRows !== request.rows)) {
      for (const request of batch) request.fail(new AppError('MODEL_ERROR', { detail: inferenceWords.otherRows() }));
      return;
    }
    this.#mode = 'request';
    for (const request of batch) if (!request.ended) await this.#runBatch([request], takenAt);
  }

  #answer(batch: readonly InferRequest[], outputs: readonly RuntimeTensor[], rows: number, run: { whole: boolean; batchMs: number; modelMs: number }): void {
    const tensors = toTensors(outputs);
    let start = 0;
    for (const request of batch) {
      request.batchMs += run.batchMs;
      request.modelMs += run.modelMs;
      request.ranWithRows = Math.max(request.ranWithRows, rows);
      if (!request.ended) this.#deliver(request, tensors, start, run.whole);
      start += request.batchRows;
    }
  }

  #deliver(request: InferRequest, tensors: readonly Tensor[], start: number, whole: boolean): void {
    const outputs = { tensors, start, rows: request.batchRows, whole };
    if (request.batchRows === request.rows || whole) {
      this.#reply(request, outputs);
      return;
    }
    request.parts ??= [];
    request.parts.push([...sliceRows(outputs)]);
    if (request.taken === request.rows) this.#reply(request, { tensors: joinParts(request.parts), start: 0, rows: request.rows, whole: false });
  }

  #reply(request: InferRequest, outputs: { tensors: readonly Tensor[]; start: number; rows: number; whole: boolean }): void {
    const { raw, replyTo } = request;
    try {
      if (raw === null) replyTo.sendRows(request, outputs);
      else replyTo.sendBody(request, encodeResponse(raw.head, raw.requestId, raw.decoded, sliceRows(outputs), this.#options.signature));
      request.ended = true;
    } catch (error) {
      request.fail(toModelError(error));
    }
  }
}

function toModelError(error: unknown): AppError {
  if (isAppError(error)) return error;
  return new AppError('MODEL_ERROR', { detail: inferenceWords.noModelAnswer(), cause: error });
}
