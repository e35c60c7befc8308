import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import { fieldWords } from '@/core/sentences/fields';
import { versionWords } from '@/core/sentences/versions';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { projectIdOf } from '../endpoint-configs/internal';
import { emitModel, getModelInOrganization, toModel } from './internal';
import type { CreateModelInput, Model } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`models:Upload`), `NAME_TAKEN`, `NOT_FOUND` (project) */
export async function createModel(ctx: Ctx, input: CreateModelInput): Promise<Model> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Upload', `models/${input.name}`);
    const projectId = await projectIdOf(tx, input.project);
    const at = new Date(ctx.clock.now());
    const { name, description, tags } = input;
    // A second insert of the same name waits for the first and then adds nothing.
    const added = await tx.tx.model.createMany({
      data: {
        id: newId('mdl'),
        organizationId: ctx.organizationId,
        projectId,
        name,
        description,
        tags,
        createdBy: ctx.actor.name,
        createdAt: at,
        updatedAt: at,
      },
      skipDuplicates: true,
    });
    if (added.count === 0) {
      throw new AppError('NAME_TAKEN', {
        detail: versionWords.modelTaken({ model: name }),
        fix: versionWords.otherNameOrVersion(),
        errors: [{ pointer: '/name', detail: fieldWords.taken() }],
      });
    }
    const model = await toModel(tx, await getModelInOrganization(tx, name));
    await emitAudit(tx, 'models:Upload', `models/${name}`, { after: model });
    await emitModel(tx, 'model.created', model, projectId, `${ctx.actor.name} created the model ${name}.`);
    return model;
  });
}
