/** What a variant's load was over a stretch of time. */
export interface LoadFigures {
  readonly ms: number;
  /** Mean number of requests in flight. */
  readonly concurrency: number;
  /** Requests that came, those included that were refused for lack of room. */
  readonly requests: number;
  /** Sum of what the answered ones waited, and how many they were. */
  readonly waitedMs: number;
  readonly answered: number;
}

/** Adds up requests in flight over time, so that short requests between two looks count too. Made for the hot path. */
export class LoadMeter {
  #inFlight = 0;
  #area = 0;
  #changedAt: number;
  #takenAt: number;
  #requests = 0;
  #waitedUs = 0;
  #answered = 0;

  constructor(now: number) {
    this.#changedAt = now;
    this.#takenAt = now;
  }

  arrive(): void {
    this.#requests++;
  }

  enter(now: number): void {
    this.#area += this.#inFlight * (now - this.#changedAt);
    this.#changedAt = now;
    this.#inFlight++;
  }

  leave(now: number): void {
    this.#area += this.#inFlight * (now - this.#changedAt);
    this.#changedAt = now;
    this.#inFlight--;
  }

  waited(us: number): void {
    this.#waitedUs += us;
    this.#answered++;
  }

  /** The figures since the last call. */
  take(now: number): LoadFigures {
    const ms = Math.max(1, now - this.#takenAt);
    const area = this.#area + this.#inFlight * (now - this.#changedAt);
    const figures = { ms, concurrency: area / ms, requests: this.#requests, waitedMs: this.#waitedUs / 1000, answered: this.#answered };
    this.#changedAt = now;
    this.#takenAt = now;
    this.#area = 0;
    this.#requests = 0;
    this.#waitedUs = 0;
    this.#answered = 0;
    return figures;
  }
}
