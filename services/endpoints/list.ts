import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { keysetOf, toPage } from '../keyset';
import type { Page } from '../page';
import { toEndpoints } from './present';
import type { Endpoint, ListEndpointsInput } from './schemas';

/** Live endpoints, newest first; `q` looks for a part of the name. @throws AppError `PERMISSION_DENIED` (`endpoints:Read`), `VALIDATION_FAILED` (sort, cursor) */
export async function listEndpoints(ctx: Ctx, input: z.infer<typeof ListEndpointsInput>): Promise<Page<Endpoint>> {
  const keyset = keysetOf(input, ['-createdAt', 'name', 'state', 'updatedAt']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'endpoints:Read', 'endpoints');
    const rows = await tx.tx.endpoint.findMany({
      where: {
        organizationId: ctx.organizationId,
        deletedAt: null,
        ...(input.q === undefined ? {} : { name: { contains: input.q, mode: 'insensitive' } }),
        ...(input.state === undefined ? {} : { state: input.state }),
        AND: keyset.where,
      },
      orderBy: keyset.orderBy,
      take: keyset.take,
    });
    const page = toPage(rows, keyset, (row) => row);
    return { ...page, items: await toEndpoints(tx, page.items) };
  });
}
