import { type Ctx, requireAction, withTransaction } from '../context';
import { keysetOf, toPage } from '../keyset';
import type { Page, PageInput } from '../page';
import { toEndpointConfigs } from './internal';
import type { EndpointConfig } from './schemas';

/** Newest first. @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `VALIDATION_FAILED` (sort, cursor) */
export async function listEndpointConfigs(ctx: Ctx, input: PageInput): Promise<Page<EndpointConfig>> {
  const keyset = keysetOf(input, ['-createdAt', 'name']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', 'endpoint-configs');
    const rows = await tx.tx.endpointConfig.findMany({
      where: { organizationId: ctx.organizationId, AND: keyset.where },
      orderBy: keyset.orderBy,
      take: keyset.take,
    });
    const page = toPage(rows, keyset, (row) => row);
    return { ...page, items: await toEndpointConfigs(tx, page.items) };
  });
}
