import { healthWords } from '@/core/sentences/health';
import type { Prisma } from '@/prisma/client';
import { emitEvent } from '@/services/events/emit';
import type { Reason } from '@/services/page';
import type { Reach } from './apply';
import { tellInstance } from './apply-instance';
import { restartsMax, restartWindowMs } from './heal';
import type { Action } from './world';

/** Its agent lets it answer what it holds, and starts another process in its place. */
export async function restartReplica(reach: Reach, action: Extract<Action, { type: 'restart-replica' }>): Promise<void> {
  const { instanceId, replicaId, count, reason } = action;
  await reach.leadership.fenced(async (ctx) => {
    const now = ctx.clock.now();
    const row = await ctx.tx.replica.findFirst({ where: { id: replicaId, state: 'Ready', desired: 'Running', endedAt: null } });
    if (row === null) return;
    const lately = row.healthRestarts.filter((at) => now - at.getTime() < restartWindowMs);
    if (lately.length >= count) return; // done already
    await ctx.tx.instance.updateMany({ where: { id: instanceId, endedAt: null }, data: { desiredRevision: { increment: 1 } } });
    // until its agent reports, it no longer counts as failing: the order is given once
    const health = { ...(row.health as object), failing: false } as Prisma.InputJsonValue;
    await ctx.tx.replica.update({
      where: { id: replicaId },
      data: { healthRestarts: [...lately, new Date(now)], restartsAsked: { increment: 1 }, health },
    });
    const ordinal = await ctx.tx.replica.count({ where: { instanceId, endedAt: null, id: { lte: replicaId } } });
    const endpoint = await ctx.tx.endpoint.findUniqueOrThrow({ where: { id: row.endpointId }, select: { name: true } });
    await emitEvent(ctx, {
      type: 'replica.updated',
      topics: ['instances', `endpoints/${endpoint.name}`],
      resource: { id: row.id, instanceId, endpoint: endpoint.name, variant: row.variant, state: row.state, restarts: row.restarts, reason },
      message: healthWords.startedAnew({ ordinal, endpoint: endpoint.name, count, most: restartsMax, minutes: restartWindowMs / 60_000 }),
      level: 'warn',
      organizationId: row.organizationId,
      projectId: row.projectId,
    });
  });
  reach.wakeAgent(instanceId);
}

/** It drains; whatever is missing then is started anew, or has been already. */
export async function replaceInstance(reach: Reach, instanceId: string, reason: Reason): Promise<void> {
  await reach.leadership.fenced(async (ctx) => {
    const changed = await ctx.tx.instance.updateMany({
      where: { id: instanceId, state: { in: ['Starting', 'InService'] }, endedAt: null },
      data: { state: 'Draining', desiredRevision: { increment: 1 }, reason: { ...reason } as unknown as Prisma.InputJsonValue },
    });
    if (changed.count === 0) return;
    await ctx.tx.replica.updateMany({ where: { instanceId, endedAt: null }, data: { desired: 'Drained' } });
    const row = await ctx.tx.instance.findUniqueOrThrow({ where: { id: instanceId } });
    await tellInstance(ctx, row, healthWords.instanceReplaced({ id: instanceId }), 'warn', reason);
  });
  reach.wakeAgent(instanceId);
}
