import { z } from 'zod';
import { healthStates, type ObservedReason, type ObservedReplica, type ObservedState, replicaStates } from '@/core/agent-api';
import { healthWords } from '@/core/sentences/health';
import { replicaWords } from '@/core/sentences/replicas';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import { Prisma, type Replica } from '@/prisma/client';
import type { TxCtx } from '@/services/context';
import type { PhaseName } from '@/services/deployments/schemas';
import { emitEvent } from '@/services/events/emit';
import { isSameReason, type Reason, SentencesSchema } from '@/services/page';
import type { StoredHealth } from '@/services/replica-health/stored';
import { appendLog } from '../reconciler/deployment-log';

const milliseconds = z.number().min(0).optional();
const reasonInput = z.object({ code: z.string(), message: z.string(), evidence: z.string(), sentences: SentencesSchema }).nullable();
/** What an agent may say; anything else is refused, since it may come from another machine. */
export const ObservedInput: z.ZodType<ObservedState> = z.object({
  instanceId: z.string(),
  revision: z.number(),
  pid: z.number(),
  agentVersion: z.string(),
  cpuPercent: z.number(),
  memoryBytes: z.number(),
  replicas: z.array(
    z.object({
      id: z.string(),
      state: z.enum(replicaStates),
      pid: z.number().nullable(),
      restarts: z.number(),
      memoryBytes: z.number(),
      cpuPercent: z.number(),
      timings: z.object({ pullMs: milliseconds, loadMs: milliseconds, warmUpMs: milliseconds }),
      reason: reasonInput,
      health: z
        .object({ state: z.enum(healthStates), since: z.number().nullable(), failing: z.boolean(), reason: reasonInput })
        .nullable()
        .default(null),
    }),
  ),
});

/** Writes what changed of an instance's replicas, with an event a change of state. */
export async function storeObserved(ctx: TxCtx, report: ObservedState): Promise<void> {
  const rows = await ctx.tx.replica.findMany({ where: { instanceId: report.instanceId, endedAt: null }, orderBy: { id: 'asc' } });
  for (const [index, row] of rows.entries()) {
    const observed = report.replicas.find((replica) => replica.id === row.id);
    if (observed !== undefined) await storeReplica(ctx, row, observed, index + 1);
  }
}

async function storeReplica(ctx: TxCtx, row: Replica, observed: ObservedReplica, ordinal: number): Promise<void> {
  await storeHealth(ctx, row, observed, ordinal);
  const reason = observed.reason === null ? null : reasonOf(observed.reason);
  const same = row.state === observed.state && row.pid === observed.pid && row.restarts === observed.restarts;
  const timings = { ...(row.timings as object), ...observed.timings };
  if (same && JSON.stringify(row.timings) === JSON.stringify(timings) && isSameReason(row.reason as unknown as Reason | null, reason)) return;
  const now = new Date(ctx.clock.now());
  const becameReady = observed.state === 'Ready' && row.state !== 'Ready';
  await ctx.tx.replica.updateMany({
    where: { id: row.id, endedAt: null },
    data: {
      state: observed.state,
      pid: observed.pid,
      restarts: observed.restarts,
      timings: timings as Prisma.InputJsonValue,
      memoryBytes: BigInt(Math.round(observed.memoryBytes)),
      cpuPercent: observed.cpuPercent,
      ...(reason === null ? {} : { reason: { ...reason } as unknown as Prisma.InputJsonValue }),
      ...(becameReady ? { readyAt: now } : {}),
    },
  });
  if (row.state === observed.state) return;
  const endpoint = await endpointOf(ctx, row);
  const sentence = sentenceOf(row, observed, ordinal, endpoint);
  const trouble = observed.state === 'BackOff' || observed.state === 'Failed';
  await appendLog(ctx, row.deploymentId, trouble ? 'warn' : 'info', phaseOf[observed.state] ?? 'Load', sentence);
  await tellReplica(ctx, row, observed, { endpoint, reason, message: sentence, level: trouble ? 'warn' : 'info' });
}

async function endpointOf(ctx: TxCtx, { endpointId }: Replica): Promise<string> {
  return (await ctx.tx.endpoint.findUniqueOrThrow({ where: { id: endpointId }, select: { name: true } })).name;
}

