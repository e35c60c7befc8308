import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { keysetOf, toPage } from '../keyset';
import type { Page } from '../page';
import { toMember } from './internal';
import type { ListMembersInput, Member } from './schemas';

/** @throws AppError `PERMISSION_DENIED` (`members:Read`), `VALIDATION_FAILED` (sort, cursor) */
export async function listMembers(ctx: Ctx, input: z.output<typeof ListMembersInput>): Promise<Page<Member>> {
  const keyset = keysetOf(input, ['createdAt', 'role']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'members:Read', 'members');
    const rows = await tx.tx.member.findMany({
      where: { organizationId: ctx.organizationId, AND: keyset.where },
      include: { user: true },
      orderBy: keyset.orderBy,
      take: keyset.take,
    });
    return toPage(rows, keyset, toMember);
  });
}
