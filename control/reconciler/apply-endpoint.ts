import { deploymentWords, phaseWords } from '@/core/sentences/deployments';
import { endpointWords } from '@/core/sentences/endpoints';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import type { Endpoint } from '@/prisma/client';
import { Prisma } from '@/prisma/client';
import type { TxCtx } from '@/services/context';
import { beginServing, beginSharing, type LogLine } from '@/services/deployments/internal';
import type { Phase, PhaseName } from '@/services/deployments/schemas';
import type { StoredStrategy } from '@/services/deployments/strategy';
import { emitEndpoint } from '@/services/endpoints/internal';
import { toEndpoint } from '@/services/endpoints/present';
import { type EndpointMove, endpointStates } from '@/services/endpoints/states';
import type { Reason } from '@/services/page';
import type { Reach } from './apply';
import { appendLog, tellDeployment } from './deployment-log';
import type { Action } from './world';

/** Stores how far a rollout came, with one log line for each phase that ended. */
export async function writePhases(reach: Reach, deploymentId: string, phases: readonly Phase[]): Promise<void> {
  await reach.leadership.fenced(async (ctx) => {
    const row = await ctx.tx.deployment.findFirst({ where: { id: deploymentId, state: 'InProgress' } });
    if (row === null) return;
    const before = row.phases as unknown as Phase[];
    await ctx.tx.deployment.updateMany({ where: { id: deploymentId, state: 'InProgress' }, data: { phases: phases as unknown as Prisma.InputJsonValue } });
    const ended = phases.filter((phase, index) => phase.state === 'Done' && before[index]?.state !== 'Done');
    for (const phase of ended) {
      const done = deploymentWords.phaseDone({ phase: phaseWords[phase.name](), detail: wordsIn(phase, 'detail') });
      await appendLog(ctx, deploymentId, 'info', phase.name, done);
    }
    if (ended.length === 0) await tellDeployment(ctx, deploymentId);
  });
}

/** The rollout's replicas get a share of the requests, until the next step. Nothing happens where it was cancelled, or has this step behind it. */
export async function shareTraffic(reach: Reach, action: Extract<Action, { type: 'share' }>): Promise<void> {
  await reach.leadership.fenced(async (ctx) => {
    const changed = await ctx.tx.deployment.updateMany({
      where: { id: action.deploymentId, state: 'InProgress', cancelRequested: false, trafficShare: action.from },
      data: { trafficShare: action.share, shareSince: new Date(ctx.clock.now()) },
    });
    if (changed.count === 0) return;
    await beginSharing(ctx, action.deploymentId);
    await appendLog(ctx, action.deploymentId, 'info', 'Bake', action.words);
  });
}

/**
 * The rollout's variants serve from here on: one row changes and every gateway learns of it; then the deployment has succeeded, and what
 * served before is left over. So who reads `InService` or `Succeeded` finds it in force. A cancellation that came first wins; one that
 * comes while the gateways learn is too late.
 */
export async function shiftTraffic(reach: Reach, endpointId: string, deploymentId: string): Promise<void> {
  const shifted = await routeTo(reach, endpointId, deploymentId);
  if (!shifted) return;
  await reach.routed();
  await succeed(reach, endpointId, deploymentId);
}

/** @returns false where somebody changed the endpoint or cancelled just now: the next pass looks again */
function routeTo(reach: Reach, endpointId: string, deploymentId: string): Promise<boolean> {
  return reach.leadership.fenced(async (ctx) => {
    const endpoint = await ctx.tx.endpoint.findFirst({ where: { id: endpointId, desired: 'InService', deletedAt: null } });
    if (endpoint === null) return false;
    if (endpoint.activeDeploymentId === deploymentId) return true; // a former leader came this far
    const alive = await ctx.tx.$queryRaw<unknown[]>`
      SELECT 1 FROM deployments WHERE id = ${deploymentId} AND state = 'InProgress' AND NOT cancel_requested FOR UPDATE`;
    if (alive.length === 0) return false;
    const now = new Date(ctx.clock.now());
    const moved = await ctx.tx.endpoint.updateMany({
      where: { id: endpointId, revision: endpoint.revision },
      data: { activeDeploymentId: deploymentId, updatedAt: now, revision: { increment: 1 } },
    });
    if (moved.count === 1) {
      await beginServing(ctx, endpointId, deploymentId);
      await keepAwake(ctx, endpointId, now);
    }
    return moved.count === 1;
  });
}

/** What was just rolled out serves at least with one instance, and counts its idle time from here. */
async function keepAwake(ctx: TxCtx, endpointId: string, now: Date): Promise<void> {
  const woken = JSON.stringify([{ at: now.getTime(), from: 0, to: 1 }]);
  await ctx.tx.$executeRaw`
    UPDATE variant_scales SET desired = 1, changes = changes || ${woken}::jsonb, updated_at = ${now} WHERE endpoint_id = ${endpointId} AND desired = 0`;
}

