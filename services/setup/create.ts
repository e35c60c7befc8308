import { AppError } from '@/core/errors';
import { accessWords } from '@/core/sentences/access';
import { fieldWords } from '@/core/sentences/fields';
import { emitAudit } from '../audit/emit';
import { systemContext, withTransaction } from '../context';
import { insertMember, toMember } from '../members/internal';
import type { Member } from '../members/schemas';
import { hashPassword } from '../sessions/password';
import type { Visitor } from '../sessions/sign-in';
import { isSetupCode } from './code';
import { firstOrganization, hasUsers, lockSetup } from './internal';
import type { SetupInput } from './schemas';

/**
 * Makes the first administrator of an empty installation, with an organization, its default project and a price book. From another
 * machine than this one it takes the code that the start printed.
 * @throws AppError `SETUP_ALREADY_DONE`, `PERMISSION_DENIED` (code missing or wrong)
 */
export async function createFirstAdmin(visitor: Visitor & { readonly local: boolean }, input: SetupInput, outside: { masterKey: Uint8Array }): Promise<Member> {
  const system = { ...systemContext(visitor.database, visitor.clock, 'setup'), requestId: visitor.requestId, ip: visitor.ip, userAgent: visitor.userAgent };
  const done = () => new AppError('SETUP_ALREADY_DONE', { detail: accessWords.administratorThere(), fix: accessWords.signInOrAsk() });
  if (await withTransaction(system, hasUsers)) throw done();
  if (!visitor.local && !isSetupCode(outside.masterKey, input.code ?? '')) {
    throw new AppError('PERMISSION_DENIED', {
      detail: accessWords.setupCode(),
      fix: accessWords.typeCode(),
      errors: [{ pointer: '/code', detail: input.code === undefined || input.code === '' ? fieldWords.needed() : fieldWords.notPrintedCode() }],
    });
  }
  const passwordHash = await hashPassword(input.password);
  return withTransaction(system, async (ctx) => {
    await lockSetup(ctx);
    if (await hasUsers(ctx)) throw done();
    const { organization } = await firstOrganization(ctx, input.organization);
    if (organization.name !== input.organization) await ctx.tx.organization.update({ where: { id: organization.id }, data: { name: input.organization } });
    const member = toMember(await insertMember(ctx, organization.id, { email: input.email, name: input.name, role: 'admin', passwordHash }));
    await emitAudit(ctx, 'members:Invite', `members/${member.id}`, { after: member, organizationId: organization.id });
    return member;
  });
}
