import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { bucketBoundUs, Histogram, histogramBucketCount } from './histogram';

/** Half a bucket, as a share of the value: what the docstring promises, rounded up, is 4.5 %. */
const halfBucket = 2 ** (1 / 16) - 1;
const longestUs = 2 ** ((histogramBucketCount - 1) / 8);

/** How far the told median of a single value is from it. */
function errorOf(valueUs: number): number {
  const histogram = new Histogram();
  histogram.record(valueUs);
  return Math.abs(histogram.percentileUs(0.5) / valueUs - 1);
}

describe('a percentile', () => {
  test('is within 4.5 % at both edges of every bucket, where it is furthest off, and reaches that bound', () => {
    let worst = 0;
    for (let bucket = 1; bucket < histogramBucketCount; bucket++) {
      const [low, high] = [bucketBoundUs(bucket - 1) * (1 + 1e-12), bucketBoundUs(bucket)];
      worst = Math.max(worst, errorOf(low), errorOf(high));
    }
    expect(worst).toBeLessThanOrEqual(halfBucket + 1e-9);
    expect(worst).toBeGreaterThan(0.044); // the bound is the true one, not a generous one
    expect(halfBucket).toBeLessThan(0.045);
  });

  test('of any values is within 4.5 % of the value at its rank, however they were spread over histograms', () => {
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.double({ min: 1, max: longestUs, noNaN: true }), fc.nat(2)), { minLength: 1, maxLength: 200 }),
        fc.constantFrom(0.01, 0.5, 0.9, 0.95, 0.99, 1),
        (values, fraction) => {
          const parts = [new Histogram(), new Histogram(), new Histogram()];
          for (const [value, part] of values) parts[part].record(value);
          const whole = new Histogram();
          whole.merge(parts[0]);
          whole.mergeSparse(parts[1].toSparse());
          whole.merge(parts[2]);
          const sorted = values.map(([value]) => value).sort((a, b) => a - b);
          const exact = sorted[Math.max(1, Math.ceil(fraction * sorted.length)) - 1];
          expect(Math.abs(whole.percentileUs(fraction) / exact - 1)).toBeLessThanOrEqual(halfBucket + 1e-9);
        },
      ),
    );
  });

  test('of what took 1 µs or less is 1 µs, and of nothing is no number', () => {
    const histogram = new Histogram();
    expect(histogram.percentileUs(0.5)).toBeNaN();
    histogram.record(0);
    histogram.record(0.4);
    expect(histogram.percentileUs(0.99)).toBe(1);
  });
});
