import type { Session as SessionRow } from '@/prisma/generated/client';
import { type Ctx, withTransaction } from '../context';
import type { Page } from '../page';
import { idleMs } from './claims';
import type { Session } from './schemas';

/** The caller's own sessions that are still good, the newest first. Callers without a user (keys) have none. */
export async function listSessions(ctx: Ctx): Promise<Page<Session>> {
  const { actor } = ctx;
  if (actor.type !== 'user') return { items: [], nextCursor: null };
  return withTransaction(ctx, async ({ tx }) => {
    const now = ctx.clock.now();
    const rows = await tx.session.findMany({
      where: {
        organizationId: ctx.organizationId,
        userId: actor.id,
        revokedAt: null,
        expiresAt: { gt: new Date(now) },
        lastSeenAt: { gt: new Date(now - idleMs) },
      },
      orderBy: { id: 'desc' },
      take: 200,
    });
    return { items: rows.map((row) => toSession(row, actor.sessionId)), nextCursor: null };
  });
}

export function toSession(row: SessionRow, currentId: string): Session {
  return {
    id: row.id,
    createdAt: row.createdAt.toISOString(),
    lastSeenAt: row.lastSeenAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    ip: row.ip,
    userAgent: row.userAgent,
    current: row.id === currentId,
  };
}
