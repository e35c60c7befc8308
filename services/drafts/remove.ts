import { type Ctx, requireAction, withTransaction } from '../context';
import { getDraftInOrganization } from './internal';

/** @throws AppError `PERMISSION_DENIED` (`drafts:Write`), `NOT_FOUND` */
export async function removeDraft(ctx: Ctx, input: { id: string }): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'drafts:Write', `drafts/${input.id}`);
    const row = await getDraftInOrganization(tx, input.id);
    await tx.tx.draft.delete({ where: { id: row.id } });
  });
}
