import { bucketOf, type SparseHistogram } from '@/core/histogram';
import type { CountedRequest, Outcome } from './outcome';

const minuteMs = 60_000;
/** Step of the finest metrics. */
export const metricStepSeconds = 10;

/** One row of `usage`: what one principal did on one version in one minute with one outcome. JSON-safe; times are ISO. */
export interface UsageRow {
  readonly organizationId: string;
  readonly projectId: string;
  readonly minute: string;
  readonly endpointId: string;
  readonly endpoint: string;
  readonly modelId: string;
  readonly versionId: string;
  readonly version: number;
  readonly variant: string;
  readonly principalId: string;
  readonly outcome: Outcome;
  requests: number;
  predictions: number;
  bytesIn: number;
  bytesOut: number;
  modelMicroseconds: number;
}

/** One row of `request_metrics`: all requests of a deployment's variant in 10 s. */
export interface MetricRow {
  readonly organizationId: string;
  readonly endpointId: string;
  readonly endpoint: string;
  readonly deploymentId: string;
  readonly variant: string;
  readonly at: string;
  requests: number;
  errors: number;
  predictions: number;
  batches: number;
  batchedRows: number;
  readonly latency: SparseHistogram;
  readonly queue: SparseHistogram;
  readonly model: SparseHistogram;
}

export interface RollUp {
  readonly usage: UsageRow[];
  readonly metrics: MetricRow[];
  /** When each API key was last used, ms since 1970. */
  readonly keyUses: Map<string, number>;
}

/** Adds requests up. Pure; the rows come sorted, so that two that write at once lock them in one order. */
export function rollUp(requests: readonly CountedRequest[]): RollUp {
  const usage = new Map<string, UsageRow>();
  const metrics = new Map<string, MetricRow>();
  const keyUses = new Map<string, number>();
  for (const request of requests) {
    addUsage(usage, request);
    addMetric(metrics, request);
    if (request.principalId.startsWith('key_')) keyUses.set(request.principalId, Math.max(keyUses.get(request.principalId) ?? 0, request.at));
  }
  return { usage: sorted(usage), metrics: sorted(metrics), keyUses };
}

function addUsage(rows: Map<string, UsageRow>, request: CountedRequest): void {
  const startedAt = Math.floor(request.at / minuteMs) * minuteMs;
  const { organizationId, endpointId, variant, versionId, principalId, outcome } = request;
  const key = `${organizationId}\n${startedAt}\n${endpointId}\n${variant}\n${versionId}\n${principalId}\n${outcome}`;
  let row = rows.get(key);
  if (row === undefined) {
    const { projectId, endpoint, modelId, version } = request;
    const minute = new Date(startedAt).toISOString();
    const names = { organizationId, projectId, minute, endpointId, endpoint, modelId, versionId, version, variant, principalId, outcome };
    row = { ...names, requests: 0, predictions: 0, bytesIn: 0, bytesOut: 0, modelMicroseconds: 0 };
    rows.set(key, row);
  }
  row.requests += 1;
  row.predictions += outcome === 'ok' ? request.predictions : 0;
  row.bytesIn += request.bytesIn;
  row.bytesOut += request.bytesOut;
  row.modelMicroseconds += Math.round(request.modelUs);
}

function addMetric(rows: Map<string, MetricRow>, request: CountedRequest): void {
  const stepMs = metricStepSeconds * 1000;
  const startedAt = Math.floor(request.at / stepMs) * stepMs;
  const { organizationId, endpointId, endpoint, deploymentId, variant } = request;
  const key = `${organizationId}\n${endpointId}\n${deploymentId}\n${variant}\n${startedAt}`;
  let row = rows.get(key);
  if (row === undefined) {
    const at = new Date(startedAt).toISOString();
    const names = { organizationId, endpointId, endpoint, deploymentId, variant, at };
    row = { ...names, requests: 0, errors: 0, predictions: 0, batches: 0, batchedRows: 0, latency: {}, queue: {}, model: {} };
    rows.set(key, row);
  }
  row.requests += 1;
  if (request.outcome !== 'ok') row.errors += 1;
  if (request.outcome === 'unknown') return; // nobody measured it
  record(row.latency, request.totalUs);
  if (request.replicaId === '') return; // no replica saw it
  record(row.queue, request.queueUs);
  record(row.model, request.modelUs);
  if (request.outcome !== 'ok') return;
  row.predictions += request.predictions;
  if (request.batchRows <= 0) return;
  row.batches += request.predictions / request.batchRows;
  row.batchedRows += request.predictions;
}

function record(histogram: SparseHistogram, valueUs: number): void {
  const bucket = bucketOf(valueUs);
  histogram[bucket] = (histogram[bucket] ?? 0) + 1;
}

function sorted<Row>(rows: Map<string, Row>): Row[] {
  return [...rows].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, row]) => row);
}
