import type { StorageProvider } from '@/providers/storage/provider';
import type { TxCtx } from '@/services/context';
import { idIndexKey } from '@/services/logs';
import type { Leadership } from '../leader';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** How long things are kept. */
export const kept = {
  requestLogMs: 30 * dayMs,
  segmentMs: 400 * dayMs,
  eventMs: 30 * dayMs,
  draftMs: 7 * dayMs,
  passMs: 30 * dayMs,
  scalingDecisionMs: 14 * dayMs,
  idempotencyMs: 48 * hourMs,
  /** After its end: the audit names a session by its id and holds who, from where and with what itself. */
  sessionMs: 30 * dayMs,
};
const logsAtOnce = 100;

/** Deletes rows whose time is over, in the caller's transaction. The newest event of an organization stays: the next one counts on from it. */
export async function expireRows(ctx: TxCtx): Promise<void> {
  const before = (keptMs: number): Date => new Date(ctx.clock.now() - keptMs);
  await ctx.tx.draft.deleteMany({ where: { updatedAt: { lt: before(kept.draftMs) } } });
  await ctx.tx.storagePass.deleteMany({ where: { at: { lt: before(kept.passMs) } } });
  await ctx.tx.scalingDecision.deleteMany({ where: { lastAt: { lt: before(kept.scalingDecisionMs) } } });
  await ctx.tx.idempotencyKey.deleteMany({ where: { createdAt: { lt: before(kept.idempotencyMs) } } });
  await ctx.tx.session.deleteMany({ where: { OR: [{ expiresAt: { lt: before(kept.sessionMs) } }, { revokedAt: { lt: before(kept.sessionMs) } }] } });
  await ctx.tx.usageSegment.deleteMany({ where: { storageKey: null, ingestedAt: { lt: before(kept.segmentMs) } } });
  await ctx.tx.$executeRaw`
    DELETE FROM events AS e WHERE at < ${before(kept.eventMs)}
      AND seq < (SELECT max(seq) FROM events AS newest WHERE newest.organization_id = e.organization_id)`;
}

/**
 * Removes request logs whose time is over: the objects first, then the rows' keys, so that what is cut short is found and removed again.
 * @returns false where more is left
 */
export async function expireRequestLogs(fenced: Leadership['fenced'], storage: StorageProvider): Promise<boolean> {
  const old = await fenced(({ tx, clock }) =>
    tx.usageSegment.findMany({
      where: { storageKey: { not: null }, lastAt: { lt: new Date(clock.now() - kept.requestLogMs) } },
      select: { id: true, storageKey: true },
      orderBy: { lastAt: 'asc' },
      take: logsAtOnce,
    }),
  );
  for (const { storageKey } of old) {
    if (storageKey === null) continue;
    await storage.remove(idIndexKey(storageKey));
    await storage.remove(storageKey);
  }
  const ids = old.map((segment) => segment.id);
  if (ids.length > 0) await fenced(({ tx }) => tx.usageSegment.updateMany({ where: { id: { in: ids } }, data: { storageKey: null, idFilter: null } }));
  return old.length < logsAtOnce;
}
