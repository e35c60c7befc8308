import { type Ctx, requireAction, withTransaction } from '../context';
import { findKey, toKey } from './internal';
import type { Key } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`keys:Read`), `NOT_FOUND` */
export async function getKey(ctx: Ctx, input: { id: string }): Promise<Key> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'keys:Read', `keys/${input.id}`);
    return toKey(await findKey(tx, input.id));
  });
}
