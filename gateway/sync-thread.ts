import type { Worker } from 'node:worker_threads';
import { startThread } from '@/core/bundle';
import type { Logger } from '@/core/log';
import type { FromSync, SyncStart, ToSync } from './sync-messages';

const restartMs = 1_000;
const stopMs = 10_000;

/** The thread that ties the gateway to the database. When it dies it is started again; inference goes on meanwhile. */
export class SyncThread {
  readonly #start: SyncStart;
  readonly #onMessage: (message: FromSync) => void;
  readonly #log: Logger;
  #worker: Worker | null = null;
  #timer: NodeJS.Timeout | null = null;
  #stopping = false;

  constructor(start: SyncStart, onMessage: (message: FromSync) => void, log: Logger) {
    this.#start = start;
    this.#onMessage = onMessage;
    this.#log = log;
    this.#spawn();
  }

  post(message: ToSync): void {
    this.#worker?.postMessage(message);
  }

  /** Lets it finish what it ships, at most 10 s. */
  async stop(): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const worker = this.#worker;
    if (worker === null) return;
    const ended = new Promise<void>((done) => worker.once('exit', () => done()));
    worker.postMessage({ type: 'stop' } satisfies ToSync);
    const timer = setTimeout(() => void worker.terminate(), stopMs);
    await ended;
    clearTimeout(timer);
  }

  #spawn(): void {
    const worker = startThread('gateway-sync', this.#start);
    this.#worker = worker;
    worker.on('message', (message: FromSync) => this.#onMessage(message));
    worker.on('error', (error) => this.#log.error({ err: error }, 'the sync thread failed'));
    worker.on('exit', (code) => {
      this.#worker = null;
      if (this.#stopping) return;
      this.#log.warn({ code }, 'the sync thread ended; it is started again');
      this.#timer = setTimeout(() => this.#spawn(), restartMs);
    });
  }
}
