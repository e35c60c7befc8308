import type { z } from 'zod';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { hashPassword } from '../sessions/password';
import { emitMember, insertMember, toMember } from './internal';
import type { CreateMemberInput, Member } from './schemas';

/**
 * Adds a member with a first password, which the administrator hands over.
 * @throws AppError `PERMISSION_DENIED` (`members:Invite`), `NAME_TAKEN`, `RATE_LIMITED` (too many passwords at once)
 */
export async function createMember(ctx: Ctx, input: z.output<typeof CreateMemberInput>): Promise<Member> {
  await requireAction(ctx, 'members:Invite', 'members');
  const passwordHash = await hashPassword(input.password);
  return withTransaction(ctx, async (tx) => {
    const member = toMember(await insertMember(tx, ctx.organizationId, { ...input, passwordHash }));
    await emitAudit(tx, 'members:Invite', `members/${member.id}`, { after: member });
    await emitMember(tx, member);
    return member;
  });
}
