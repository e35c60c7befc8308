/** Bytes a second over the last few seconds. */
export class Rate {
  readonly #windowMs: number;
  #samples: { at: number; bytes: number }[] = [];

  constructor(windowMs = 5_000) {
    this.#windowMs = windowMs;
  }

  /** @param bytes sent in all so far */
  record(at: number, bytes: number): void {
    this.#samples.push({ at, bytes });
    while (this.#samples.length > 2 && this.#samples[0].at < at - this.#windowMs) this.#samples.shift();
  }

  /** After a pause the old samples would say nothing true. */
  reset(): void {
    this.#samples = [];
  }

  /** 0 until two samples lie apart. */
  get bytesPerSecond(): number {
    const first = this.#samples[0];
    const last = this.#samples[this.#samples.length - 1];
    if (first === undefined || last === undefined || last.at <= first.at) return 0;
    return Math.max(0, ((last.bytes - first.bytes) * 1000) / (last.at - first.at));
  }
}