async function succeed(reach: Reach, endpointId: string, deploymentId: string): Promise<void> {
  await reach.leadership.fenced(async (ctx) => {
    const endpoint = await ctx.tx.endpoint.findFirst({ where: { id: endpointId, desired: 'InService', deletedAt: null, activeDeploymentId: deploymentId } });
    const row = await ctx.tx.deployment.findFirst({ where: { id: deploymentId, state: 'InProgress' } });
    if (endpoint === null || row === null) return;
    const now = new Date(ctx.clock.now());
    const state = endpointStates.next(endpointStates.of(endpoint.state), 'ready');
    const moved = await ctx.tx.endpoint.updateMany({
      where: { id: endpointId, revision: endpoint.revision },
      data: { state, reason: Prisma.DbNull, updatedAt: now, revision: { increment: 1 } },
    });
    if (moved.count === 0) return; // somebody changed it just now: the next pass looks again
    await ctx.tx.deployment.updateMany({
      where: { id: deploymentId, state: 'InProgress' },
      data: {
        state: 'Succeeded',
        endedAt: now,
        trafficShare: 0,
        phases: closePhases(row.phases as unknown as Phase[], 'Done', now, deploymentWords.trafficShifted()),
      },
    });
    const former = (row.strategy as unknown as StoredStrategy).rollbackOf;
    if (former !== undefined) await ctx.tx.deployment.updateMany({ where: { id: former, state: 'Succeeded' }, data: { state: 'RolledBack' } });
    await logEnd(ctx, deploymentId, 'info', 'Shift traffic', deploymentWords.trafficShifted());
    await tellDeployment(ctx, deploymentId, deploymentWords.succeeded({ number: row.number, endpoint: endpoint.name }));
    await tellEndpoint(ctx, endpointId, '');
  });
}

/**
 * A rollout ends without effect. What served before goes on; where nothing did, the endpoint says why, or goes too when its first rollout
 * was cancelled. Its instances are left over, and go.
 */
export async function endDeployment(reach: Reach, action: Extract<Action, { type: 'end-deployment' }>): Promise<void> {
  const hadTraffic = await close(reach, action);
  if (hadTraffic) await reach.routed(); // its replicas are asked until every gateway knows
}

function close(reach: Reach, action: Extract<Action, { type: 'end-deployment' }>): Promise<boolean> {
  return reach.leadership.fenced(async (ctx) => {
    await ctx.tx.$queryRaw`SELECT 1 FROM endpoints WHERE id = ${action.endpointId} FOR UPDATE`; // rows before the organization's lock, as verbs do
    const row = await ctx.tx.deployment.findFirst({ where: { id: action.deploymentId, state: 'InProgress' }, include: { endpoint: true } });
    if (row === null) return false;
    const now = new Date(ctx.clock.now());
    const left = await ctx.tx.instance.count({ where: { deploymentId: row.id, endedAt: null } });
    const why = wordsIn(action.reason, 'message');
    const evidence = action.reason.evidence === '' ? await lastLines(ctx, row.id) : wordsIn(action.reason, 'evidence');
    const reason: Reason = { code: action.reason.code, ...inEnglish({ message: why, fix: wordsIn(action.reason, 'fix'), evidence }) };
    const phases = row.phases as unknown as Phase[];
    const phase = phases.find((known) => known.state === 'Running')?.name ?? 'Reserve';
    const failed = action.state !== 'Cancelled';
    await ctx.tx.deployment.updateMany({
      where: { id: row.id, state: 'InProgress' },
      data: {
        state: action.state,
        endedAt: now,
        ...(row.servedFrom !== null && row.servedUntil === null ? { servedUntil: now } : {}), // its bake is over
        trafficShare: 0,
        reason: { ...reason } as unknown as Prisma.InputJsonValue,
        phases: closePhases(phases, failed ? 'Failed' : 'Skipped', now, why),
      },
    });
    await logEnd(ctx, row.id, failed ? 'error' : 'warn', phase, why);
    const leftovers =
      left === 0 ? deploymentWords.nothingLeft() : left === 1 ? deploymentWords.instanceEnding() : deploymentWords.instancesEnding({ instances: left });
    await logEnd(ctx, row.id, 'info', phase, leftovers);
    const message = await goOn(ctx, row.endpoint, reason, now);
    const ended = { number: row.number, endpoint: row.endpoint.name, why };
    await tellDeployment(ctx, row.id, endWords[action.state](ended), 'warn');
    if (message !== null) await tellEndpoint(ctx, row.endpointId, message, 'warn');
    return row.trafficShare > 0;
  });
}

const endWords = { Failed: deploymentWords.failed, Cancelled: deploymentWords.wasCancelled, RolledBack: deploymentWords.takenBack };

