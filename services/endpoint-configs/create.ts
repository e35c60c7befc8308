import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { emitEvent } from '../events/emit';
import type { FleetOffers } from '../instances/fleet';
import { insertConfig, projectIdOf, toEndpointConfigs } from './internal';
import { resolveVariants } from './resolve';
import type { CreateEndpointConfigInput, EndpointConfig } from './schemas';

/**
 * Stores a config under a name; it can never be changed, so a deployment of it means the same tomorrow.
 * @throws AppError `PERMISSION_DENIED` (`endpoints:Deploy`), `NAME_TAKEN`, `NOT_FOUND`, `STATE_CONFLICT`, `INSTANCE_TYPE_UNKNOWN`, `VALIDATION_FAILED`
 */
export async function createEndpointConfig(ctx: Ctx, input: CreateEndpointConfigInput, outside: { fleet: FleetOffers }): Promise<EndpointConfig> {
  await requireAction(ctx, 'endpoints:Deploy', `endpoint-configs/${input.name}`);
  const offers = await outside.fleet.offers();
  return withTransaction(ctx, async (tx) => {
    const projectId = await projectIdOf(tx, input.project);
    const variants = await resolveVariants(tx, input.variants, { offers, pointer: '/variants' });
    const row = await insertConfig(tx, { name: input.name, projectId, variants });
    const [config] = await toEndpointConfigs(tx, [row]);
    await emitAudit(tx, 'endpoints:Deploy', `endpoint-configs/${input.name}`, { after: config });
    await emitEvent(tx, { type: 'endpoint-config.created', topics: ['endpoint-configs'], resource: { name: input.name }, projectId });
    return config;
  });
}
