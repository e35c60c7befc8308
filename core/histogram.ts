/**
 * Log-bucket histogram of durations in microseconds. Buckets grow by 2^(1/8) (9 % wide) and a percentile is told as the middle of its
 * bucket, so it is exact to within 4.5 % (2^(1/16) - 1) from 1 µs to 16 minutes; histograms of any windows or processes merge exactly by
 * adding counts.
 */
const bucketsPerOctave = 8;
export const histogramBucketCount = 30 * bucketsPerOctave; // the last one also holds what is longer than 2^30 µs, about 18 minutes

export function bucketOf(valueUs: number): number {
  if (valueUs <= 1) return 0;
  const bucket = Math.ceil(Math.log2(valueUs) * bucketsPerOctave);
  return bucket >= histogramBucketCount ? histogramBucketCount - 1 : bucket;
}

/** Upper bound of a bucket in microseconds. */
export function bucketBoundUs(bucket: number): number {
  return 2 ** (bucket / bucketsPerOctave);
}

/** The value that stands for a bucket: no value in it is further than 4.5 % away. The first bucket holds what takes 1 µs or less. */
function bucketMiddleUs(bucket: number): number {
  return bucket === 0 ? 1 : 2 ** ((bucket - 0.5) / bucketsPerOctave);
}

/** Sparse form for storage and the wire: bucket → count. */
export type SparseHistogram = Record<string, number>;

export class Histogram {
  readonly counts = new Float64Array(histogramBucketCount);
  count = 0;
  sumUs = 0;

  record(valueUs: number): void {
    this.counts[bucketOf(valueUs)] += 1;
    this.count += 1;
    this.sumUs += valueUs;
  }

  merge(other: Histogram): void {
    for (let i = 0; i < histogramBucketCount; i++) this.counts[i] += other.counts[i];
    this.count += other.count;
    this.sumUs += other.sumUs;
  }

  mergeSparse(sparse: SparseHistogram): void {
    for (const [bucket, count] of Object.entries(sparse)) {
      this.counts[Number(bucket)] += count;
      this.count += count;
    }
  }

  toSparse(): SparseHistogram {
    const sparse: SparseHistogram = {};
    for (let i = 0; i < histogramBucketCount; i++) if (this.counts[i] > 0) sparse[i] = this.counts[i];
    return sparse;
  }

  /** The share of the records (0..1) that lie above `valueUs`, within a bucket; NaN when empty. */
  shareAboveUs(valueUs: number): number {
    if (this.count === 0) return Number.NaN;
    let above = 0;
    for (let i = bucketOf(valueUs) + 1; i < histogramBucketCount; i++) above += this.counts[i];
    return above / this.count;
  }

  /** The value below which `fraction` (0..1) of the records lie, in microseconds, within 4.5 %; NaN when empty. */
  percentileUs(fraction: number): number {
    if (this.count === 0) return Number.NaN;
    const rank = Math.max(1, Math.ceil(fraction * this.count));
    let seen = 0;
    for (let i = 0; i < histogramBucketCount; i++) {
      seen += this.counts[i];
      if (seen >= rank) return bucketMiddleUs(i);
    }
    return bucketMiddleUs(histogramBucketCount - 1);
  }
}