interface Told {
  readonly endpoint: string;
  readonly reason: Reason | null;
  readonly message: Words;
  readonly level: 'info' | 'warn';
}

async function tellReplica(ctx: TxCtx, row: Replica, { state, restarts }: ObservedReplica, { endpoint, reason, message, level }: Told): Promise<void> {
  await emitEvent(ctx, {
    type: 'replica.updated',
    topics: ['instances', `endpoints/${endpoint}`],
    resource: { id: row.id, instanceId: row.instanceId, endpoint, variant: row.variant, state, restarts, reason },
    message,
    level,
    organizationId: row.organizationId,
    projectId: row.projectId,
  });
}

/** How it answers its golden request; an event where that turns wrong, or right again. */
async function storeHealth(ctx: TxCtx, row: Replica, observed: ObservedReplica, ordinal: number): Promise<void> {
  const before = row.health as unknown as StoredHealth | null;
  const given = observed.health ?? null;
  const health: StoredHealth | null = given === null ? null : { ...given, reason: given.reason === null ? null : healthReasonOf(given.reason) };
  if (isSameHealth(before, health)) return;
  await ctx.tx.replica.updateMany({
    where: { id: row.id, endedAt: null },
    data: { health: health === null ? Prisma.DbNull : ({ ...health } as unknown as Prisma.InputJsonValue) },
  });
  if ((before?.state === 'Unhealthy') === (health?.state === 'Unhealthy')) return;
  const endpoint = await endpointOf(ctx, row);
  const reason = health?.state === 'Unhealthy' ? health.reason : null;
  const message = reason === null ? healthWords.nowRight({ ordinal, endpoint }) : healthWords.nowWrong({ ordinal, endpoint, why: wordsIn(reason, 'message') });
  await tellReplica(ctx, row, observed, { endpoint, reason, message, level: reason === null ? 'info' : 'warn' });
}

function isSameHealth(one: StoredHealth | null, other: StoredHealth | null): boolean {
  if (one === null || other === null) return one === other;
  return one.state === other.state && one.since === other.since && one.failing === other.failing && isSameReason(one.reason, other.reason);
}

function healthReasonOf({ code, ...said }: ObservedReason): Reason {
  return {
    code,
    ...inEnglish({
      message: wordsIn(said, 'message'),
      fix: code === 'REPLICA_WRONG_ANSWERS' ? healthWords.healsItself() : '',
      evidence: wordsIn(said, 'evidence'),
    }),
  };
}

const phaseOf: Partial<Record<ObservedReplica['state'], PhaseName>> = { Pulling: 'Pull model', Loading: 'Load', WarmingUp: 'Warm up', Ready: 'Warm up' };

const wordsAgain = {
  Pulling: replicaWords.pullingAgain,
  Loading: replicaWords.loadingAgain,
  WarmingUp: replicaWords.warmingUpAgain,
  Ready: replicaWords.readyAgain,
};

/** @example Replica 1 of iris became Ready after 0.4 s. */
function sentenceOf(row: Replica, observed: ObservedReplica, ordinal: number, endpoint: string): Words {
  const { state, reason, restarts } = observed;
  const { pullMs = 0, loadMs = 0, warmUpMs = 0 } = observed.timings;
  const said = { ordinal, endpoint, took: pullMs + loadMs + warmUpMs, restarts };
  if (state === 'BackOff' && reason !== null) return replicaWords.backOffBecause({ ordinal, endpoint, why: wordsIn(reason, 'message') });
  if (state === 'Failed' && reason !== null) return replicaWords.failedBecause({ ordinal, endpoint, why: wordsIn(reason, 'message') });
  const again = restarts > row.restarts && state in wordsAgain ? wordsAgain[state as keyof typeof wordsAgain] : replicaWords[state];
  return again(said);
}

function reasonOf(observed: NonNullable<ObservedReplica['reason']>): Reason {
  const words = { message: wordsIn(observed, 'message'), fix: replicaWords.readItsLog(), evidence: wordsIn(observed, 'evidence') };
  return { code: observed.code, ...inEnglish(words) };
}
