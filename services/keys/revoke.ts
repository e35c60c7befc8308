import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { emitKey, findKey, toKey } from './internal';
import type { Key } from './schemas';

/**
 * Ends a key: at once for the control API, within seconds at every gateway. Idempotent; it cannot be undone.
 * @throws AppError `PERMISSION_DENIED` (`keys:Revoke`), `NOT_FOUND`
 */
export async function revokeKey(ctx: Ctx, input: { id: string }): Promise<Key> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'keys:Revoke', `keys/${input.id}`);
    const row = await findKey(tx, input.id);
    if (row.revokedAt !== null) return toKey(row);
    const revoked = await tx.tx.apiKey.update({ where: { id: row.id }, data: { revokedAt: new Date(tx.clock.now()) } });
    const key = toKey(revoked);
    await emitAudit(tx, 'keys:Revoke', `keys/${row.id}`, { before: toKey(row), after: key });
    await emitKey(tx, key);
    return key;
  });
}
