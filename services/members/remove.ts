import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { emitMember, findMember, requireAnotherAdmin, toMember } from './internal';

/**
 * Removes a member with all their sessions; what they made stays, and the audit keeps their name. Keys belong to the organization
 * and go on; whoever holds them revokes them.
 * @throws AppError `PERMISSION_DENIED` (`members:Remove`), `NOT_FOUND`, `STATE_CONFLICT` (the last administrator)
 */
export async function removeMember(ctx: Ctx, input: { id: string }): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'members:Remove', `members/${input.id}`);
    const row = await findMember(tx, input.id);
    await requireAnotherAdmin(tx, row);
    await tx.tx.session.deleteMany({ where: { userId: row.userId } });
    await tx.tx.member.delete({ where: { id: row.id } });
    await tx.tx.user.delete({ where: { id: row.userId } });
    const member = toMember(row);
    await emitAudit(tx, 'members:Remove', `members/${row.id}`, { before: member });
    await emitMember(tx, member, 'member.removed');
  });
}
