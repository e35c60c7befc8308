import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import type { Settings } from '@/core/settings';
import type { Database } from '@/prisma/client';
import { insertAccessKey } from '../access-keys';
import { emitAudit } from '../audit/emit';
import { systemContext, type TxCtx, withTransaction } from '../context';
import { insertKey, toKey } from '../keys/internal';
import { insertMember, toMember } from '../members/internal';
import { hashPassword } from '../sessions/password';
import { firstOrganization, hasUsers, lockSetup } from './internal';

export interface BootstrapOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly settings: Pick<
    Settings,
    'AIMASS_INIT_ADMIN_EMAIL' | 'AIMASS_INIT_ADMIN_PASSWORD' | 'AIMASS_INIT_API_KEY' | 'AIMASS_INIT_ACCESS_KEY_ID' | 'AIMASS_INIT_SECRET_ACCESS_KEY'
  >;
  readonly masterKey: Uint8Array;
  readonly log: Logger;
}

/**
 * Carries out the AIMASS_INIT_* settings on an empty database, in one transaction; on any other they change nothing, so they may stay set.
 * The supervisor calls it after the migrations and before anything serves.
 * @returns whether an administrator exists now: if not, the console opens on set-up
 * @throws AppError `DATABASE_UNREACHABLE`
 */
export async function bootstrap(options: BootstrapOptions): Promise<{ administrator: boolean }> {
  const { settings } = options;
  const password = settings.AIMASS_INIT_ADMIN_PASSWORD;
  const wanted = password !== undefined || settings.AIMASS_INIT_API_KEY !== undefined || settings.AIMASS_INIT_ACCESS_KEY_ID !== undefined;
  const system = systemContext(options.database, options.clock, 'bootstrap');
  if (!wanted || !(await withTransaction(system, isEmpty))) return { administrator: await withTransaction(system, hasUsers) };
  const passwordHash = password === undefined ? null : await hashPassword(password);
  return withTransaction(system, async (ctx) => {
    await lockSetup(ctx);
    if (await isEmpty(ctx)) {
      await fill(ctx, options, passwordHash);
      options.log.info({ administrator: settings.AIMASS_INIT_ADMIN_EMAIL !== undefined }, 'the first settings were carried out');
    }
    return { administrator: await hasUsers(ctx) };
  });
}

async function isEmpty(ctx: TxCtx): Promise<boolean> {
  return !(await hasUsers(ctx)) && (await ctx.tx.organization.findFirst({ select: { id: true } })) === null;
}

async function fill(ctx: TxCtx, { settings, masterKey }: BootstrapOptions, passwordHash: string | null): Promise<void> {
  const { organization, project } = await firstOrganization(ctx, 'Default');
  const owner = { organizationId: organization.id, projectId: project.id };
  const email = settings.AIMASS_INIT_ADMIN_EMAIL;
  let userId = '';
  if (email !== undefined && passwordHash !== null) {
    const name = email.split('@')[0] ?? email;
    const member = toMember(await insertMember(ctx, organization.id, { email, name, role: 'admin', passwordHash }));
    userId = member.userId;
    await emitAudit(ctx, 'members:Invite', `members/${member.id}`, { after: member, organizationId: organization.id });
  }
  const key = settings.AIMASS_INIT_API_KEY;
  if (key !== undefined) {
    const row = await insertKey(ctx, { ...owner, key, name: 'First key', actions: ['*'], createdBy: 'settings' });
    await emitAudit(ctx, 'keys:Create', `keys/${row.id}`, { after: toKey(row), organizationId: organization.id });
  }
  const { AIMASS_INIT_ACCESS_KEY_ID: id, AIMASS_INIT_SECRET_ACCESS_KEY: secret } = settings;
  if (id !== undefined && secret !== undefined) {
    await insertAccessKey(ctx, { ...owner, id, secret, userId }, masterKey);
    await emitAudit(ctx, 'access-keys:Create', `access-keys/${id}`, { after: { id, userId }, organizationId: organization.id });
  }
}
