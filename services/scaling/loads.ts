import type { Clock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import { systemContext, type TxCtx, withTransaction } from '../context';

/** [endpoint id, variant, requests in flight, requests a second, ms waited, by how many, held] */
export type LoadEntry = readonly [string, string, number, number, number, number, number];

export interface GatewayLoadReport {
  readonly gatewayId: string;
  /** Stretches of time, each by its age and its length. */
  readonly seconds: readonly { readonly agoMs: number; readonly ms: number; readonly loads: readonly LoadEntry[] }[];
  readonly held: readonly (readonly [string, string])[];
}

/** A gateway that has not been heard of for so long has ended, or its requests cannot come through either. */
const liveMs = 5_000;

/** Stores what a gateway measured in its last seconds; control is woken where a request waits for a first instance. */
export async function recordLoad(database: Database, clock: Clock, report: GatewayLoadReport): Promise<void> {
  await withTransaction(systemContext(database, clock, 'loads'), async ({ tx }) => {
    await tx.$executeRaw`
      INSERT INTO gateway_loads (gateway_id, at, seconds, held)
      VALUES (${report.gatewayId}, clock_timestamp(), ${JSON.stringify(report.seconds)}::jsonb, ${JSON.stringify(report.held)}::jsonb)
      ON CONFLICT (gateway_id) DO UPDATE SET at = EXCLUDED.at, seconds = EXCLUDED.seconds, held = EXCLUDED.held`;
    if (report.held.length > 0) await tx.$executeRaw`SELECT pg_notify('aimass_work', 'held')`;
  });
}

export interface GatewayLoads {
  /** Time of the database, in which all of this is told. */
  readonly now: number;
  /** Live gateways; `at` and `seconds` are null where one has reported nothing. */
  readonly gateways: readonly {
    readonly id: string;
    readonly at: number | null;
    readonly seconds: GatewayLoadReport['seconds'];
    readonly held: GatewayLoadReport['held'];
  }[];
}

/** What the live gateways reported last. */
export async function readLoads(ctx: TxCtx): Promise<GatewayLoads> {
  const rows = await ctx.tx.$queryRaw<
    { id: string; now: Date; at: Date | null; seconds: GatewayLoadReport['seconds'] | null; held: GatewayLoadReport['held'] | null }[]
  >`
    SELECT g.id, t.now, l.at, l.seconds, l.held
    FROM (SELECT clock_timestamp() AS now) AS t
    LEFT JOIN gateways AS g ON g.seen_at > t.now - ${liveMs} * interval '1 millisecond'
    LEFT JOIN gateway_loads AS l ON l.gateway_id = g.id`;
  return {
    now: rows[0]?.now.getTime() ?? ctx.clock.now(),
    gateways: rows.flatMap((row) => (row.id === null ? [] : { id: row.id, at: row.at?.getTime() ?? null, seconds: row.seconds ?? [], held: row.held ?? [] })),
  };
}
