import { newId } from '@/core/ids';
import { replicaSocket } from '@/core/paths';
import { deploymentWords } from '@/core/sentences/deployments';
import { instanceWords } from '@/core/sentences/instances';
import { textOf, type Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { Instance, Prisma } from '@/prisma/client';
import type { TxCtx } from '@/services/context';
import { emitEvent } from '@/services/events/emit';
import { instancePrices } from '@/services/instances';
import type { Reason } from '@/services/page';
import type { Reach } from './apply';
import { appendLog } from './deployment-log';
import type { Action } from './world';

/** Rows before processes: an instance that no row names is an orphan, a row without a process is started on the next pass. */
export async function reserveInstances(reach: Reach, action: Extract<Action, { type: 'reserve' }>): Promise<void> {
  await reach.leadership.fenced(async (ctx) => {
    const endpoint = await ctx.tx.endpoint.findFirst({ where: { id: action.endpointId, desired: 'InService', deletedAt: null } });
    const deployment = await ctx.tx.deployment.findFirst({ where: { id: action.deploymentId, cancelRequested: false } });
    if (endpoint === null || deployment === null) return;
    const { variant } = action;
    const price = (await instancePrices(ctx, endpoint.organizationId))(variant.instanceType);
    const owner = { organizationId: endpoint.organizationId, projectId: endpoint.projectId, endpointId: endpoint.id, deploymentId: deployment.id };
    const createdAt = new Date(ctx.clock.now());
    for (let index = 0; index < action.instances; index++) {
      const id = newId('ins');
      await ctx.tx.instance.create({
        data: {
          ...owner,
          id,
          createdAt,
          variant: variant.name,
          provider: reach.fleet.kind,
          instanceType: variant.instanceType,
          state: 'Starting',
          priceMicrosPerHour: BigInt(price.amountMicros),
          currency: price.currency,
        },
      });
      await ctx.tx.replica.createMany({
        data: Array.from({ length: variant.replicasPerInstance }, () => {
          const replicaId = newId('rep');
          const address = `unix:${replicaSocket(reach.paths, replicaId)}`;
          return { ...owner, id: replicaId, instanceId: id, createdAt, variant: variant.name, versionId: variant.versionId, state: 'Pulling', address };
        }),
      });
    }
    const { name, instanceType: type, replicasPerInstance: replicas } = variant;
    const message = deploymentWords.reservedFor({ instances: action.instances, type, replicas, variant: name });
    await appendLog(ctx, deployment.id, 'info', 'Reserve', message);
  });
}

/** Its agent reported: from here on its time is billed. */
export async function enterService(reach: Reach, instanceId: string): Promise<void> {
  await reach.leadership.fenced(async (ctx) => {
    const now = new Date(ctx.clock.now());
    const changed = await ctx.tx.instance.updateMany({
      where: { id: instanceId, state: 'Starting', endedAt: null },
      data: { state: 'InService', startedAt: now, lastSeenAt: now },
    });
    if (changed.count === 0) return;
    const row = await ctx.tx.instance.findUniqueOrThrow({ where: { id: instanceId } });
    const message = instanceWords.up({ id: row.id, type: row.instanceType, took: now.getTime() - row.createdAt.getTime() });
    await appendLog(ctx, row.deploymentId, 'info', 'Start instance', message);
    await tellInstance(ctx, row, message);
  });
}

export async function loseInstance(reach: Reach, instanceId: string, why: Words): Promise<void> {
  const words = { message: instanceWords.lost({ id: instanceId, why }), fix: instanceWords.isReplaced(), evidence: '' };
  const reason: Reason = { code: 'INSTANCE_LOST', ...inEnglish(words) };
  const lost = await end(reach, instanceId, 'Lost', reason, 'Failed', instanceWords.lostAndReplaced({ id: instanceId, why }));
  if (lost) await reach.fleet.stop([instanceId], textOf(why)); // it may be hung rather than dead
}

export async function drainInstance(reach: Reach, instanceId: string): Promise<void> {
  await reach.leadership.fenced(async (ctx) => {
    const changed = await ctx.tx.instance.updateMany({
      where: { id: instanceId, state: { in: ['Starting', 'InService'] }, endedAt: null },
      data: { state: 'Draining', desiredRevision: { increment: 1 } },
    });
    if (changed.count === 0) return;
    await ctx.tx.replica.updateMany({ where: { instanceId, endedAt: null }, data: { desired: 'Drained' } });
    await tellInstance(ctx, await ctx.tx.instance.findUniqueOrThrow({ where: { id: instanceId } }), instanceWords.draining({ id: instanceId }));
  });
  reach.wakeAgent(instanceId);
}

/** The provider first, so that a bill ends only when the process has; both halves may be repeated. */
export async function terminateInstance(reach: Reach, instanceId: string, why: Words): Promise<void> {
  const row = await reach.leadership.fenced((ctx) => ctx.tx.instance.findFirst({ where: { id: instanceId, endedAt: null } }));
  if (row === null) return;
  await reach.fleet.stop([instanceId], textOf(why));
  await end(reach, instanceId, 'Terminated', null, 'Stopped', instanceWords.ended({ id: instanceId, why }));
}

async function end(
  reach: Reach,
  instanceId: string,
  state: 'Lost' | 'Terminated',
  reason: Reason | null,
  replicaState: string,
  message: Words,
): Promise<boolean> {
  const ended = await reach.leadership.fenced(async (ctx) => {
    const endedAt = new Date(ctx.clock.now());
    const changed = await ctx.tx.instance.updateMany({
      where: { id: instanceId, endedAt: null },
      data: { state, endedAt, desiredRevision: { increment: 1 }, ...(reason === null ? {} : { reason: { ...reason } as unknown as Prisma.InputJsonValue }) },
    });
    if (changed.count === 0) return false;
    await ctx.tx.replica.updateMany({ where: { instanceId, endedAt: null }, data: { state: replicaState, desired: 'Drained', endedAt } });
    const row = await ctx.tx.instance.findUniqueOrThrow({ where: { id: instanceId } });
    await appendLog(ctx, row.deploymentId, state === 'Lost' ? 'warn' : 'info', 'Start instance', message);
    await tellInstance(ctx, row, message, state === 'Lost' ? 'warn' : 'info');
    return true;
  });
  reach.wakeAgent(instanceId);
  return ended;
}

/** A change of an instance shows on the fleet page and on its endpoint's. */
export async function tellInstance(ctx: TxCtx, row: Instance, message: Words, level: 'info' | 'warn' = 'info', reason: Reason | null = null): Promise<void> {
  const endpoint = await ctx.tx.endpoint.findUniqueOrThrow({ where: { id: row.endpointId }, select: { name: true } });
  await emitEvent(ctx, {
    type: 'instance.updated',
    topics: ['instances', `endpoints/${endpoint.name}`],
    resource: { id: row.id, endpoint: endpoint.name, variant: row.variant, instanceType: row.instanceType, state: row.state, reason },
    message,
    level,
    organizationId: row.organizationId,
    projectId: row.projectId,
  });
}
