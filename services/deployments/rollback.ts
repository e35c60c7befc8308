import { AppError } from '@/core/errors';
import { deploymentWords } from '@/core/sentences/deployments';
import { endpointStateWords } from '@/core/sentences/endpoint-states';
import { type Ctx, requireAction, withTransaction } from '../context';
import { variantsOf } from '../endpoint-configs/internal';
import { recheckVariants } from '../endpoint-configs/resolve';
import { lockEndpointInOrganization, requireRevision } from '../endpoints/internal';
import { endpointStates } from '../endpoints/states';
import type { FleetOffers } from '../instances/fleet';
import { beginDeployment } from './begin';
import { nextDeploymentNumber } from './internal';
import type { Deployment } from './schemas';

/**
 * Deploys the config that served before the one that serves now, as a new deployment; the present one is marked once it no longer serves.
 * @throws AppError `PERMISSION_DENIED` (`endpoints:Deploy`), `NOT_FOUND`, `STATE_CONFLICT` (nothing served before, or a change is under way), `REVISION_CONFLICT`
 */
export async function rollbackEndpoint(ctx: Ctx, input: { name: string; revision?: number | undefined }, outside: { fleet: FleetOffers }): Promise<Deployment> {
  await requireAction(ctx, 'endpoints:Deploy', `endpoints/${input.name}`);
  const offers = await outside.fleet.offers();
  return withTransaction(ctx, async (tx) => {
    const row = await lockEndpointInOrganization(tx, input.name);
    requireRevision(row, input.revision);
    endpointStates.next(endpointStates.of(row.state), 'rollback');
    const active = await tx.tx.deployment.findUniqueOrThrow({ where: { id: row.activeDeploymentId ?? '' } });
    const former = await tx.tx.deployment.findFirst({
      where: { endpointId: row.id, state: 'Succeeded', number: { lt: active.number }, configId: { not: active.configId } },
      orderBy: { number: 'desc' },
    });
    if (former === null) throw new AppError('STATE_CONFLICT', { detail: deploymentWords.nothingBefore(), fix: endpointStateWords.deployAnew() });
    const config = await tx.tx.endpointConfig.findUniqueOrThrow({ where: { id: former.configId } });
    await recheckVariants(tx, variantsOf(config), { offers, pointer: '/name' });
    const number = await nextDeploymentNumber(tx, row.id);
    const message = deploymentWords.rollbackBegun({ who: ctx.actor.name, endpoint: row.name, former: former.number });
    return beginDeployment(tx, row, { move: 'rollback', configId: config.id, number, strategy: { type: 'blue-green', rollbackOf: active.id }, message });
  });
}
