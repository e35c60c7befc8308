import { cpus, totalmem } from 'node:os';
import type { Ratio } from './interleave';

/** One benchmark: contestants in one interleaved run, the first is what the others are divided by. */
export interface Benchmark {
  readonly name: string;
  readonly about: string;
  run(rounds: number): Promise<{ reference: number; ratios: readonly Ratio[] } | { figures: readonly Figure[] }>;
}

/** A figure that is not a ratio: a duration, a size. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  readonly limit: number;
}

export interface Result {
  readonly benchmark: string;
  readonly about: string;
  readonly at: string;
  readonly machine: string;
  readonly rounds: number;
  readonly reference?: number;
  readonly ratios?: readonly Ratio[];
  readonly figures?: readonly Figure[];
}

export function machineText(): string {
  const [first] = cpus();
  return `${cpus().length} × ${first?.model.trim() ?? 'unknown'}, ${Math.round(totalmem() / 2 ** 30)} GiB, Node ${process.versions.node}`;
}

const short = (value: number): string => (value >= 100 ? value.toFixed(0) : value.toFixed(2));

/** Ratios first, then what they were made of. */
export function printResult(result: Result): void {
  console.log(`\n${result.benchmark}: ${result.about}`);
  for (const figure of result.figures ?? []) console.log(`  ${figure.name}: ${short(figure.value)} ${figure.unit} (limit ${figure.limit} ${figure.unit})`);
  for (const ratio of result.ratios ?? []) {
    const beside = Object.entries(ratio.beside).map(([name, value]) => `${name} ${short(value)}`);
    const rate = [...ratio.samples].sort((a, b) => a - b)[Math.floor(ratio.samples.length / 2)] ?? Number.NaN;
    console.log(
      `  ${short(ratio.median)} (${short(ratio.min)}–${short(ratio.max)})  ${ratio.name} / ${ratio.against};  ${short(rate)}/s, ${beside.join(', ')}`,
    );
  }
  if (result.reference !== undefined) console.log(`  reference: ${short(result.reference)}/s`);
  console.log(`  ${result.machine}, ${result.rounds} rounds, ${result.at}`);
}
