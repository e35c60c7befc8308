import { setTimeout as pause } from 'node:timers/promises';
import type { Logger } from './log';

export interface LoopOptions {
  readonly name: string;
  readonly periodMs: number;
  /** One pass; it must end by itself. */
  readonly tick: (signal: AbortSignal) => Promise<void>;
  readonly log: Logger;
  /** Longest pause after failures in a row. */
  readonly backOffMsMax?: number;
  /** Injectable, so that tests need no luck. */
  readonly random?: () => number;
}

/**
 * Runs `tick` again and again: with a jittered period, never two at once, at once after `wake()`, slower after failures.
 * `start` and `stop` are idempotent, and `stop` waits for the running tick.
 */
export class Loop {
  readonly #options: LoopOptions;
  #stopping = new AbortController();
  #sleep = new AbortController();
  #running: Promise<void> | null = null;
  #woken = false;
  #failures = 0;

  constructor(options: LoopOptions) {
    this.#options = options;
  }

  start(): void {
    if (this.#running !== null) return;
    this.#stopping = new AbortController();
    this.#running = this.#run();
  }

  /** Ends the pause; while a tick runs, the next one follows without a pause. */
  wake(): void {
    this.#woken = true;
    if (this.#failures === 0) this.#sleep.abort();
  }

  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#sleep.abort();
    await this.#running;
    this.#running = null;
  }

  async #run(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#woken = false;
      try {
        await this.#options.tick(this.#stopping.signal);
        if (this.#failures > 0) this.#options.log.info({ loop: this.#options.name, failures: this.#failures }, 'a pass of the loop succeeds again');
        this.#failures = 0;
      } catch (error) {
        this.#failures += 1;
        const level = this.#failures === 1 ? 'warn' : 'debug'; // one line an outage
        this.#options.log[level]({ err: error, loop: this.#options.name, failures: this.#failures }, 'a pass of the loop failed and is tried again');
      }
      await this.#pause();
    }
  }

  async #pause(): Promise<void> {
    if (this.#stopping.signal.aborted || (this.#woken && this.#failures === 0)) return;
    const { periodMs, backOffMsMax = 30_000, random = Math.random } = this.#options;
    const base = this.#failures === 0 ? periodMs : Math.min(backOffMsMax, Math.max(250, periodMs) * 2 ** Math.min(this.#failures - 1, 10));
    this.#sleep = new AbortController();
    const signal = AbortSignal.any([this.#sleep.signal, this.#stopping.signal]);
    await pause(base * (0.9 + 0.2 * random()), undefined, { signal, ref: false }).catch(() => undefined); // woken or stopped: both end the pause
  }
}
