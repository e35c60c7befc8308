import { isAppError } from '@/core/errors';
import { instanceWords } from '@/core/sentences/instances';
import { inEnglish } from '@/core/sentences/stored';
import type { Reach } from './apply';
import { appendLog } from './deployment-log';
import type { Action } from './world';

/**
 * Asks the provider for the instance whose row stands already: the row is the intent, so a crash in between starts no second one.
 * The epoch is checked just before; a start by a leader that lost its place meanwhile makes an orphan at worst, which the new one stops.
 */
export async function startInstance(reach: Reach, action: Extract<Action, { type: 'start-instance' }>): Promise<void> {
  const found = await reach.leadership.fenced(async (ctx) => {
    const row = await ctx.tx.instance.findFirst({ where: { id: action.instanceId, state: 'Starting', endedAt: null } });
    return row === null ? null : { row, endpoint: await ctx.tx.endpoint.findUniqueOrThrow({ where: { id: row.endpointId }, select: { name: true } }) };
  });
  if (found === null) return;
  const { row, endpoint } = found;
  const group = { endpointId: row.endpointId, endpoint: endpoint.name, variant: row.variant };
  try {
    const started = await reach.fleet.start({ id: action.instanceId, type: action.instanceType, replicas: action.replicas, group });
    reach.memory.setStartFailure(action.instanceId, null);
    if (started.providerId === null) return; // capacity was asked for; the next pass asks again
    await reach.leadership.fenced(async (ctx) => {
      await ctx.tx.instance.updateMany({ where: { id: row.id, endedAt: null }, data: { providerId: started.providerId, provider: reach.fleet.kind } });
      if (row.providerId === null)
        await appendLog(ctx, row.deploymentId, 'info', 'Start instance', instanceWords.starting({ id: row.id, type: row.instanceType }));
    });
  } catch (error) {
    if (!isAppError(error)) throw error;
    const message = error.details.detail ?? error.code;
    const known = reach.memory.startFailure(row.id);
    const reason = { code: error.code, ...inEnglish({ message, fix: error.details.fix ?? '', evidence: error.details.evidence ?? '' }) };
    reach.memory.setStartFailure(row.id, reason);
    if (known?.message === reason.message) return;
    await reach.leadership.fenced((ctx) => appendLog(ctx, row.deploymentId, 'warn', 'Start instance', message));
  }
}
