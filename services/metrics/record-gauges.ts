import type { Clock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import { systemContext, withTransaction } from '../context';

/** Figures that are sampled rather than counted. */
export type GaugeName = 'queue' | 'inflight' | 'replicas' | 'cpu' | 'memory';

/** One 10 s bucket of a figure as one source saw it. */
export interface GaugeRow {
  readonly organizationId: string;
  readonly endpointId: string;
  readonly variant: string;
  readonly name: GaugeName;
  /** The gateway or instance that saw it. */
  readonly source: string;
  /** Start of the bucket, ms since 1970. */
  readonly at: number;
  readonly sum: number;
  readonly count: number;
  readonly max: number;
}

/** Adds samples to the charts' buckets. */
export async function recordGauges(database: Database, clock: Clock, rows: readonly GaugeRow[]): Promise<void> {
  if (rows.length === 0) return;
  const merged = [...mergeSame(rows)].map((row) => ({ ...row, at: new Date(row.at).toISOString() }));
  await withTransaction(
    systemContext(database, clock, 'metrics'),
    ({ tx }) => tx.$executeRaw`
      INSERT INTO gauge_metrics AS g (organization_id, endpoint_id, variant, name, source, step_seconds, at, sum, count, max)
      SELECT "organizationId", "endpointId", variant, name, source, 10, at, sum, count, max
      FROM jsonb_to_recordset(${JSON.stringify(merged)}::jsonb) AS r("organizationId" text, "endpointId" text, variant text, name text, source text,
        at timestamptz, sum float8, count int, max float8)
      ORDER BY 1, 2, 3, 4, 5, 7
      ON CONFLICT (organization_id, endpoint_id, variant, name, source, step_seconds, at) DO UPDATE SET
        sum = g.sum + EXCLUDED.sum, count = g.count + EXCLUDED.count, max = greatest(g.max, EXCLUDED.max)`,
  );
}

/** One statement may touch a row once. */
function mergeSame(rows: readonly GaugeRow[]): Iterable<GaugeRow> {
  const merged = new Map<string, GaugeRow>();
  for (const row of rows) {
    const key = [row.organizationId, row.endpointId, row.variant, row.name, row.source, row.at].join('\n');
    const known = merged.get(key);
    merged.set(key, known === undefined ? row : { ...row, sum: known.sum + row.sum, count: known.count + row.count, max: Math.max(known.max, row.max) });
  }
  return merged.values();
}
