import { Prisma } from '@/prisma/client';
import type { TxCtx } from '../context';
import { filterProbes, probesOf } from './segment';

/** Keys of the stored segments that may hold this request id, newest first: PostgreSQL tests each segment's filter. */
export async function findSegments(tx: TxCtx, requestId: string, take: number): Promise<string[]> {
  const { a, b } = probesOf(requestId);
  const bits = Array.from({ length: filterProbes }, (_, probe) => Prisma.sql`get_bit(id_filter, ${a + probe * b}::bigint % (octet_length(id_filter) * 8)) = 1`);
  const rows = await tx.tx.$queryRaw<{ key: string }[]>`
    SELECT storage_key AS key FROM usage_segments
    WHERE storage_key IS NOT NULL AND organization_ids @> ARRAY[${tx.organizationId}]::text[] AND ${Prisma.join(bits, ' AND ')}
    ORDER BY last_at DESC, id DESC LIMIT ${take}`;
  return rows.map((row) => row.key);
}
