import { z } from 'zod';
import { type ObservedReplica, type ObservedState, replicaStates } from '@/core/agent-api';
import type { Prisma, Replica } from '@/prisma/client';
import type { TxCtx } from '@/services/context';
import type { PhaseName } from '@/services/deployments/schemas';
import { emitEvent } from '@/services/events/emit';
import type { Reason } from '@/services/page';
import { appendLog } from '../reconciler/deployment-log';

const milliseconds = z.number().min(0).optional();
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
      reason: z.object({ code: z.string(), message: z.string(), evidence: z.string() }).nullable(),
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
  const reason = observed.reason === null ? null : reasonOf(observed.reason);
  const same = row.state === observed.state && row.pid === observed.pid && row.restarts === observed.restarts;
  const timings = { ...(row.timings as object), ...observed.timings };
  if (same && JSON.stringify(row.timings) === JSON.stringify(timings) && JSON.stringify(row.reason) === JSON.stringify(reason)) return;
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
      ...(reason === null ? {} : { reason: { ...reason } }),
      ...(becameReady ? { readyAt: now } : {}),
    },
  });
  if (row.state === observed.state) return;
  const endpoint = await ctx.tx.endpoint.findUniqueOrThrow({ where: { id: row.endpointId }, select: { name: true } });
  const sentence = sentenceOf(row, observed, ordinal, endpoint.name);
  const trouble = observed.state === 'BackOff' || observed.state === 'Failed';
  await appendLog(ctx, row.deploymentId, trouble ? 'warn' : 'info', phaseOf[observed.state] ?? 'Load', sentence);
  await emitEvent(ctx, {
    type: 'replica.updated',
    topics: ['instances', `endpoints/${endpoint.name}`],
    resource: {
      id: row.id,
      instanceId: row.instanceId,
      endpoint: endpoint.name,
      variant: row.variant,
      state: observed.state,
      restarts: observed.restarts,
      reason,
    },
    message: sentence,
    level: trouble ? 'warn' : 'info',
    organizationId: row.organizationId,
    projectId: row.projectId,
  });
}

const phaseOf: Partial<Record<ObservedReplica['state'], PhaseName>> = { Pulling: 'Pull model', Loading: 'Load', WarmingUp: 'Warm up', Ready: 'Warm up' };

const words: Record<ObservedReplica['state'], string> = {
  Pulling: 'is fetching the model',
  Loading: 'is loading the model',
  WarmingUp: 'is warming up',
  Ready: 'became Ready',
  Draining: 'is draining',
  BackOff: 'ended and is started again after a pause',
  Failed: 'failed',
  Stopped: 'stopped',
};

/** @example Replica 1 of iris became Ready after 0.4 s. */
function sentenceOf(row: Replica, observed: ObservedReplica, ordinal: number, endpoint: string): string {
  const { pullMs = 0, loadMs = 0, warmUpMs = 0 } = observed.timings;
  const after = observed.state === 'Ready' ? ` after ${((pullMs + loadMs + warmUpMs) / 1000).toFixed(1)} s` : '';
  const why =
    (observed.state === 'BackOff' || observed.state === 'Failed') && observed.reason !== null ? `: ${observed.reason.message.replace(/\.$/, '')}` : '';
  const again = observed.restarts > row.restarts && observed.state !== 'BackOff' ? ` (restart ${observed.restarts})` : '';
  return `Replica ${ordinal} of ${endpoint} ${words[observed.state]}${after}${again}${why}.`;
}

function reasonOf(observed: NonNullable<ObservedReplica['reason']>): Reason {
  return { code: observed.code, message: observed.message, fix: 'Read the last lines of its log.', evidence: observed.evidence };
}
