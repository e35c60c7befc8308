import { AppError } from '@/core/errors';
import { versionWords } from '@/core/sentences/versions';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { emitModel, lockModelInOrganization, toModel } from './internal';

/**
 * Deletes a model with all its versions. Bills and audit keep what they say of it.
 * @throws AppError `PERMISSION_DENIED` (`models:Delete`), `NOT_FOUND`, `IN_USE` naming the endpoints that serve it
 */
export async function removeModel(ctx: Ctx, input: { model: string }): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Delete', `models/${input.model}`);
    const row = await lockModelInOrganization(tx, input.model);
    const before = await toModel(tx, row);
    if (before.endpoints.length > 0) {
      throw new AppError('IN_USE', {
        detail: versionWords.modelInUse({ model: row.name, endpoints: before.endpoints }),
        fix: versionWords.freeEndpoints(),
        evidence: before.endpoints.join(', '),
      });
    }
    await tx.tx.version.deleteMany({ where: { modelId: row.id } });
    await tx.tx.model.delete({ where: { id: row.id } });
    await emitAudit(tx, 'models:Delete', `models/${row.name}`, { before });
    await emitModel(tx, 'model.deleted', before, row.projectId, `${ctx.actor.name} deleted the model ${row.name}.`);
  });
}
