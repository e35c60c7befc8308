import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { serverWords } from '@/core/sentences/server';
import { versionWords } from '@/core/sentences/versions';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { emitModel, getModelInOrganization, lockModelInOrganization, toModel } from './internal';
import type { Model, UpdateModelInput } from './schemas';

/** Changes description or tags. @throws AppError `PERMISSION_DENIED` (`models:Update`), `NOT_FOUND`, `REVISION_CONFLICT` */
export async function updateModel(ctx: Ctx, input: z.infer<typeof UpdateModelInput>): Promise<Model> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Update', `models/${input.model}`);
    const row = await lockModelInOrganization(tx, input.model);
    if (input.revision !== undefined && input.revision !== row.revision) {
      throw new AppError('REVISION_CONFLICT', {
        detail: versionWords.modelChanged({ model: row.name }),
        fix: serverWords.lookAgain(),
      });
    }
    const before = await toModel(tx, row);
    await tx.tx.model.update({
      where: { id: row.id },
      data: {
        ...(input.description === undefined ? {} : { description: input.description }),
        ...(input.tags === undefined ? {} : { tags: input.tags }),
        updatedAt: new Date(ctx.clock.now()),
        revision: { increment: 1 },
      },
    });
    const model = await toModel(tx, await getModelInOrganization(tx, input.model));
    await emitAudit(tx, 'models:Update', `models/${row.name}`, { before, after: model });
    await emitModel(tx, 'model.updated', model, row.projectId);
    return model;
  });
}
