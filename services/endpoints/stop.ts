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
 * Stops an endpoint: its name and URL stay, its instances go, it costs nothing until started. A deployment under way is cancelled.
 * Idempotent: stopping a stopped endpoint changes nothing and writes no audit record.
 * @throws AppError `NOT_FOUND`, `PERMISSION_DENIED` (`endpoints:Stop`), `STATE_CONFLICT` (while deleting), `REVISION_CONFLICT`
 */
export async function stopEndpoint(ctx: Ctx, input: { name: string; revision?: number | undefined }): Promise<Endpoint> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Stop', `endpoints/${input.name}`);
    const row = await lockEndpointInOrganization(tx, input.name);
    requireRevision(row, input.revision);
    const next = endpointStates.next(endpointStates.of(row.state), 'stop');
    const before = await toEndpoint(tx, row);
    if (next === row.state) return before;
    const stopped = await updateAtRevision(tx, row, { desired: 'Stopped', state: next, reason: Prisma.DbNull });
    await cancelDeployments(tx, row.id);
    await tx.tx.variantScale.deleteMany({ where: { endpointId: row.id } }); // it starts anew with its initial number
    await endServing(tx, row.id);
    const endpoint = await toEndpoint(tx, stopped);
    await emitAudit(tx, 'endpoints:Stop', `endpoints/${row.name}`, { before, after: endpoint });
    await emitEndpoint(tx, stopped, endpoint, endpointWords.stopped({ who: ctx.actor.name, endpoint: row.name }));
    return endpoint;
  });
}
