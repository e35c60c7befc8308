import { type Ctx, requireAction, withTransaction } from '../context';
import { getDraftInOrganization, toDraft } from './internal';
import type { Draft } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`drafts:Write`), `NOT_FOUND` */
export async function getDraft(ctx: Ctx, input: { id: string }): Promise<Draft> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'drafts:Write', `drafts/${input.id}`);
    return toDraft(await getDraftInOrganization(tx, input.id));
  });
}
