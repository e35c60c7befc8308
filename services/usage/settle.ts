import { createHash } from 'node:crypto';
import type { UsageRecord } from '@/core/wire/usage-record';
import type { UsageStart } from '@/prisma/generated/client';
import { systemContext, withTransaction } from '../context';
import { claimSegment, ensureRequestLog, type IngestTools, storeRequestLog } from './ingest';
import type { CountedRequest } from './outcome';
import type { Boot } from './pairing';
import { rollUp } from './roll-up';
import { storeRollUp } from './store-roll-up';

/** How many lost requests one transaction settles. */
const batchSize = 2_000;

/** Boots that have starts or ends without a partner. */
export async function listUnsettledBoots(tools: Pick<IngestTools, 'database' | 'clock'>, where: { gatewayId?: string; before?: Date }): Promise<Boot[]> {
  return withTransaction(systemContext(tools.database, tools.clock, 'usage'), async ({ tx }) => {
    const boots = await tx.usageStart.groupBy({
      by: ['gatewayId', 'boot'],
      where: where.gatewayId === undefined ? {} : { gatewayId: where.gatewayId },
      ...(where.before === undefined ? {} : { having: { at: { _max: { lt: where.before } } } }),
      orderBy: [{ gatewayId: 'asc' }, { boot: 'asc' }],
    });
    return boots.map(({ gatewayId, boot }) => ({ gatewayId, boot }));
  });
}

/**
 * Settles a boot that is over, once all its segments are counted: a start whose end never came has the outcome `unknown`, which is
 * reported and not billed. The lost requests become a segment of their own, so that they too count once or not at all.
 * @returns how many outcomes are unknown
 */
export async function settleBoot(tools: IngestTools, { gatewayId, boot }: Boot): Promise<number> {
  let unknown = 0;
  for (;;) {
    const rows = await withTransaction(systemContext(tools.database, tools.clock, 'usage'), ({ tx }) =>
      tx.usageStart.findMany({ where: { gatewayId, boot, kind: 'start' }, orderBy: { gatewaySeq: 'asc' }, take: batchSize }),
    );
    if (rows.length > 0) unknown += await settleRows(tools, { gatewayId, boot }, rows);
    if (rows.length === batchSize) continue;
    await withTransaction(systemContext(tools.database, tools.clock, 'usage'), ({ tx }) =>
      tx.usageStart.deleteMany({ where: { gatewayId, boot, kind: 'end' } }),
    );
    return unknown;
  }
}

async function settleRows(tools: IngestTools, from: Boot, rows: readonly UsageStart[]): Promise<number> {
  const lost = rows.map(
    (row): CountedRequest => ({ ...(row.record as unknown as UsageRecord), status: 0, code: 'UNKNOWN', predictions: 0, outcome: 'unknown' }),
  );
  const id = `${from.gatewayId}-${from.boot}-unknown-${rows[0].gatewaySeq}`;
  const sha256 = createHash('sha256').update(JSON.stringify(lost)).digest('hex');
  const storageKey = await storeRequestLog(tools.storage, id, lost);
  const settled = await withTransaction(systemContext(tools.database, tools.clock, 'usage'), async (ctx) => {
    const segment = { id, gatewayId: from.gatewayId, records: 0, unknown: lost.length, sizeBytes: 0, sha256, storageKey };
    if (!(await claimSegment(ctx, segment, lost))) return 0;
    await ctx.tx.usageStart.deleteMany({ where: { ...from, gatewaySeq: { in: rows.map((row) => row.gatewaySeq) }, kind: 'start' } });
    await storeRollUp(ctx, rollUp(lost));
    return lost.length;
  });
  if (settled > 0) await ensureRequestLog(tools.storage, id, lost);
  return settled;
}
