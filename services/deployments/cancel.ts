import { AppError } from '@/core/errors';
import { deploymentWords } from '@/core/sentences/deployments';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { emitDeployment, getDeploymentInOrganization, toDeployment } from './internal';
import type { Deployment } from './schemas';

/**
 * Asks control to end a deployment: its instances go, and the endpoint goes on with what served before, or goes too where this was its first.
 * Idempotent while it is being cancelled and afterwards.
 * @throws AppError `PERMISSION_DENIED` (`endpoints:Deploy`), `NOT_FOUND`, `STATE_CONFLICT` when it has ended otherwise
 */
export async function cancelDeployment(ctx: Ctx, input: { id: string; endpoint?: string }): Promise<Deployment> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Deploy', `deployments/${input.id}`);
    const row = await getDeploymentInOrganization(tx, input.id, input.endpoint);
    if (row.cancelRequested && (row.state === 'InProgress' || row.state === 'Cancelled')) return toDeployment(tx, row, row.endpoint.name);
    const changed = await tx.tx.deployment.updateMany({ where: { id: row.id, state: 'InProgress' }, data: { cancelRequested: true } });
    if (changed.count === 0) {
      throw new AppError('STATE_CONFLICT', {
        detail: deploymentWords.endedAlready({ number: row.number, endpoint: row.endpoint.name }),
        fix: deploymentWords.rollBackInstead(),
      });
    }
    const asked = { ...row, cancelRequested: true };
    const deployment = await toDeployment(tx, asked, row.endpoint.name);
    await emitAudit(tx, 'endpoints:Deploy', `deployments/${row.id}`, { before: { cancelRequested: false }, after: { cancelRequested: true } });
    const message = deploymentWords.cancelAsked({ who: ctx.actor.name, number: row.number, endpoint: row.endpoint.name });
    await emitDeployment(tx, deployment, asked, message);
    return deployment;
  });
}
