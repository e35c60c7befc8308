import { Prisma } from '@/prisma/client';
import type { TxCtx } from '../context';
import { entrySums, minuteEntries } from './entries';
import type { Period } from './period';
import type { UsageGroup } from './schemas';

const dayMs = 86_400_000;

export interface LedgerQuestion extends Period {
  readonly groups: readonly UsageGroup[];
  readonly endpoint: string | undefined;
  /** Only what this project pays for. */
  readonly projectId: string | undefined;
}

interface Groups {
  readonly endpoint?: string;
  readonly model?: string;
  readonly version?: number;
  readonly variant?: string;
  readonly key?: string;
  readonly keyName?: string;
  readonly project?: string;
  readonly day?: string;
}

/** Sums of nothing are null. */
type StoredRow = Groups &
  Record<
    'requests' | 'predictions' | 'errors' | 'unknown' | 'bytes_in' | 'bytes_out' | 'model_microseconds' | 'instance_milliseconds' | 'amount_micros',
    bigint | null
  >;

export interface LedgerRow extends Groups {
  readonly requests: bigint;
  readonly predictions: bigint;
  readonly errors: bigint;
  readonly unknown: bigint;
  readonly bytesIn: bigint;
  readonly bytesOut: bigint;
  readonly modelMicroseconds: bigint;
  readonly instanceMilliseconds: bigint;
  readonly amountMicros: bigint;
}

/** How each group is read from an entry `e`; a version is told by its model too. */
const columns: Record<UsageGroup, string[]> = {
  endpoint: ['e.endpoint AS endpoint'],
  model: [`coalesce(m.name, e.model_id) AS model`],
  version: [`coalesce(m.name, e.model_id) AS model`, 'coalesce(v.number, e.version) AS version'],
  variant: ['e.variant AS variant'],
  key: ['e.principal_id AS key', `coalesce(k.name, u.name, e.principal_id) AS "keyName"`],
  project: ['coalesce(p.name, e.project_id) AS project'],
  day: [`to_char(e.minute AT TIME ZONE 'UTC', 'YYYY-MM-DD') AS day`],
};

/** Usage and costs of a period, added up by the given groups: closed days as they are, the rest minute by minute. */
export async function readLedger(ctx: TxCtx, question: LedgerQuestion): Promise<LedgerRow[]> {
  const { organizationId } = ctx;
  const closed = await closedDays(ctx, question);
  const endpoint = question.endpoint === undefined ? Prisma.empty : Prisma.sql`AND endpoint = ${question.endpoint}`;
  const open = openRanges(question, closed).map(({ from, to }) => Prisma.sql`(minute >= ${from} AND minute < ${to})`);
  const within = Prisma.sql`organization_id = ${organizationId} AND ${open.length === 0 ? Prisma.sql`false` : Prisma.sql`(${Prisma.join(open, ' OR ')})`} ${endpoint}`;
  const days = closed.map((day) => day.toISOString().slice(0, 10));
  const dimensions = [...new Set(question.groups.flatMap((group) => columns[group]))];
  const select = dimensions.length === 0 ? Prisma.empty : Prisma.raw(`${dimensions.join(', ')}, `);
  const positions = dimensions.map((_, index) => String(index + 1)).join(', ');
  const grouping = dimensions.length === 0 ? Prisma.empty : Prisma.raw(`GROUP BY ${positions} ORDER BY ${positions}`);
  const mine = question.projectId === undefined ? Prisma.empty : Prisma.sql`WHERE e.project_id = ${question.projectId}`;
  const rows = await ctx.tx.$queryRaw<StoredRow[]>`
    SELECT ${select} ${entrySums}
    FROM (
      SELECT * FROM (${minuteEntries(organizationId, within)}) AS by_minute
      UNION ALL
      SELECT day::timestamp AT TIME ZONE 'UTC', project_id, endpoint, model_id, version_id, version, variant, principal_id, requests, predictions, errors, unknown,
        bytes_in, bytes_out, model_microseconds, instance_milliseconds, amount_micros
      FROM ledger_days WHERE organization_id = ${organizationId} AND day = ANY(${days}::date[]) ${endpoint}
    ) AS e
      LEFT JOIN versions AS v ON v.id = e.version_id LEFT JOIN models AS m ON m.id = coalesce(v.model_id, e.model_id)
      LEFT JOIN api_keys AS k ON k.id = e.principal_id LEFT JOIN users AS u ON u.id = e.principal_id LEFT JOIN projects AS p ON p.id = e.project_id
    ${mine} ${grouping}`;
  return rows.map(toLedgerRow);
}

/** Closed days that lie wholly in the period. One that is opened again while the rest is read counts as it was. */
async function closedDays(ctx: TxCtx, { from, to }: Period): Promise<Date[]> {
  const first = new Date(Math.ceil(from.getTime() / dayMs) * dayMs);
  const last = new Date(Math.floor(to.getTime() / dayMs) * dayMs);
  const rows = await ctx.tx.ledgerClosed.findMany({
    where: { organizationId: ctx.organizationId, day: { gte: first, lt: last } },
    orderBy: { day: 'asc' },
    select: { day: true },
  });
  return rows.map((row) => row.day);
}

/** What of the period no closed day covers. */
export function openRanges({ from, to }: Period, closed: readonly Date[]): Period[] {
  const ranges: Period[] = [];
  let at = from.getTime();
  for (const day of closed) {
    if (day.getTime() > at) ranges.push({ from: new Date(at), to: day });
    at = day.getTime() + dayMs;
  }
  if (at < to.getTime()) ranges.push({ from: new Date(at), to });
  return ranges;
}

function toLedgerRow(row: StoredRow): LedgerRow {
  const { bytes_in, bytes_out, model_microseconds, instance_milliseconds, amount_micros, requests, predictions, errors, unknown, ...groups } = row;
  return {
    ...groups,
    requests: requests ?? 0n,
    predictions: predictions ?? 0n,
    errors: errors ?? 0n,
    unknown: unknown ?? 0n,
    bytesIn: bytes_in ?? 0n,
    bytesOut: bytes_out ?? 0n,
    modelMicroseconds: model_microseconds ?? 0n,
    instanceMilliseconds: instance_milliseconds ?? 0n,
    amountMicros: amount_micros ?? 0n,
  };
}
