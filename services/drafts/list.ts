import { type Ctx, requireAction, withTransaction } from '../context';
import { keysetOf, toPage } from '../keyset';
import type { Page, PageInput } from '../page';
import { toDraft } from './internal';
import type { Draft } from './schemas';

/** The caller's own drafts, last changed first. @throws AppError `PERMISSION_DENIED` (`drafts:Write`), `VALIDATION_FAILED` (sort, cursor) */
export async function listDrafts(ctx: Ctx, input: PageInput): Promise<Page<Draft>> {
  const keyset = keysetOf(input, ['-updatedAt', 'createdAt']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'drafts:Write', 'drafts');
    const rows = await tx.tx.draft.findMany({
      where: { organizationId: ctx.organizationId, createdBy: ctx.actor.name, AND: keyset.where },
      orderBy: keyset.orderBy,
      take: keyset.take,
    });
    return toPage(rows, keyset, toDraft);
  });
}
