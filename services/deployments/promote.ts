import { AppError } from '@/core/errors';
import { deploymentWords } from '@/core/sentences/deployments';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { emitDeployment, getDeploymentInOrganization, toDeployment } from './internal';
import type { Deployment } from './schemas';

/**
 * Ends the bake of a canary or linear deployment: all requests go to its replicas without waiting for the remaining steps. Idempotent while it goes on.
 * @throws AppError `PERMISSION_DENIED` (`endpoints:Deploy`), `NOT_FOUND`, `STATE_CONFLICT` unless it bakes
 */
export async function promoteDeployment(ctx: Ctx, input: { id: string; endpoint?: string }): Promise<Deployment> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Deploy', `deployments/${input.id}`);
    const row = await getDeploymentInOrganization(tx, input.id, input.endpoint);
    if (row.promoteRequested && row.state === 'InProgress') return toDeployment(tx, row, row.endpoint.name);
    const changed = await tx.tx.deployment.updateMany({
      where: { id: row.id, state: 'InProgress', trafficShare: { gt: 0 }, cancelRequested: false },
      data: { promoteRequested: true },
    });
    const names = { number: row.number, endpoint: row.endpoint.name };
    if (changed.count === 0) throw new AppError('STATE_CONFLICT', { detail: deploymentWords.nothingBakes(names), fix: deploymentWords.onlyWhileBaking() });
    const asked = { ...row, promoteRequested: true };
    const deployment = await toDeployment(tx, asked, row.endpoint.name);
    await emitAudit(tx, 'endpoints:Deploy', `deployments/${row.id}`, { before: { promoteRequested: false }, after: { promoteRequested: true } });
    await emitDeployment(tx, deployment, asked, deploymentWords.promoteAsked({ who: ctx.actor.name, ...names }));
    return deployment;
  });
}
