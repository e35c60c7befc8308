import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { accessWords } from '@/core/sentences/access';
import { fieldWords } from '@/core/sentences/fields';
import { emitAudit } from '../audit/emit';
import { type Ctx, withTransaction } from '../context';
import { checkPassword, hashPassword } from './password';
import { revokeAllSessions } from './revoke';
import type { ChangePasswordInput } from './schemas';

/**
 * Gives the caller a new password; all their other sessions end at once.
 * @throws AppError `VALIDATION_FAILED` when the present password is wrong, `PERMISSION_DENIED` for keys, `RATE_LIMITED`
 */
export async function changePassword(ctx: Ctx, input: z.output<typeof ChangePasswordInput>): Promise<void> {
  const { actor } = ctx;
  if (actor.type !== 'user') throw new AppError('PERMISSION_DENIED', { detail: accessWords.keyHasNoPassword(), fix: accessWords.signInToConsole() });
  const user = await withTransaction(ctx, ({ tx }) => tx.user.findUniqueOrThrow({ where: { id: actor.id } }));
  if (!(await checkPassword(user.passwordHash, input.currentPassword))) {
    throw new AppError('VALIDATION_FAILED', {
      detail: accessWords.wrongPassword(),
      errors: [{ pointer: '/currentPassword', detail: fieldWords.notPresentPassword() }],
    });
  }
  const passwordHash = await hashPassword(input.newPassword);
  await withTransaction(ctx, async (tx) => {
    await tx.tx.user.update({ where: { id: actor.id }, data: { passwordHash, failedSignIns: 0, signInBlockedUntil: null } });
    await revokeAllSessions(tx, actor.id, actor.sessionId);
    await emitAudit(tx, 'sessions:ChangePassword', `users/${actor.id}`);
  });
}
