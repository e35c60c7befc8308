import { bucketOf, histogramBucketCount } from '@/core/histogram';
import type { RequestContext } from '../request-context';

/** Durations by log bucket; made to be added to on the hot path. */
export class DurationCounts {
  readonly counts = new Float64Array(histogramBucketCount);
  sumUs = 0;
  count = 0;

  add(us: number): void {
    this.counts[bucketOf(us)]++;
    this.sumUs += us;
    this.count++;
  }
}

/** Counters of one variant of one endpoint since this process started. */
export class VariantMetrics {
  readonly organizationId: string;
  readonly endpoint: string;
  readonly variant: string;
  readonly version: number;
  readonly byStatus = new Map<number, number>();
  readonly shed = new Map<string, number>();
  readonly request = new DurationCounts();
  readonly queue = new DurationCounts();
  readonly model = new DurationCounts();
  batchRowsSum = 0;
  batchCount = 0;
  readonly batchRows = new Float64Array(11);
  cacheBypass = 0;

  constructor(organizationId: string, endpoint: string, variant: string, version: number) {
    this.organizationId = organizationId;
    this.endpoint = endpoint;
    this.variant = variant;
    this.version = version;
  }

  record(request: RequestContext, status: number, totalUs: number): void {
    this.byStatus.set(status, (this.byStatus.get(status) ?? 0) + 1);
    this.request.add(totalUs);
    const code = request.answer?.code ?? '';
    if (status === 503 || status === 429) this.shed.set(code, (this.shed.get(code) ?? 0) + 1);
    if (request.result === null) return;
    this.cacheBypass++;
    this.queue.add(request.gatewayQueueUs + request.replicaQueueUs);
    this.model.add(request.modelUs);
    const { batchRows } = request;
    this.batchRowsSum += batchRows;
    this.batchCount++;
    this.batchRows[Math.min(10, Math.max(0, Math.ceil(Math.log2(Math.max(1, batchRows)))))]++;
  }
}
