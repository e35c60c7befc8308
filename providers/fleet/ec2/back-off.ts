import type { Clock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { ec2Words } from '@/core/sentences/ec2';
import { isThrottled } from './errors';

const firstMs = 2_000;
const longestMs = 60_000;

/** After Amazon asked for fewer calls none is made for a while: 2 s, doubled each time up to a minute, with jitter. */
export class BackOff {
  readonly #clock: Clock;
  readonly #random: () => number;
  #refusals = 0;
  #until = 0;
  #said = '';

  constructor(clock: Clock, random: () => number) {
    this.#clock = clock;
    this.#random = random;
  }

  /** @throws AppError `FLEET_UNREACHABLE` while it waits */
  async call<T>(work: () => Promise<T>): Promise<T> {
    const waitMs = this.#until - this.#clock.monotonic();
    if (waitMs > 0) {
      const retryAfterSeconds = Math.ceil(waitMs / 1000);
      throw new AppError('FLEET_UNREACHABLE', { detail: ec2Words.throttled({ said: this.#said }), fix: ec2Words.waitsItself(), retryAfterSeconds });
    }
    try {
      const result = await work();
      this.#refusals = 0;
      return result;
    } catch (error) {
      const cause = error instanceof AppError ? error.details.cause : error;
      if (isThrottled(cause)) {
        this.#said = cause instanceof Error ? cause.name : '';
        const fullMs = Math.min(longestMs, firstMs * 2 ** this.#refusals++);
        this.#until = this.#clock.monotonic() + fullMs * (0.5 + this.#random() / 2);
      }
      throw error;
    }
  }
}
