import { type Ctx, requireAction, withTransaction } from '../context';
import { findMember, toMember } from './internal';
import type { Member } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`members:Read`), `NOT_FOUND` */
export async function getMember(ctx: Ctx, input: { id: string }): Promise<Member> {
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'members:Read', `members/${input.id}`);
    return toMember(await findMember(tx, input.id));
  });
}
