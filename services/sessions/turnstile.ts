import { AppError } from '@/core/errors';
import { accessWords } from '@/core/sentences/access';

/** Lets a few pieces of work run at once, makes some more wait in line, and turns the rest away. */
export class Turnstile {
  readonly #runningMax: number;
  readonly #waitingMax: number;
  readonly #line: (() => void)[] = [];
  #running = 0;

  constructor(limits: { runningMax: number; waitingMax: number }) {
    this.#runningMax = limits.runningMax;
    this.#waitingMax = limits.waitingMax;
  }

  /** @throws AppError `RATE_LIMITED` when the line is full, and what the work throws */
  async pass<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#runningMax) this.#running++;
    else await this.#wait();
    try {
      return await work();
    } finally {
      const next = this.#line.shift();
      if (next === undefined) this.#running--;
      else next(); // the place goes over as it is
    }
  }

  #wait(): Promise<void> {
    if (this.#line.length >= this.#waitingMax) {
      throw new AppError('RATE_LIMITED', { detail: accessWords.tooManySignIns(), fix: accessWords.fewSeconds(), retryAfterSeconds: 5 });
    }
    return new Promise((turn) => this.#line.push(turn));
  }
}
