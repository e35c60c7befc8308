import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { requestWords } from '@/core/sentences/requests';
import type { Prisma } from '@/prisma/client';
import { type Ctx, requireAction, withTransaction } from '../context';
import { getDraftInOrganization, toDraft } from './internal';
import type { Draft, UpdateDraftInput } from './schemas';

/** Saves a draft over the revision the caller has seen. @throws AppError `PERMISSION_DENIED` (`drafts:Write`), `NOT_FOUND`, `REVISION_CONFLICT` */
export async function updateDraft(ctx: Ctx, input: z.infer<typeof UpdateDraftInput>): Promise<Draft> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'drafts:Write', `drafts/${input.id}`);
    const row = await getDraftInOrganization(tx, input.id);
    const changed = await tx.tx.draft.updateMany({
      where: { id: row.id, revision: input.revision },
      data: { data: input.data as Prisma.InputJsonValue, updatedAt: new Date(ctx.clock.now()), revision: { increment: 1 } },
    });
    if (changed.count === 0) {
      throw new AppError('REVISION_CONFLICT', {
        detail: requestWords.draftChanged(),
        fix: requestWords.loadDraft(),
      });
    }
    return toDraft(await getDraftInOrganization(tx, input.id));
  });
}
