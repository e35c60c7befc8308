import type { z } from 'zod';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { hashPassword } from '../sessions/password';
import { revokeAllSessions } from '../sessions/revoke';
import { emitMember, findMember, requireAnotherAdmin, toMember } from './internal';
import type { Member, UpdateMemberInput } from './schemas';

/**
 * Gives a member another role, which holds from their next request on, or another password, which ends all their sessions.
 * @throws AppError `PERMISSION_DENIED` (`members:Update`), `NOT_FOUND`, `STATE_CONFLICT` (the last administrator), `RATE_LIMITED`
 */
export async function updateMember(ctx: Ctx, input: z.output<typeof UpdateMemberInput>): Promise<Member> {
  await requireAction(ctx, 'members:Update', `members/${input.id}`);
  const passwordHash = input.password === undefined ? null : await hashPassword(input.password);
  return withTransaction(ctx, async (tx) => {
    const row = await findMember(tx, input.id);
    if (input.role !== undefined && input.role !== row.role) {
      await requireAnotherAdmin(tx, row);
      await tx.tx.member.update({ where: { id: row.id }, data: { role: input.role } });
    }
    if (passwordHash !== null) {
      await tx.tx.user.update({ where: { id: row.userId }, data: { passwordHash, failedSignIns: 0, signInBlockedUntil: null } });
      await revokeAllSessions(tx, row.userId);
    }
    const member = toMember(await findMember(tx, input.id));
    const changed = { role: member.role, ...(passwordHash === null ? {} : { newPassphrase: true }) };
    if (member.role !== row.role || passwordHash !== null) {
      await emitAudit(tx, 'members:Update', `members/${row.id}`, { before: { role: row.role }, after: changed });
      await emitMember(tx, member);
    }
    return member;
  });
}
