import type { TxCtx } from '../context';
import type { MetricRow, RollUp, UsageRow } from './roll-up';
import { metricStepSeconds } from './roll-up';

/** Channel of the live stream; a metric tick is `<organization>:tick:<endpoint>,<endpoint>…`, a notification without a row. */
const eventsChannel = 'aimass_events';
/** A notification holds less than 8,000 bytes; who hears of no endpoint in particular looks at all. */
const tickBytesMax = 7_000;

/** Adds the rows to what is there, in the caller's transaction, and tells the live stream. */
export async function storeRollUp(ctx: TxCtx, rows: RollUp): Promise<void> {
  if (rows.usage.length > 0) await addUsage(ctx, rows.usage);
  if (rows.metrics.length > 0) await addMetrics(ctx, rows.metrics);
  if (rows.keyUses.size > 0) await noteKeyUses(ctx, rows.keyUses);
  await tick(ctx, rows.metrics);
}

async function addUsage(ctx: TxCtx, rows: readonly UsageRow[]): Promise<void> {
  await ctx.tx.$executeRaw`
    INSERT INTO usage AS u (organization_id, project_id, minute, endpoint_id, endpoint, model_id, version_id, version, variant, principal_id, outcome,
      requests, predictions, bytes_in, bytes_out, model_microseconds)
    SELECT "organizationId", "projectId", minute, "endpointId", endpoint, "modelId", "versionId", version, variant, "principalId", outcome,
      requests, predictions, "bytesIn", "bytesOut", "modelMicroseconds"
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("organizationId" text, "projectId" text, minute timestamptz, "endpointId" text, endpoint text,
      "modelId" text, "versionId" text, version int, variant text, "principalId" text, outcome text,
      requests bigint, predictions bigint, "bytesIn" bigint, "bytesOut" bigint, "modelMicroseconds" bigint)
    ON CONFLICT (organization_id, minute, endpoint_id, variant, version_id, principal_id, outcome) DO UPDATE SET
      requests = u.requests + EXCLUDED.requests, predictions = u.predictions + EXCLUDED.predictions, bytes_in = u.bytes_in + EXCLUDED.bytes_in,
      bytes_out = u.bytes_out + EXCLUDED.bytes_out, model_microseconds = u.model_microseconds + EXCLUDED.model_microseconds`;
}

async function addMetrics(ctx: TxCtx, rows: readonly MetricRow[]): Promise<void> {
  await ctx.tx.$executeRaw`
    INSERT INTO request_metrics AS m (organization_id, endpoint_id, deployment_id, variant, step_seconds, at, requests, errors, predictions, batches, batched_rows, latency, queue, model)
    SELECT "organizationId", "endpointId", "deploymentId", variant, ${metricStepSeconds}::int, at, requests, errors, predictions, batches, "batchedRows", latency, queue, model
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r("organizationId" text, "endpointId" text, "deploymentId" text, variant text, at timestamptz,
      requests bigint, errors bigint, predictions bigint, batches float8, "batchedRows" bigint, latency jsonb, queue jsonb, model jsonb)
    ON CONFLICT (organization_id, endpoint_id, deployment_id, variant, step_seconds, at) DO UPDATE SET
      requests = m.requests + EXCLUDED.requests, errors = m.errors + EXCLUDED.errors, predictions = m.predictions + EXCLUDED.predictions,
      batches = m.batches + EXCLUDED.batches, batched_rows = m.batched_rows + EXCLUDED.batched_rows,
      latency = histogram_merge(m.latency, EXCLUDED.latency), queue = histogram_merge(m.queue, EXCLUDED.queue), model = histogram_merge(m.model, EXCLUDED.model)`;
}

/** At most one write a minute and key. */
async function noteKeyUses(ctx: TxCtx, uses: ReadonlyMap<string, number>): Promise<void> {
  const rows = [...uses].map(([id, at]) => ({ id, at: new Date(at).toISOString() }));
  await ctx.tx.$executeRaw`
    UPDATE api_keys AS k SET last_used_at = r.at
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(id text, at timestamptz)
    WHERE k.id = r.id AND (k.last_used_at IS NULL OR k.last_used_at < r.at - interval '1 minute')`;
}

async function tick(ctx: TxCtx, metrics: readonly MetricRow[]): Promise<void> {
  const endpoints = new Map<string, Set<string>>();
  for (const row of metrics) endpoints.set(row.organizationId, (endpoints.get(row.organizationId) ?? new Set()).add(row.endpoint));
  for (const [organizationId, names] of endpoints) {
    const list = [...names].join(',');
    const payload = `${organizationId}:tick:${list.length <= tickBytesMax ? list : ''}`;
    await ctx.tx.$executeRaw`SELECT pg_notify(${eventsChannel}, ${payload})`;
  }
}
