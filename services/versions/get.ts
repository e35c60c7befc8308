import { type Ctx, requireAction, withTransaction } from '../context';
import { getVersionInOrganization, toVersion } from './internal';
import type { Version } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`models:Read`), `NOT_FOUND` */
export async function getVersion(ctx: Ctx, input: { model: string; version: number }): Promise<Version> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Read', `models/${input.model}`);
    return toVersion(tx, await getVersionInOrganization(tx, input.model, input.version));
  });
}
