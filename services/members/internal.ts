import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import type { Role } from '@/core/policy/actions';
import { accessWords } from '@/core/sentences/access';
import { fieldWords } from '@/core/sentences/fields';
import { Prisma } from '@/prisma/client';
import type { Member as MemberRow, User } from '@/prisma/generated/client';
import { lockOrganization, type TxCtx } from '../context';
import { emitEvent } from '../events/emit';
import type { Member } from './schemas';

export type MemberWithUser = MemberRow & { user: User };

export function toMember(row: MemberWithUser): Member {
  return {
    id: row.id,
    userId: row.userId,
    email: row.user.email,
    name: row.user.name,
    role: row.role as Role,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt?.toISOString() ?? null,
  };
}

export interface NewMember {
  readonly email: string;
  readonly name: string;
  readonly role: Role;
  readonly passwordHash: string;
}

/** Adds a user and their place in the organization. @throws AppError `NAME_TAKEN` when somebody has this e-mail already */
export async function insertMember(tx: TxCtx, organizationId: string, input: NewMember): Promise<MemberWithUser> {
  const createdAt = new Date(tx.clock.now());
  const email = input.email.trim().toLowerCase();
  try {
    const user = await tx.tx.user.create({ data: { id: newId('usr'), email, name: input.name, passwordHash: input.passwordHash, createdAt } });
    return await tx.tx.member.create({
      data: { id: newId('mem'), organizationId, userId: user.id, role: input.role, createdAt },
      include: { user: true },
    });
  } catch (error) {
    if (!(error instanceof Prisma.PrismaClientKnownRequestError) || error.code !== 'P2002') throw error;
    throw new AppError('NAME_TAKEN', {
      detail: accessWords.emailTaken({ email }),
      fix: accessWords.otherEmail(),
      errors: [{ pointer: '/email', detail: fieldWords.isTaken() }],
    });
  }
}

/** @throws AppError `NOT_FOUND`, the same for a member of another organization */
export async function findMember(tx: TxCtx, id: string): Promise<MemberWithUser> {
  const row = await tx.tx.member.findFirst({ where: { id, organizationId: tx.organizationId }, include: { user: true } });
  if (row === null) throw new AppError('NOT_FOUND', { detail: accessWords.memberUnknown() });
  return row;
}

/**
 * An organization without an administrator could never be helped again. Holds the organization's lock, so that of two
 * administrators who demote each other at once one stays.
 * @throws AppError `STATE_CONFLICT`
 */
export async function requireAnotherAdmin(tx: TxCtx, member: MemberWithUser): Promise<void> {
  if (member.role !== 'admin') return;
  await lockOrganization(tx, tx.organizationId);
  const others = await tx.tx.member.count({ where: { organizationId: tx.organizationId, role: 'admin', id: { not: member.id } } });
  if (others > 0) return;
  throw new AppError('STATE_CONFLICT', {
    detail: accessWords.lastAdministrator({ name: member.user.name }),
    fix: accessWords.makeAnother(),
  });
}

/** Tells the lists that are open. */
export async function emitMember(tx: TxCtx, member: Member, type: 'member.updated' | 'member.removed' = 'member.updated'): Promise<void> {
  await emitEvent(tx, { type, topics: ['members', `members/${member.id}`], resource: member });
}
