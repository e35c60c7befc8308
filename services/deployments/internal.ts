import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import { deploymentWords } from '@/core/sentences/deployments';
import type { Words } from '@/core/sentences/sentence';
import type { Prisma } from '@/prisma/client';
import type { Deployment as DeploymentRow, Endpoint as EndpointRow } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { variantsOf } from '../endpoint-configs/internal';
import type { Variant } from '../endpoint-configs/schemas';
import { emitEvent } from '../events/emit';
import type { Reason } from '../page';
import { type Deployment, type deploymentStates, type Phase, phaseNames } from './schemas';
import { bakingShares, defaultGuardrails, type StoredStrategy, type Strategy, StrategySchema } from './strategy';

export type LogLine = Deployment['log'][number];

/** The phases that a rollout by this strategy goes through, none begun. */
export function pendingPhases(strategy: StoredStrategy): Phase[] {
  const names = phaseNames.filter((name) => name !== 'Bake' || bakingShares(strategy).length > 0);
  return names.map((name) => ({ name, state: 'Pending', startedAt: null, endedAt: null, detail: '' }));
}

/** With `endpointName`, only a deployment of that endpoint. @throws AppError `NOT_FOUND`, the same for a deployment of another organization */
export async function getDeploymentInOrganization(tx: TxCtx, id: string, endpointName?: string): Promise<DeploymentRow & { endpoint: EndpointRow }> {
  const row = await tx.tx.deployment.findFirst({
    where: { id, organizationId: tx.organizationId, ...(endpointName === undefined ? {} : { endpoint: { name: endpointName } }) },
    include: { endpoint: true },
  });
  if (row === null) throw new AppError('NOT_FOUND', { detail: deploymentWords.unknown({ id }) });
  return row;
}

export async function nextDeploymentNumber(tx: TxCtx, endpointId: string): Promise<number> {
  const last = await tx.tx.deployment.aggregate({ where: { endpointId }, _max: { number: true } });
  return (last._max.number ?? 0) + 1;
}

/** A new rollout, all phases pending; control takes it from here. */
export async function insertDeployment(
  tx: TxCtx,
  endpoint: Pick<EndpointRow, 'id' | 'organizationId' | 'projectId'>,
  rollout: { configId: string; number: number; strategy: StoredStrategy },
): Promise<DeploymentRow> {
  return tx.tx.deployment.create({
    data: {
      id: newId('dep'),
      organizationId: endpoint.organizationId,
      projectId: endpoint.projectId,
      endpointId: endpoint.id,
      configId: rollout.configId,
      number: rollout.number,
      state: 'InProgress',
      strategy: { ...rollout.strategy },
      phases: pendingPhases(rollout.strategy) as unknown as Prisma.InputJsonValue,
      createdBy: tx.actor.name,
      createdAt: new Date(tx.clock.now()),
    },
  });
}

/** Callers are sent to this deployment from now on, and to the one before no longer. Belongs into the transaction that changes what the gateways route by. */
export async function beginServing(tx: TxCtx, endpointId: string, deploymentId: string): Promise<void> {
  const before = { endpointId, id: { not: deploymentId }, state: { not: 'InProgress' }, servedFrom: { not: null }, servedUntil: null };
  await tx.tx.deployment.updateMany({ where: before, data: { servedUntil: new Date(tx.clock.now()) } });
  await beginSharing(tx, deploymentId);
}

/** A part of the callers is sent to this deployment too, unless it serves already. */
export async function beginSharing(tx: TxCtx, deploymentId: string): Promise<void> {
  await tx.tx.deployment.updateMany({ where: { id: deploymentId, servedFrom: null }, data: { servedFrom: new Date(tx.clock.now()) } });
}

/** Callers are sent nowhere from now on. */
export async function endServing(tx: TxCtx, endpointId: string): Promise<void> {
  const where = { endpointId, servedFrom: { not: null }, servedUntil: null };
  await tx.tx.deployment.updateMany({ where, data: { servedUntil: new Date(tx.clock.now()) } });
}

export async function toDeployment(tx: TxCtx, row: DeploymentRow, endpointName: string): Promise<Deployment> {
  const config = await tx.tx.endpointConfig.findUniqueOrThrow({ where: { id: row.configId } });
  return deploymentOf(row, endpointName, variantsOf(config));
}

export function deploymentOf(row: DeploymentRow, endpointName: string, variants: Variant[]): Deployment {
  return {
    id: row.id,
    endpoint: endpointName,
    number: row.number,
    state: row.state as (typeof deploymentStates)[number],
    variants,
    strategy: strategyOf(row),
    guardrails: (row.strategy as unknown as StoredStrategy).guardrails ?? defaultGuardrails,
    trafficShare: row.trafficShare,
    phases: row.phases as unknown as Phase[],
    log: row.log as unknown as LogLine[],
    reason: row.reason as unknown as Reason | null,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    servedFrom: row.servedFrom?.toISOString() ?? null,
    servedUntil: row.servedUntil?.toISOString() ?? null,
  };
}

function strategyOf(row: DeploymentRow): Strategy {
  const { type, percent, bakeSeconds } = row.strategy as unknown as StoredStrategy;
  return StrategySchema.parse({ type: type ?? 'blue-green', ...(percent === undefined ? {} : { percent, bakeSeconds }) });
}

/** Tells the deployment page and the endpoint's page; only a `message` shows in lists of events. */
export async function emitDeployment(
  tx: TxCtx,
  deployment: Deployment,
  row: DeploymentRow,
  message: Words = '',
  level: 'info' | 'warn' | 'error' = 'info',
): Promise<void> {
  await emitEvent(tx, {
    type: 'deployment.updated',
    topics: [`deployments/${deployment.id}`, `endpoints/${deployment.endpoint}`],
    resource: deployment,
    message,
    level,
    organizationId: row.organizationId,
    projectId: row.projectId,
  });
}
