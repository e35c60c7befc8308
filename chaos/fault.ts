/** One fault test: what it promises, and the run that shows it. */
export interface Fault {
  readonly id: string;
  readonly promise: string;
  /** @returns the figure that is printed; @throws Error when the promise does not hold */
  run(options: FaultOptions): Promise<string>;
}

export interface FaultOptions {
  /** Fewer rounds and shorter outages, as in the test run. */
  readonly short: boolean;
}

/** @throws Error with `what` unless `holds` */
export function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(what);
}
