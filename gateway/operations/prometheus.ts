import { bucketBoundUs, histogramBucketCount } from '@/core/histogram';
import type { DurationCounts } from './variant-metrics';

export type Labels = Readonly<Record<string, string | number>>;

/** Bounds shown: every power of two from 64 µs to 67 s; each is a bound of the log buckets, so the counts are exact. */
const shownOctaves = Array.from({ length: 21 }, (_, i) => i + 6);
const bucketsPerOctave = 8;

/** Writes the Prometheus text format. */
export class PrometheusText {
  #text = '';
  readonly #declared = new Set<string>();

  declare(name: string, type: 'counter' | 'gauge' | 'histogram', help: string): void {
    if (this.#declared.has(name)) return;
    this.#declared.add(name);
    this.#text += `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n`;
  }

  sample(name: string, labels: Labels, value: number): void {
    this.#text += `${name}${labelText(labels)} ${value}\n`;
  }

  durations(name: string, labels: Labels, durations: DurationCounts): void {
    let cumulative = 0;
    let bucket = 0;
    for (const octave of shownOctaves) {
      for (; bucket <= octave * bucketsPerOctave && bucket < histogramBucketCount; bucket++) cumulative += durations.counts[bucket];
      this.sample(`${name}_bucket`, { ...labels, le: bucketBoundUs(octave * bucketsPerOctave) / 1e6 }, cumulative);
    }
    this.#end(name, labels, durations.sumUs / 1e6, durations.count);
  }

  /** Buckets whose bounds are powers of two, from 1. */
  sizes(name: string, labels: Labels, counts: Float64Array, sum: number, count: number): void {
    let cumulative = 0;
    for (let i = 0; i < counts.length - 1; i++) {
      cumulative += counts[i];
      this.sample(`${name}_bucket`, { ...labels, le: 2 ** i }, cumulative);
    }
    this.#end(name, labels, sum, count);
  }

  toString(): string {
    return this.#text;
  }

  #end(name: string, labels: Labels, sum: number, count: number): void {
    this.sample(`${name}_bucket`, { ...labels, le: '+Inf' }, count);
    this.sample(`${name}_sum`, labels, sum);
    this.sample(`${name}_count`, labels, count);
  }
}

function labelText(labels: Labels): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) => `${name}="${String(value).replace(/[\\"\n]/g, (found) => (found === '\n' ? '\\n' : `\\${found}`))}"`,
  );
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}
