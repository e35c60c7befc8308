import type { Logger } from '@/core/log';

export interface RepeatOptions {
  readonly name: string;
  readonly periodMs: number;
  /** Longest pause after failures in a row. */
  readonly backOffMsMax: number;
  readonly pass: () => Promise<void>;
  readonly log: Logger;
}

/** Runs `pass` again and again, never two at once: after the period, at once when woken, after a growing pause when it failed. */
export class Repeat {
  readonly #options: RepeatOptions;
  #timer: NodeJS.Timeout | null = null;
  #running: Promise<void> | null = null;
  #woken = false;
  #stopped = false;
  #failures = 0;

  constructor(options: RepeatOptions) {
    this.#options = options;
  }

  /** While a pass runs, the next one follows at once; after a failure it waits for its turn. */
  wake(): void {
    if (this.#stopped) return;
    this.#woken = true;
    if (this.#running === null && this.#failures === 0) this.#run();
  }

  async stop(): Promise<void> {
    this.#stopped = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    await this.#running;
  }

  #run(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#woken = false;
    this.#running = this.#options
      .pass()
      .then(() => {
        if (this.#failures > 0) this.#options.log.info({ loop: this.#options.name, failures: this.#failures }, 'a pass succeeds again');
        this.#failures = 0;
      })
      .catch((error: unknown) => {
        this.#failures += 1;
        if (this.#failures === 1) this.#options.log.warn({ err: error, loop: this.#options.name }, 'a pass failed and is tried again');
      })
      .then(() => {
        this.#running = null;
        if (this.#stopped) return;
        if (this.#woken && this.#failures === 0) return this.#run();
        this.#timer = setTimeout(() => this.#run(), this.#pauseMs());
      });
  }

  #pauseMs(): number {
    const { periodMs, backOffMsMax } = this.#options;
    const base = this.#failures === 0 ? periodMs : Math.min(backOffMsMax, 250 * 2 ** (this.#failures - 1));
    return base * (0.9 + 0.2 * Math.random());
  }
}
