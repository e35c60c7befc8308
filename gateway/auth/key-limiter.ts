import { AppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';

/** Rate and concurrency of one key. A second's worth of requests may come at once. */
export class KeyLimiter {
  #perSecond: number | null = null;
  #concurrency: number | null = null;
  #tokens = 0;
  #refilledAt = 0;
  inFlight = 0;

  /** New limits; what was used stays used. */
  update(perSecond: number | null, concurrency: number | null): void {
    if (perSecond !== this.#perSecond) this.#tokens = this.#burst(perSecond);
    this.#perSecond = perSecond;
    this.#concurrency = concurrency;
  }

  /**
   * Takes one request's share; each success needs a {@link release}.
   * @param now monotonic ms
   * @throws AppError `RATE_LIMITED`, `CONCURRENCY_LIMITED`
   */
  take(now: number): void {
    if (this.#concurrency !== null && this.inFlight >= this.#concurrency) {
      throw new AppError('CONCURRENCY_LIMITED', {
        detail: inferenceWords.concurrency({ most: this.#concurrency }),
        fix: inferenceWords.waitOrAsk(),
        retryAfterSeconds: 1,
      });
    }
    if (this.#perSecond !== null) this.#takeToken(this.#perSecond, now);
    this.inFlight++;
  }

  release(): void {
    this.inFlight--;
  }

  /** `RateLimit` and `RateLimit-Policy` field lines, or '' without a rate. */
  fields(): string {
    if (this.#perSecond === null) return '';
    const left = Math.max(0, Math.floor(this.#tokens));
    const resetSeconds = left > 0 ? 0 : Math.max(1, Math.ceil((1 - this.#tokens) / this.#perSecond));
    const window = Math.ceil(this.#burst(this.#perSecond) / this.#perSecond);
    return `RateLimit-Policy: "key";q=${this.#burst(this.#perSecond)};w=${window}\r\nRateLimit: "key";r=${left};t=${resetSeconds}\r\n`;
  }

  #burst(perSecond: number | null): number {
    return Math.max(1, Math.ceil(perSecond ?? 0));
  }

  #takeToken(perSecond: number, now: number): void {
    this.#tokens = Math.min(this.#burst(perSecond), this.#tokens + ((now - this.#refilledAt) / 1000) * perSecond);
    this.#refilledAt = now;
    if (this.#tokens < 1) {
      throw new AppError('RATE_LIMITED', {
        detail: inferenceWords.rate({ most: perSecond }),
        fix: inferenceWords.retryAfter(),
        retryAfterSeconds: Math.max(1, Math.ceil((1 - this.#tokens) / perSecond)),
      });
    }
    this.#tokens -= 1;
  }
}
