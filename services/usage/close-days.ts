import { Prisma } from '@/prisma/client';
import type { TxCtx } from '../context';
import { entrySums, minuteEntries } from './entries';

const dayMs = 86_400_000;
/** A day is closed a while after its end, when its last segments have arrived. */
const settleMs = 15 * 60_000;

/**
 * Closes the oldest day of an organization that is over and open: its minutes are split and added up into `ledger_days`. In a
 * transaction of its own, since it holds the organization's ledger lock; a record that comes later opens the day again.
 * @returns false when no day was left to close
 */
export async function closeNextDay(ctx: TxCtx): Promise<boolean> {
  const last = new Date(Math.floor((ctx.clock.now() - settleMs) / dayMs) * dayMs);
  const next = await oldestOpenDay(ctx, last);
  if (next === null) return false;
  const { organizationId, day } = next;
  await ctx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${organizationId}, 8))`;
  await ctx.tx.ledgerDay.deleteMany({ where: { organizationId, day } });
  const until = new Date(day.getTime() + dayMs);
  const within = Prisma.sql`organization_id = ${organizationId} AND minute >= ${day} AND minute < ${until}`;
  const keys = Prisma.raw('e.project_id, e.endpoint, e.model_id, e.version_id, e.version, e.variant, e.principal_id');
  await ctx.tx.$executeRaw`
    INSERT INTO ledger_days (organization_id, day, project_id, endpoint, model_id, version_id, version, variant, principal_id,
      requests, predictions, errors, unknown, bytes_in, bytes_out, model_microseconds, instance_milliseconds, amount_micros)
    SELECT ${organizationId}, ${day}::date, ${keys}, ${entrySums} FROM (${minuteEntries(organizationId, within)}) AS e GROUP BY ${keys}`;
  await ctx.tx.ledgerClosed.create({ data: { organizationId, day, closedAt: new Date(ctx.clock.now()) } });
  return true;
}

/** Days without a record have nothing to close and are never asked for again. */
async function oldestOpenDay(ctx: TxCtx, before: Date): Promise<{ organizationId: string; day: Date } | null> {
  const rows = await ctx.tx.$queryRaw<{ organizationId: string; day: string }[]>`
    SELECT o.id AS "organizationId", to_char(d.day, 'YYYY-MM-DD') AS day
    FROM organizations AS o
      CROSS JOIN LATERAL (
        SELECT least((SELECT min(minute) FROM usage WHERE organization_id = o.id), (SELECT min(minute) FROM instance_usage WHERE organization_id = o.id)) AS first
      ) AS begun
      CROSS JOIN LATERAL generate_series(date_trunc('day', begun.first AT TIME ZONE 'UTC'), ${before}::timestamptz AT TIME ZONE 'UTC' - interval '1 day', '1 day') AS d(day)
    WHERE NOT EXISTS (SELECT 1 FROM ledger_closed AS c WHERE c.organization_id = o.id AND c.day = d.day::date)
    ORDER BY d.day, o.id LIMIT 1`;
  const [row] = rows;
  return row === undefined ? null : { organizationId: row.organizationId, day: new Date(`${row.day}T00:00:00.000Z`) };
}
