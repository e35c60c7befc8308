import { type Ctx, requireAction, withTransaction } from '../context';
import { getDeploymentInOrganization, toDeployment } from './internal';
import type { Deployment } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `NOT_FOUND` */
export async function getDeployment(ctx: Ctx, input: { id: string; endpoint?: string }): Promise<Deployment> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', `deployments/${input.id}`);
    const row = await getDeploymentInOrganization(tx, input.id, input.endpoint);
    return toDeployment(tx, row, row.endpoint.name);
  });
}
