const failuresMax = 5;
const ejectionMs = 30_000;
const ejectionMsMax = 300_000;
const slowStartMs = 3_000;

/**
 * What a gateway has learnt of one replica: five failures in a row put it out for 30 s × times, and one that has just come gets
 * less than its share for a moment. Times in monotonic ms.
 */
export class ReplicaHealth {
  #failures = 0;
  #ejections = 0;
  #ejectedUntil = 0;
  #readySince = Number.NEGATIVE_INFINITY;

  ready(now: number): void {
    this.#readySince = now;
    this.#failures = 0;
    this.#ejectedUntil = 0;
  }

  success(): void {
    this.#failures = 0;
    this.#ejections = 0;
  }

  /** @returns true when this failure put it out */
  failure(now: number): boolean {
    if (++this.#failures < failuresMax || this.ejected(now)) return false;
    this.#failures = 0;
    this.#ejections++;
    this.#ejectedUntil = now + Math.min(ejectionMsMax, ejectionMs * this.#ejections);
    return true;
  }

  ejected(now: number): boolean {
    return now < this.#ejectedUntil;
  }

  /** How much heavier its load counts: 1 when settled, up to 4 when it has just come. */
  loadFactor(now: number): number {
    const age = now - this.#readySince;
    return age >= slowStartMs ? 1 : 4 - 3 * (age / slowStartMs);
  }
}
