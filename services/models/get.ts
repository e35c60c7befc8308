import { type Ctx, requireAction, withTransaction } from '../context';
import { getModelInOrganization, toModel } from './internal';
import type { Model } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`models:Read`), `NOT_FOUND` */
export async function getModel(ctx: Ctx, input: { model: string }): Promise<Model> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Read', `models/${input.model}`);
    return toModel(tx, await getModelInOrganization(tx, input.model));
  });
}
