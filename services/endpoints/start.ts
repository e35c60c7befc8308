import { AppError } from '@/core/errors';
import { endpointStateWords } from '@/core/sentences/endpoint-states';
import { endpointWords } from '@/core/sentences/endpoints';
import { Prisma } from '@/prisma/client';
import type { Endpoint as EndpointRow } from '@/prisma/generated/client';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { insertDeployment, nextDeploymentNumber } from '../deployments/internal';
import { variantsOf } from '../endpoint-configs/internal';
import { recheckVariants } from '../endpoint-configs/resolve';
import type { FleetOffers } from '../instances/fleet';
import { emitEndpoint, lockEndpointInOrganization, requireRevision, updateAtRevision } from './internal';
import { toEndpoint } from './present';
import type { Endpoint } from './schemas';
import { endpointStates } from './states';

/**
 * Starts a stopped or failed endpoint with the config that served last (where none ever did, the one deployed last).
 * Idempotent: one that serves or is starting stays as it is.
 * @throws AppError `NOT_FOUND`, `PERMISSION_DENIED` (`endpoints:Start`), `STATE_CONFLICT`, `REVISION_CONFLICT`
 */
export async function startEndpoint(ctx: Ctx, input: { name: string; revision?: number | undefined }, outside: { fleet: FleetOffers }): Promise<Endpoint> {
  await requireAction(ctx, 'endpoints:Start', `endpoints/${input.name}`);
  const offers = await outside.fleet.offers();
  return withTransaction(ctx, async (tx) => {
    const row = await lockEndpointInOrganization(tx, input.name);
    requireRevision(row, input.revision);
    const next = endpointStates.next(endpointStates.of(row.state), 'start');
    const before = await toEndpoint(tx, row);
    if (next === row.state) return before;
    const config = await tx.tx.endpointConfig.findUniqueOrThrow({ where: { id: await lastConfigId(tx, row) } });
    await recheckVariants(tx, variantsOf(config), { offers, pointer: '/name' });
    const started = await updateAtRevision(tx, row, { desired: 'InService', state: next, reason: Prisma.DbNull });
    await insertDeployment(tx, row, { configId: config.id, number: await nextDeploymentNumber(tx, row.id), strategy: { type: 'blue-green' } });
    const endpoint = await toEndpoint(tx, started);
    await emitAudit(tx, 'endpoints:Start', `endpoints/${row.name}`, { before, after: endpoint });
    await emitEndpoint(tx, started, endpoint, endpointWords.started({ who: ctx.actor.name, endpoint: row.name }));
    return endpoint;
  });
}

async function lastConfigId(tx: TxCtx, row: EndpointRow): Promise<string> {
  const where = row.activeDeploymentId === null ? { endpointId: row.id } : { id: row.activeDeploymentId };
  const deployment = await tx.tx.deployment.findFirst({ where, orderBy: { number: 'desc' } });
  if (deployment === null) throw new AppError('STATE_CONFLICT', { detail: endpointWords.neverConfigured(), fix: endpointStateWords.deployAnew() });
  return deployment.configId;
}
