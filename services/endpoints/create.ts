import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import { endpointWords } from '@/core/sentences/endpoints';
import { fieldWords } from '@/core/sentences/fields';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { insertDeployment } from '../deployments/internal';
import { chooseConfig, isUniqueViolation, projectIdOf } from '../endpoint-configs/internal';
import type { FleetOffers } from '../instances/fleet';
import { emitEndpoint } from './internal';
import { toEndpoint } from './present';
import type { CreateEndpointInput, Endpoint } from './schemas';

/**
 * Makes an endpoint and begins its first deployment. It answers at once with state `Creating`; control does the rest.
 * @throws AppError `PERMISSION_DENIED` (`endpoints:Deploy`), `NAME_TAKEN`, `NOT_FOUND`, `STATE_CONFLICT`, `INSTANCE_TYPE_UNKNOWN`, `VALIDATION_FAILED`
 */
export async function createEndpoint(ctx: Ctx, input: CreateEndpointInput, outside: { fleet: FleetOffers }): Promise<Endpoint> {
  await requireAction(ctx, 'endpoints:Deploy', `endpoints/${input.name}`);
  const offers = await outside.fleet.offers();
  try {
    return await withTransaction(ctx, async (tx) => {
      await requireFreeName(tx, input.name);
      const projectId = await projectIdOf(tx, input.project);
      const config = await chooseConfig(tx, input, { endpointName: input.name, projectId, number: 1, offers });
      const row = await tx.tx.endpoint.create({
        data: {
          id: newId('ep'),
          organizationId: ctx.organizationId,
          projectId,
          name: input.name,
          state: 'Creating',
          createdBy: ctx.actor.name,
          createdAt: new Date(ctx.clock.now()),
          updatedAt: new Date(ctx.clock.now()),
        },
      });
      await insertDeployment(tx, row, { configId: config.id, number: 1, strategy: { type: 'blue-green' } });
      const endpoint = await toEndpoint(tx, row);
      await emitAudit(tx, 'endpoints:Deploy', `endpoints/${row.name}`, { after: endpoint });
      await emitEndpoint(tx, row, endpoint, endpointWords.created({ who: ctx.actor.name, endpoint: row.name }));
      return endpoint;
    });
  } catch (error) {
    if (isUniqueViolation(error)) throw nameTaken(input.name, false);
    throw error;
  }
}

async function requireFreeName(tx: TxCtx, name: string): Promise<void> {
  const live = await tx.tx.endpoint.findFirst({ where: { organizationId: tx.organizationId, name, deletedAt: null } });
  if (live !== null) throw nameTaken(name, live.state === 'Deleting');
}

function nameTaken(name: string, deleting: boolean): AppError {
  return new AppError('NAME_TAKEN', {
    detail: deleting ? endpointWords.beingDeleted({ endpoint: name }) : endpointWords.nameTaken({ endpoint: name }),
    fix: deleting ? endpointWords.waitOrOtherName() : endpointWords.otherNameOrDeploy(),
    errors: [{ pointer: '/name', detail: fieldWords.taken() }],
  });
}
