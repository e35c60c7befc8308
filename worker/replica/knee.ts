/** Doubling the rows must save at least this share of the time a row, or it is not worth the wait. */
const gainLeast = 0.2;
const weight = 0.1;
/** Until runs have shown better. */
const firstGuess = 8;
/** A run this short keeps nobody waiting, while each run costs wake-ups of the gateway and its clients: it is not cut at the knee. */
const shortRunMs = 2;
/** Runs of one size before it counts: the first ones are slower. */
const runsLeast = 5;

/**
 * Finds from which number of rows on larger batches hardly run faster a row, from smoothed service times in steps of two.
 * Batches beyond it only make the first requests wait for the last.
 */
export class Knee {
  readonly #rowsMax: number;
  /** Smoothed milliseconds a row for batches of [2^i, 2^(i+1)) rows. */
  readonly #perRowMs: number[] = [];
  readonly #runs: number[] = [];
  #value: number;
  #shortRows = 0;

  constructor(rowsMax: number) {
    this.#rowsMax = rowsMax;
    this.#value = Math.min(firstGuess, rowsMax);
  }

  /** The knee, or more where even more rows are done in no time. */
  get rows(): number {
    return Math.max(this.#value, this.#shortRows);
  }

  observe(rows: number, tookMs: number): void {
    const step = 31 - Math.clz32(rows);
    const perRow = tookMs / rows;
    const runs = this.#runs[step] ?? 0;
    this.#runs[step] = runs + 1;
    const smoothed = this.#perRowMs[step];
    this.#perRowMs[step] = smoothed === undefined || runs < runsLeast ? Math.min(smoothed ?? perRow, perRow) : smoothed + weight * (perRow - smoothed);
    if (runs % 64 !== 0) return;
    this.#value = this.#find();
    this.#shortRows = this.#findShort();
  }

  /** Rows that run within `shortRunMs`, by the quickest time a row that is known. */
  #findShort(): number {
    let quickest = Number.POSITIVE_INFINITY;
    for (let step = 0; step < this.#perRowMs.length; step++) quickest = Math.min(quickest, this.#known(step) ?? quickest);
    return Number.isFinite(quickest) ? Math.min(this.#rowsMax, Math.floor(shortRunMs / quickest)) : 0;
  }

  #find(): number {
    for (let step = 0; 2 ** step < this.#rowsMax; step++) {
      const now = this.#known(step);
      const doubled = this.#known(step + 1);
      if (now !== null && doubled !== null && doubled > now * (1 - gainLeast)) return 2 ** step;
    }
    const largest = this.#perRowMs.length - 1;
    return Math.min(this.#rowsMax, Math.max(firstGuess, this.#known(largest) === null ? firstGuess : 2 ** largest));
  }

  #known(step: number): number | null {
    return (this.#runs[step] ?? 0) >= runsLeast ? this.#perRowMs[step] : null;
  }
}
