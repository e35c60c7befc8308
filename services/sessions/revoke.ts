import { AppError } from '@/core/errors';
import { accessWords } from '@/core/sentences/access';
import { emitAudit } from '../audit/emit';
import { type Ctx, type TxCtx, withTransaction } from '../context';

/**
 * Ends one of the caller's own sessions at once; `current` is the one that asks. Idempotent.
 * @throws AppError `NOT_FOUND`, the same for a session of somebody else
 */
export async function revokeSession(ctx: Ctx, input: { id: string }): Promise<void> {
  const { actor } = ctx;
  if (actor.type !== 'user') throw new AppError('NOT_FOUND', { detail: accessWords.sessionUnknown() });
  const id = input.id === 'current' ? actor.sessionId : input.id;
  await withTransaction(ctx, async (tx) => {
    const row = await tx.tx.session.findFirst({ where: { id, userId: actor.id, organizationId: ctx.organizationId } });
    if (row === null) throw new AppError('NOT_FOUND', { detail: accessWords.sessionUnknown() });
    if (row.revokedAt !== null) return;
    await tx.tx.session.update({ where: { id }, data: { revokedAt: new Date(tx.clock.now()) } });
    await emitAudit(tx, id === actor.sessionId ? 'sessions:SignOut' : 'sessions:Revoke', `sessions/${id}`);
  });
}

/** Ends all sessions of a user but one: a new password or a removed member leaves no door open. */
export async function revokeAllSessions(tx: TxCtx, userId: string, exceptId?: string): Promise<void> {
  await tx.tx.session.updateMany({
    where: { userId, revokedAt: null, ...(exceptId === undefined ? {} : { id: { not: exceptId } }) },
    data: { revokedAt: new Date(tx.clock.now()) },
  });
}
