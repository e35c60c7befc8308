import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { keysetOf, toPage } from '../keyset';
import type { Page } from '../page';
import { toKey } from './internal';
import type { Key, ListKeysInput } from './schemas';

/** Keys of the organization, revoked ones too. @throws AppError `PERMISSION_DENIED` (`keys:Read`), `VALIDATION_FAILED` (sort, cursor) */
export async function listKeys(ctx: Ctx, input: z.output<typeof ListKeysInput>): Promise<Page<Key>> {
  const keyset = keysetOf(input, ['-createdAt', 'name']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'keys:Read', 'keys');
    const rows = await tx.tx.apiKey.findMany({
      where: { organizationId: ctx.organizationId, AND: keyset.where },
      orderBy: keyset.orderBy,
      take: keyset.take,
    });
    return toPage(rows, keyset, toKey);
  });
}
