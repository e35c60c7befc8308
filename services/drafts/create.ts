import type { z } from 'zod';
import { newId } from '@/core/ids';
import type { Prisma } from '@/prisma/client';
import { type Ctx, requireAction, withTransaction } from '../context';
import { projectIdOf } from '../endpoint-configs/internal';
import { toDraft } from './internal';
import type { CreateDraftInput, Draft } from './schemas';

/** Begins a wizard's draft. Drafts change nothing that runs, so they are not audited. @throws AppError `PERMISSION_DENIED` (`drafts:Write`) */
export async function createDraft(ctx: Ctx, input: z.infer<typeof CreateDraftInput>): Promise<Draft> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'drafts:Write', 'drafts');
    const at = new Date(ctx.clock.now());
    const row = await tx.tx.draft.create({
      data: {
        id: newId('drf'),
        organizationId: ctx.organizationId,
        projectId: await projectIdOf(tx, undefined),
        createdBy: ctx.actor.name,
        data: input.data as Prisma.InputJsonValue,
        createdAt: at,
        updatedAt: at,
      },
    });
    return toDraft(row);
  });
}
