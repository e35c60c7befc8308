import { setTimeout as pause } from 'node:timers/promises';
import { systemClock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import { systemContext, type TxCtx, withTransaction } from '../context';
import { readRevision } from './revision';

/** A gateway that has not been heard of for so long is not waited for. */
const liveMs = 5_000;
const pollMs = 15;

/** A gateway tells by which revision it answers now; also its sign of life. */
export async function confirmRevision(database: Database, gatewayId: string, revision: number): Promise<void> {
  await asRouting(database, async ({ tx }) => {
    await tx.$executeRaw`
      INSERT INTO gateways (id, revision, seen_at) VALUES (${gatewayId}, ${BigInt(revision)}, clock_timestamp())
      ON CONFLICT (id) DO UPDATE SET revision = EXCLUDED.revision, seen_at = EXCLUDED.seen_at`;
  });
}

/** A gateway that stops is no longer waited for. */
export async function forgetGateway(database: Database, gatewayId: string): Promise<void> {
  await asRouting(database, async ({ tx }) => {
    await tx.gateway.deleteMany({ where: { id: gatewayId } });
    await tx.gatewayLoad.deleteMany({ where: { gatewayId } });
  });
}

/** How many live gateways still answer by an older revision than `revision`. */
export async function countGatewaysBehind(ctx: TxCtx, revision: number): Promise<number> {
  const rows = await ctx.tx.$queryRaw<{ behind: number }[]>`
    SELECT count(*)::int AS behind FROM gateways
    WHERE revision < ${BigInt(revision)} AND seen_at > clock_timestamp() - ${liveMs} * interval '1 millisecond'`;
  return rows[0]?.behind ?? 0;
}

/**
 * Waits until every live gateway answers by what is committed now, so that a caller who was told of a change finds it in force.
 * Gives up silently after `limitMs`: the change is made, and the gateways will learn of it.
 */
export async function untilRouted(database: Database, limitMs = 1_500): Promise<void> {
  const deadline = performance.now() + limitMs;
  const revision = await asRouting(database, readRevision);
  while ((await asRouting(database, (ctx) => countGatewaysBehind(ctx, revision))) > 0 && performance.now() < deadline) await pause(pollMs);
}

function asRouting<T>(database: Database, work: (ctx: TxCtx) => Promise<T>): Promise<T> {
  return withTransaction(systemContext(database, systemClock, 'routing'), work);
}
