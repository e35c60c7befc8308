import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { variantsOf } from '../endpoint-configs/internal';
import { keysetOf, toPage } from '../keyset';
import type { Page } from '../page';
import { getVersionInOrganization } from './internal';
import type { ListVersionDeploymentsInput, VersionDeployment } from './schemas';

/**
 * Who deployed a version where and when, newest first, also to endpoints that are gone.
 * @throws AppError `PERMISSION_DENIED` (`models:Read`, `endpoints:Read`), `NOT_FOUND`, `VALIDATION_FAILED` (sort, cursor)
 */
export async function listVersionDeployments(ctx: Ctx, input: z.infer<typeof ListVersionDeploymentsInput>): Promise<Page<VersionDeployment>> {
  const keyset = keysetOf(input, ['-createdAt']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Read', `models/${input.model}`);
    await requireAction(tx, 'endpoints:Read', 'endpoints');
    const { id } = await getVersionInOrganization(tx, input.model, input.version);
    const configs = await tx.tx.$queryRaw<{ id: string; variants: unknown }[]>`
      SELECT id, variants FROM endpoint_configs
      WHERE organization_id = ${tx.organizationId} AND variants @> ${JSON.stringify([{ versionId: id }])}::jsonb`;
    const rows = await tx.tx.deployment.findMany({
      where: { organizationId: tx.organizationId, configId: { in: configs.map((config) => config.id) }, AND: keyset.where },
      include: { endpoint: { select: { name: true, deletedAt: true } } },
      orderBy: keyset.orderBy,
      take: keyset.take,
    });
    const variants = new Map(configs.map((config) => [config.id, variantsOf({ variants: config.variants as never })]));
    return toPage(rows, keyset, (row) => ({
      id: row.id,
      endpoint: row.endpoint.name,
      endpointDeleted: row.endpoint.deletedAt !== null,
      number: row.number,
      state: row.state,
      variants: (variants.get(row.configId) ?? []).filter(({ versionId }) => versionId === id).map(({ name, weight }) => ({ name, weight })),
      createdBy: row.createdBy,
      createdAt: row.createdAt.toISOString(),
      servedFrom: row.servedFrom?.toISOString() ?? null,
      servedUntil: row.servedUntil?.toISOString() ?? null,
    }));
  });
}
