import { deploymentWords } from '@/core/sentences/deployments';
import { type Ctx, requireAction, withTransaction } from '../context';
import { chooseConfig } from '../endpoint-configs/internal';
import { lockEndpointInOrganization, requireRevision } from '../endpoints/internal';
import { type EndpointState, endpointStates } from '../endpoints/states';
import type { FleetOffers } from '../instances/fleet';
import { beginDeployment } from './begin';
import { nextDeploymentNumber } from './internal';
import type { CreateDeploymentInput, Deployment } from './schemas';
import { defaultStrategy } from './strategy';

/** States whose active deployment answers, or wakes to answer. */
const serving: readonly EndpointState[] = ['InService', 'Degraded', 'ScaledToZero'];

/**
 * Rolls a config out onto an endpoint: new replicas start beside those that serve, and traffic shifts once they have answered.
 * Of two people who deploy at once one gets 409.
 * @throws AppError `PERMISSION_DENIED` (`endpoints:Deploy`), `NOT_FOUND`, `STATE_CONFLICT`, `REVISION_CONFLICT`, `NAME_TAKEN`, `INSTANCE_TYPE_UNKNOWN`, `VALIDATION_FAILED`
 */
export async function createDeployment(ctx: Ctx, input: CreateDeploymentInput, outside: { fleet: FleetOffers }): Promise<Deployment> {
  await requireAction(ctx, 'endpoints:Deploy', `endpoints/${input.endpoint}`);
  const offers = await outside.fleet.offers();
  return withTransaction(ctx, async (tx) => {
    const row = await lockEndpointInOrganization(tx, input.endpoint);
    requireRevision(row, input.revision);
    endpointStates.next(endpointStates.of(row.state), 'deploy');
    const number = await nextDeploymentNumber(tx, row.id);
    const config = await chooseConfig(tx, input, { endpointName: row.name, projectId: row.projectId, number, offers });
    const asked = { ...input.strategy, ...(input.guardrails === undefined ? {} : { guardrails: input.guardrails }) };
    // Where nothing serves there is nobody to share the requests with.
    const strategy = serving.includes(endpointStates.of(row.state)) ? asked : defaultStrategy;
    const message = deploymentWords.begun({ who: ctx.actor.name, number, endpoint: row.name });
    return beginDeployment(tx, row, { move: 'deploy', configId: config.id, number, strategy, message });
  });
}
