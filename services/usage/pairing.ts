import type { UsageRecord } from '@/core/wire/usage-record';
import type { Prisma } from '@/prisma/client';
import type { TxCtx } from '../context';
import { type CountedRequest, outcomeOf } from './outcome';

/** Which gateway process wrote a record; its sequence numbers are unique within. */
export interface Boot {
  readonly gatewayId: string;
  readonly boot: string;
}

/**
 * What is over: whole records, and ends. A start alone counts as nothing until its end, or the end of its boot, has come. The records
 * themselves get their outcome: copying each of thousands a second costs more than all that is done with them.
 */
export function requestsOver(records: readonly UsageRecord[]): CountedRequest[] {
  return records.filter((record) => record.kind !== 'start').map((record) => Object.assign(record, { outcome: outcomeOf(record) }));
}

/**
 * Pairs starts and ends of a segment with those of other segments of the same boot. They may arrive in any order: an end whose
 * start is not there yet leaves a marker, so that the start, when it comes, is not taken for lost.
 */
export async function pairStarts(ctx: TxCtx, from: Boot, records: readonly UsageRecord[]): Promise<void> {
  const single = new Map<number, UsageRecord>();
  for (const record of records) {
    if (record.kind === 'whole') continue;
    if (single.has(record.gatewaySeq)) single.delete(record.gatewaySeq);
    else single.set(record.gatewaySeq, record);
  }
  if (single.size === 0) return;
  const where = { gatewayId: from.gatewayId, boot: from.boot, gatewaySeq: { in: [...single.keys()].map(BigInt) } };
  const partners = await ctx.tx.usageStart.findMany({ where, select: { gatewaySeq: true } });
  await ctx.tx.usageStart.deleteMany({ where });
  for (const partner of partners) single.delete(Number(partner.gatewaySeq));
  await ctx.tx.usageStart.createMany({
    data: [...single.values()].map((record) => ({
      gatewayId: from.gatewayId,
      boot: from.boot,
      gatewaySeq: BigInt(record.gatewaySeq),
      kind: record.kind,
      at: new Date(record.at),
      record: { ...record } satisfies Prisma.InputJsonObject,
    })),
  });
}