/** Moves the endpoint after a rollout that had no effect. @returns the sentence for its events, null where it stays as it is */
async function goOn(ctx: TxCtx, endpoint: Endpoint, reason: Reason, now: Date): Promise<Words | null> {
  const state = endpointStates.of(endpoint.state);
  const former = endpoint.activeDeploymentId !== null && (state === 'Updating' || state === 'RollingBack');
  const rests = state === 'Waking' && reason.code === 'DEPLOYMENT_CANCELLED';
  const unborn = state === 'Creating' && reason.code === 'DEPLOYMENT_CANCELLED'; // it never served: its name is free again
  const move: EndpointMove = unborn ? 'delete' : former || rests ? 'keep' : 'fail';
  if (!endpointStates.can(state, move)) return null; // stopped or deleted meanwhile
  await ctx.tx.endpoint.updateMany({
    where: { id: endpoint.id },
    data: {
      state: endpointStates.next(state, move),
      ...(rests ? { desired: 'Stopped' } : unborn ? { desired: 'Deleted' } : {}),
      reason: move === 'fail' ? ({ ...reason } as unknown as Prisma.InputJsonValue) : Prisma.DbNull,
      updatedAt: now,
      revision: { increment: 1 },
    },
  });
  return move === 'fail' ? endpointWords.failed({ endpoint: endpoint.name, why: wordsIn(reason, 'message') }) : '';
}

export async function moveEndpoint(reach: Reach, action: Extract<Action, { type: 'move-endpoint' }>): Promise<void> {
  await reach.leadership.fenced(async (ctx) => {
    const endpoint = await ctx.tx.endpoint.findFirst({ where: { id: action.endpointId, deletedAt: null } });
    if (endpoint === null || !endpointStates.can(endpointStates.of(endpoint.state), action.move)) return;
    await ctx.tx.endpoint.updateMany({
      where: { id: endpoint.id, revision: endpoint.revision },
      data: {
        state: endpointStates.next(endpointStates.of(endpoint.state), action.move),
        reason: action.reason === null ? Prisma.DbNull : ({ ...action.reason } as unknown as Prisma.InputJsonValue),
        updatedAt: new Date(ctx.clock.now()),
      },
    });
    await tellEndpoint(ctx, endpoint.id, action.message, action.reason === null ? 'info' : 'warn');
  });
}

export async function removeEndpoint(reach: Reach, endpointId: string): Promise<void> {
  await reach.leadership.fenced(async (ctx) => {
    const now = new Date(ctx.clock.now());
    const changed = await ctx.tx.endpoint.updateMany({
      where: { id: endpointId, desired: 'Deleted', deletedAt: null },
      data: { deletedAt: now, updatedAt: now },
    });
    if (changed.count === 0) return;
    const endpoint = await ctx.tx.endpoint.findUniqueOrThrow({ where: { id: endpointId } });
    await tellEndpoint(ctx, endpointId, endpointWords.gone({ endpoint: endpoint.name }));
  });
}

async function tellEndpoint(ctx: TxCtx, endpointId: string, message: Words, level: 'info' | 'warn' = 'info'): Promise<void> {
  const row = await ctx.tx.endpoint.findUniqueOrThrow({ where: { id: endpointId } });
  await emitEndpoint(ctx, row, await toEndpoint(ctx, row), message, level);
}

/** The running phase gets the end state; those that never began are skipped. */
function closePhases(phases: readonly Phase[], end: 'Done' | 'Failed' | 'Skipped', now: Date, detail: Words): Prisma.InputJsonValue {
  const at = now.toISOString();
  return phases.map((phase) => {
    if (phase.state === 'Running' || (end === 'Done' && phase.state === 'Pending'))
      return { ...phase, state: end, startedAt: phase.startedAt ?? at, endedAt: at, ...inEnglish({ detail }) };
    return phase.state === 'Pending' ? { ...phase, state: 'Skipped' } : phase;
  }) as unknown as Prisma.InputJsonValue;
}

/** Unlike {@link appendLog}, also for a deployment that has ended in this transaction. */
async function logEnd(ctx: TxCtx, deploymentId: string, level: LogLine['level'], phase: PhaseName, message: Words): Promise<void> {
  const line: LogLine = { at: new Date(ctx.clock.now()).toISOString(), level, phase, ...inEnglish({ message }) };
  await ctx.tx.$executeRaw`UPDATE deployments SET log = log || ${JSON.stringify([line])}::jsonb WHERE id = ${deploymentId}`;
}

async function lastLines(ctx: TxCtx, deploymentId: string): Promise<Words> {
  const replica = await ctx.tx.replica.findFirst({ where: { deploymentId, reason: { not: Prisma.DbNull } }, orderBy: { id: 'desc' } });
  const reason = (replica?.reason ?? null) as unknown as Reason | null;
  return reason === null ? '' : wordsIn(reason, 'evidence');
}
