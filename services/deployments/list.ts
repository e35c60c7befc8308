import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { variantsOf } from '../endpoint-configs/internal';
import { getEndpointInOrganization } from '../endpoints/internal';
import { keysetOf, toPage } from '../keyset';
import type { Page } from '../page';
import { deploymentOf } from './internal';
import type { Deployment, ListDeploymentsInput } from './schemas';

/** All rollouts of one endpoint, newest first. @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `NOT_FOUND`, `VALIDATION_FAILED` (sort, cursor) */
export async function listDeployments(ctx: Ctx, input: z.infer<typeof ListDeploymentsInput>): Promise<Page<Deployment>> {
  const keyset = keysetOf(input, ['-number', 'createdAt']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', `endpoints/${input.endpoint}`);
    const endpoint = await getEndpointInOrganization(tx, input.endpoint);
    const rows = await tx.tx.deployment.findMany({ where: { endpointId: endpoint.id, AND: keyset.where }, orderBy: keyset.orderBy, take: keyset.take });
    const configs = await tx.tx.endpointConfig.findMany({ where: { id: { in: rows.map((row) => row.configId) } } });
    const variants = new Map(configs.map((config) => [config.id, variantsOf(config)]));
    return toPage(rows, keyset, (row) => deploymentOf(row, endpoint.name, variants.get(row.configId) ?? []));
  });
}
