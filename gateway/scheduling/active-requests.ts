import type { Clock } from '@/core/clock';
import type { RequestContext } from '../request-context';

const sweepMs = 20;

/** Requests with a running deadline. One coarse timer for all, armed only while there are any. */
export class ActiveRequests {
  readonly #clock: Clock;
  readonly #onExpired: (request: RequestContext) => void;
  readonly #requests: RequestContext[] = [];
  #timer: NodeJS.Timeout | null = null;
  readonly #sweep = (): void => {
    this.#timer = null;
    const now = this.#clock.monotonic();
    // Backwards, since an expired one is taken out by moving the last into its place.
    for (let i = this.#requests.length - 1; i >= 0; i--) if (this.#requests[i]?.deadlineAt <= now) this.#onExpired(this.#requests[i]);
    this.#arm();
  };

  constructor(clock: Clock, onExpired: (request: RequestContext) => void) {
    this.#clock = clock;
    this.#onExpired = onExpired;
  }

  get count(): number {
    return this.#requests.length;
  }

  add(request: RequestContext): void {
    request.activeIndex = this.#requests.push(request) - 1;
    this.#arm();
  }

  remove(request: RequestContext): void {
    const index = request.activeIndex;
    if (index < 0) return;
    request.activeIndex = -1;
    const last = this.#requests.pop();
    if (last === undefined || last === request) return;
    this.#requests[index] = last;
    last.activeIndex = index;
  }

  #arm(): void {
    if (this.#timer === null && this.#requests.length > 0) this.#timer = setTimeout(this.#sweep, sweepMs);
  }
}
