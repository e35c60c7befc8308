import type { Clock } from '@/core/clock';
import { type Role, roleActions } from '@/core/policy/actions';
import type { Database } from '@/prisma/client';
import { type Principal, systemContext, type TxCtx, withTransaction } from '../context';
import { idleMs, type SessionClaims } from './claims';

const seenStepMs = 30_000;

/** A session with what its row, its user and its membership say now. */
export interface LiveSession {
  readonly principal: Principal;
  readonly claims: SessionClaims;
}

/**
 * The session of this id; null when it was revoked, is idle for 30 minutes, is older than 12 hours, or its user is no member any more.
 * Asked on every request: a revoked session ends at once, and a changed role holds from the next request on.
 * @param isUse  false where nobody did anything, as for a stream that stays open: then it does not keep the session from getting idle
 * @throws AppError `DATABASE_UNREACHABLE`
 */
export async function readSession(database: Database, clock: Clock, sessionId: string, isUse = true): Promise<LiveSession | null> {
  return withTransaction(systemContext(database, clock, 'sessions'), async (ctx) => {
    const row = await findSession(ctx, sessionId);
    const now = clock.now();
    if (row === null || row.revoked_at !== null || row.expires_at.getTime() <= now || row.last_seen_at.getTime() <= now - idleMs) return null;
    if (isUse && row.last_seen_at.getTime() < now - seenStepMs) {
      await ctx.tx.session.update({ where: { id: sessionId }, data: { lastSeenAt: new Date(now) } });
      await ctx.tx.member.updateMany({ where: { userId: row.user_id, organizationId: row.organization_id }, data: { lastSeenAt: new Date(now) } });
    }
    return toLiveSession(row);
  });
}

interface SessionRow {
  readonly id: string;
  readonly user_id: string;
  readonly organization_id: string;
  readonly last_seen_at: Date;
  readonly expires_at: Date;
  readonly revoked_at: Date | null;
  readonly email: string;
  readonly user_name: string;
  readonly role: string;
  readonly organization_name: string;
  readonly account_id: string;
  readonly currency: string;
  readonly project_id: string;
  readonly project_name: string;
}

async function findSession(ctx: TxCtx, sessionId: string): Promise<SessionRow | null> {
  const rows = await ctx.tx.$queryRaw<SessionRow[]>`
    SELECT s.id, s.user_id, s.organization_id, s.last_seen_at, s.expires_at, s.revoked_at, u.email, u.name AS user_name, m.role,
           o.name AS organization_name, o.account_id, o.currency, p.id AS project_id, p.name AS project_name
    FROM sessions s
    JOIN users u ON u.id = s.user_id
    JOIN members m ON m.user_id = s.user_id AND m.organization_id = s.organization_id
    JOIN organizations o ON o.id = s.organization_id
    JOIN projects p ON p.organization_id = s.organization_id AND p.name = 'default'
    WHERE s.id = ${sessionId}`;
  return rows[0] ?? null;
}

function toLiveSession(row: SessionRow): LiveSession {
  const claims: SessionClaims = {
    sessionId: row.id,
    userId: row.user_id,
    email: row.email,
    name: row.user_name,
    role: row.role,
    organization: { id: row.organization_id, name: row.organization_name, accountId: row.account_id, currency: row.currency },
    project: { id: row.project_id, name: row.project_name },
    expiresAt: row.expires_at.getTime(),
  };
  return { principal: principalOf(claims), claims };
}

/** Who acts in a session, and by which actions of the role. */
export function principalOf(claims: SessionClaims): Principal {
  return {
    organizationId: claims.organization.id,
    projectId: claims.project.id,
    actor: { type: 'user', id: claims.userId, name: claims.name, sessionId: claims.sessionId },
    actions: roleActions[claims.role as Role] ?? [],
  };
}
