import type { Clock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import { sha256Hex } from '@/core/secrets';
import { accessWords } from '@/core/sentences/access';
import type { Database } from '@/prisma/client';
import type { User } from '@/prisma/generated/client';
import { emitAudit } from '../audit/emit';
import { type Ctx, systemContext, type TxCtx, withTransaction } from '../context';
import { absoluteMs, type SessionClaims } from './claims';
import { checkPassword, hashPassword, isOutdated } from './password';
import { readSession } from './read';
import { accountPauseMs, FailureMemory } from './throttle';

/** Where a sign-in comes from. */
export interface Visitor {
  readonly database: Database;
  readonly clock: Clock;
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
}

// one for the process, although the bundler may load this module more than once
const shared = globalThis as { aimassSignInFailures?: FailureMemory };

/**
 * Checks e-mail and password and begins a session. Unknown users, wrong passwords and accounts that have to wait get the same
 * answer after the same work. After 5 failures in a row an account has to wait twice as long each time, an address after 20.
 * @returns what the session's cookie carries
 * @throws AppError `SIGN_IN_REFUSED`, `RATE_LIMITED` (too many at once), `DATABASE_UNREACHABLE`
 */
export async function signIn(visitor: Visitor, input: { email: string; password: string }): Promise<SessionClaims> {
  shared.aimassSignInFailures ??= new FailureMemory();
  const failures = shared.aimassSignInFailures;
  const email = input.email.trim().toLowerCase();
  const system = { ...systemContext(visitor.database, visitor.clock, 'sessions'), ...originOf(visitor) };
  const user = await withTransaction(system, ({ tx }) => tx.user.findUnique({ where: { email } }));
  const now = visitor.clock.now();
  const account = `account ${sha256Hex(email)}`;
  const address = `address ${visitor.ip}`;
  const accountUntil = user === null ? failures.blockedUntil(account, now) : (user.signInBlockedUntil?.getTime() ?? 0);
  const blockedUntil = Math.max(accountUntil, failures.blockedUntil(address, now));
  if (blockedUntil > now) {
    await recordRefusal(system, user, email, 'blocked');
    throw refused(Math.ceil((blockedUntil - now) / 1000));
  }
  const right = await checkPassword(user?.passwordHash ?? null, input.password);
  if (user === null || !right) {
    failures.fail(address, now, 'address');
    if (user === null) failures.fail(account, now, 'account');
    else await recordFailure(system, user, now);
    await recordRefusal(system, user, email, 'wrong e-mail or password');
    throw refused();
  }
  const rehashed = isOutdated(user.passwordHash) ? await hashPassword(input.password) : null;
  const sessionId = await beginSession(system, visitor, user, rehashed);
  const session = await readSession(visitor.database, visitor.clock, sessionId);
  if (session === null) throw refused(); // removed from the organization in this very moment
  return session.claims;
}

function refused(waitSeconds?: number): AppError {
  return new AppError('SIGN_IN_REFUSED', {
    detail: accessWords.signInRefused(),
    fix: waitSeconds === undefined ? accessWords.checkBoth() : accessWords.waitSeconds({ seconds: waitSeconds }),
    ...(waitSeconds === undefined ? {} : { retryAfterSeconds: waitSeconds }),
  });
}

async function recordFailure(system: Ctx, user: User, now: number): Promise<void> {
  await withTransaction(system, async ({ tx }) => {
    // counted in the database, so that attempts side by side all count
    const { failedSignIns } = await tx.user.update({ where: { id: user.id }, data: { failedSignIns: { increment: 1 } } });
    const pause = accountPauseMs(failedSignIns);
    if (pause > 0) await tx.user.update({ where: { id: user.id }, data: { signInBlockedUntil: new Date(now + pause) } });
  });
}

/** Refusals stand in the audit of the user's organizations; those of nobody in that of the only organization, if there is one. */
async function recordRefusal(system: Ctx, user: User | null, email: string, why: string): Promise<void> {
  await withTransaction(system, async (ctx) => {
    const organizationIds = user === null ? await onlyOrganization(ctx) : await organizationsOf(ctx, user.id);
    const actor = { type: 'anonymous', id: user?.id ?? '', name: email } as const;
    for (const organizationId of organizationIds) {
      await emitAudit({ ...ctx, actor }, 'sessions:SignIn', 'sessions', { outcome: 'denied', after: { reason: why }, organizationId });
    }
  });
}

async function onlyOrganization(ctx: TxCtx): Promise<string[]> {
  const organizations = await ctx.tx.organization.findMany({ select: { id: true }, take: 2 });
  return organizations.length === 1 ? organizations.map((row) => row.id) : [];
}

async function organizationsOf(ctx: TxCtx, userId: string): Promise<string[]> {
  const memberships = await ctx.tx.member.findMany({ where: { userId }, orderBy: { createdAt: 'asc' } });
  return memberships.map((row) => row.organizationId);
}

async function beginSession(system: Ctx, visitor: Visitor, user: User, rehashed: string | null): Promise<string> {
  return withTransaction(system, async (ctx) => {
    const [organizationId] = await organizationsOf(ctx, user.id);
    if (organizationId === undefined) throw refused();
    const now = ctx.clock.now();
    const id = newId('ses');
    await ctx.tx.user.update({
      where: { id: user.id },
      data: { failedSignIns: 0, signInBlockedUntil: null, ...(rehashed === null ? {} : { passwordHash: rehashed }) },
    });
    const times = { createdAt: new Date(now), lastSeenAt: new Date(now), expiresAt: new Date(now + absoluteMs) };
    await ctx.tx.session.create({ data: { id, organizationId, userId: user.id, ip: visitor.ip, userAgent: visitor.userAgent, ...times } });
    await ctx.tx.member.updateMany({ where: { userId: user.id, organizationId }, data: { lastSeenAt: new Date(now) } });
    const actor = { type: 'user', id: user.id, name: user.name, sessionId: id } as const;
    await emitAudit({ ...ctx, actor }, 'sessions:SignIn', `sessions/${id}`, { organizationId });
    return id;
  });
}

function originOf(visitor: Visitor): Pick<Ctx, 'requestId' | 'ip' | 'userAgent'> {
  return { requestId: visitor.requestId, ip: visitor.ip, userAgent: visitor.userAgent };
}
