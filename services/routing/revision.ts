import { systemClock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import { systemContext, type TxCtx, withTransaction } from '../context';

/** The channel on which Postgres tells that the revision moved. */
export const routingChannel = 'aimass_routing';

/** Revision of everything a gateway routes by; it moves in the transaction of each change. */
export async function readRoutingRevision(database: Database): Promise<number> {
  return withTransaction(systemContext(database, systemClock, 'routing'), readRevision);
}

export async function readRevision(ctx: TxCtx): Promise<number> {
  const counter = await ctx.tx.counter.findUnique({ where: { name: 'routing' } });
  return Number(counter?.value ?? 0n);
}
