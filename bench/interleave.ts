/** One figure of one contestant in one round. */
export interface Sample {
  readonly value: number;
  /** Further figures shown beside it, such as CPU µs a request or p99. */
  readonly beside?: Readonly<Record<string, number>>;
}

export interface Contestant {
  readonly name: string;
  measure(): Promise<Sample>;
}

export interface Ratio {
  readonly name: string;
  readonly against: string;
  readonly median: number;
  readonly min: number;
  readonly max: number;
  readonly samples: readonly number[];
  readonly beside: Readonly<Record<string, number>>;
}

const medianOf = (values: readonly number[]): number => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];

/**
 * Runs every contestant once a round, in turned order on odd rounds, and divides within each round by the reference's value:
 * the machine's noise hits both alike. The first contestant is the reference. A round before the first one warms all up and is not counted.
 */
export async function interleave(contestants: readonly Contestant[], rounds: number): Promise<{ reference: number; ratios: Ratio[] }> {
  const values = new Map<string, Sample[]>(contestants.map((one) => [one.name, []]));
  for (const one of contestants) await one.measure();
  for (let round = 0; round < rounds; round++) {
    const order = round % 2 === 0 ? contestants : [...contestants].reverse();
    for (const one of order) values.get(one.name)?.push(await one.measure());
  }
  const [reference, ...others] = contestants;
  const base = values.get(reference.name) ?? [];
  const ratios = others.map((one) => {
    const samples = values.get(one.name) ?? [];
    const perRound = samples.map((sample, round) => sample.value / base[round].value);
    const names = Object.keys(samples[0].beside ?? {});
    return {
      name: one.name,
      against: reference.name,
      median: medianOf(perRound),
      min: Math.min(...perRound),
      max: Math.max(...perRound),
      samples: samples.map((sample) => sample.value),
      beside: Object.fromEntries(names.map((name) => [name, medianOf(samples.map((sample) => sample.beside?.[name] ?? Number.NaN))])),
    };
  });
  return { reference: medianOf(base.map((sample) => sample.value)), ratios };
}
