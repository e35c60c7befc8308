import { endpointWords } from '@/core/sentences/endpoints';
import { Prisma } from '@/prisma/client';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { endServing } from '../deployments/internal';
import { cancelDeployments, emitEndpoint, lockEndpointInOrganization, requireRevision, updateAtRevision } from './internal';
import { toEndpoint } from './present';
import type { Endpoint } from './schemas';
import { endpointStates } from './states';

/**
 * Begins to delete an endpoint: no new requests, those under way finish, then its instances and its name go. Bills and audit keep it.
 * Idempotent while it is being deleted.
 * @throws AppError `NOT_FOUND`, `PERMISSION_DENIED` (`endpoints:Delete`), `REVISION_CONFLICT`
 */
export async function removeEndpoint(ctx: Ctx, input: { name: string; revision?: number | undefined }): Promise<Endpoint> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Delete', `endpoints/${input.name}`);
    const row = await lockEndpointInOrganization(tx, input.name);
    requireRevision(row, input.revision);
    const next = endpointStates.next(endpointStates.of(row.state), 'delete');
    const before = await toEndpoint(tx, row);
    if (next === row.state) return before;
    const removed = await updateAtRevision(tx, row, { desired: 'Deleted', state: next, reason: Prisma.DbNull });
    await cancelDeployments(tx, row.id);
    await tx.tx.variantScale.deleteMany({ where: { endpointId: row.id } });
    await endServing(tx, row.id);
    const endpoint = await toEndpoint(tx, removed);
    await emitAudit(tx, 'endpoints:Delete', `endpoints/${row.name}`, { before, after: endpoint });
    await emitEndpoint(tx, removed, endpoint, endpointWords.deleted({ who: ctx.actor.name, endpoint: row.name }));
    return endpoint;
  });
}
