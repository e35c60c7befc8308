import { Histogram, type SparseHistogram } from '@/core/histogram';
import type { TxCtx } from '../context';
import { type MetricRange, metricSteps } from './range';
import { type MetricScope, within } from './scope';

/** Requests added up: of one step, or of one endpoint. */
export interface RequestFigures {
  requests: number;
  errors: number;
  predictions: number;
  batches: number;
  batchedRows: number;
  readonly latency: Histogram;
  readonly queue: Histogram;
}

interface Row {
  readonly endpointId: string;
  readonly at: Date;
  readonly requests: bigint;
  readonly errors: bigint;
  readonly predictions: bigint;
  readonly batches: number;
  readonly batchedRows: bigint;
  readonly latency: SparseHistogram;
  readonly queue: SparseHistogram;
}

type Period = Pick<MetricRange, 'fromMs' | 'toMs'>;

/** The counters by step (start, ms since 1970); steps without a request are left out. */
export async function readRequestSteps(tx: TxCtx, range: MetricRange, scope: MetricScope): Promise<Map<number, RequestFigures>> {
  return addUp(await readRows(tx, range, scope), (row) => Math.floor(row.at.getTime() / range.stepMs) * range.stepMs);
}

/** The counters by endpoint id; endpoints that nobody called are left out. */
export async function readRequestTotals(tx: TxCtx, period: Period, scope: MetricScope): Promise<Map<string, RequestFigures>> {
  return addUp(await readRows(tx, period, scope), (row) => row.endpointId);
}

interface DeploymentKey {
  readonly id: string;
  readonly organizationId: string;
  readonly endpointId: string;
}

/** What one deployment's replicas answered in whole steps since `since`; zeros where nothing is counted yet. */
export async function readDeploymentFigures(tx: TxCtx, deployment: DeploymentKey, since: Date): Promise<RequestFigures> {
  const stepMs = metricSteps[0].seconds * 1000;
  const fromMs = Math.ceil(since.getTime() / stepMs) * stepMs;
  const rows = await readDeployment(tx, deployment, { fromMs, toMs: fromMs + 366 * 86_400_000 });
  return addUp(rows, () => deployment.id).get(deployment.id) ?? nothing();
}

/** The same by step; steps without a request are left out. */
export async function readDeploymentSteps(tx: TxCtx, deployment: DeploymentKey, range: MetricRange): Promise<Map<number, RequestFigures>> {
  return addUp(await readDeployment(tx, deployment, range), (row) => Math.floor(row.at.getTime() / range.stepMs) * range.stepMs);
}

async function readDeployment(tx: TxCtx, { id, organizationId, endpointId }: DeploymentKey, { fromMs, toMs }: Period): Promise<Row[]> {
  return tx.tx.$queryRaw<Row[]>`
    SELECT endpoint_id AS "endpointId", at, requests, errors, predictions, batches, batched_rows AS "batchedRows", latency, queue
    FROM request_metrics WHERE organization_id = ${organizationId} AND endpoint_id = ${endpointId} AND deployment_id = ${id}
      AND at >= ${new Date(fromMs)} AND at < ${new Date(toMs)}`;
}

async function readRows(tx: TxCtx, period: Period, scope: MetricScope): Promise<Row[]> {
  return tx.tx.$queryRaw<Row[]>`
    SELECT endpoint_id AS "endpointId", at, requests, errors, predictions, batches, batched_rows AS "batchedRows", latency, queue
    FROM request_metrics WHERE ${within(tx, period, scope)}`;
}

function nothing(): RequestFigures {
  return { requests: 0, errors: 0, predictions: 0, batches: 0, batchedRows: 0, latency: new Histogram(), queue: new Histogram() };
}

function addUp<Key>(rows: readonly Row[], keyOf: (row: Row) => Key): Map<Key, RequestFigures> {
  const sums = new Map<Key, RequestFigures>();
  for (const row of rows) {
    const key = keyOf(row);
    const sum = sums.get(key) ?? nothing();
    sums.set(key, sum);
    sum.requests += Number(row.requests);
    sum.errors += Number(row.errors);
    sum.predictions += Number(row.predictions);
    sum.batches += row.batches;
    sum.batchedRows += Number(row.batchedRows);
    sum.latency.mergeSparse(row.latency);
    sum.queue.mergeSparse(row.queue);
  }
  return sums;
}
