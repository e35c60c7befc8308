import type { ObservedState } from '@/core/agent-api';
import type { Clock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import { systemContext, withTransaction } from '@/services/context';
import { type GaugeRow, recordGauges } from '@/services/metrics';

const bucketMs = 10_000;
/** Passes come each 10 s with some jitter; a pause that is longer than this stays a gap in the charts. */
const bucketsFilledMax = 2;

/** Turns what agents report into the charts' figures: replicas that are ready, CPU and memory of each instance. */
export function gaugeWriter(options: { database: Database; clock: Clock }): (reports: { at: number; report: ObservedState }[]) => Promise<void> {
  let last: number | null = null;
  return async (reports) => {
    const now = Math.floor(options.clock.now() / bucketMs) * bucketMs;
    const missed = last === null ? 1 : Math.round((now - last) / bucketMs);
    const buckets = missed <= 0 ? [] : Array.from({ length: missed <= bucketsFilledMax ? missed : 1 }, (_, index) => now - index * bucketMs);
    const owners = await ownersOf(
      options,
      reports.map(({ report }) => report.instanceId),
    );
    const rows = reports.flatMap(({ report }) => {
      const owner = owners.get(report.instanceId);
      return owner === undefined ? [] : buckets.flatMap((at) => toRows(report, owner, at));
    });
    await recordGauges(options.database, options.clock, rows);
    last = now;
  };
}

type Owner = Pick<GaugeRow, 'organizationId' | 'endpointId' | 'variant'>;

async function ownersOf(options: { database: Database; clock: Clock }, instanceIds: readonly string[]): Promise<Map<string, Owner>> {
  const rows = await withTransaction(systemContext(options.database, options.clock, 'gauges'), ({ tx }) =>
    tx.instance.findMany({
      where: { id: { in: [...instanceIds] }, endedAt: null },
      select: { id: true, organizationId: true, endpointId: true, variant: true },
    }),
  );
  return new Map(rows.map(({ id, ...owner }) => [id, owner]));
}

function toRows(report: ObservedState, owner: Owner, at: number): GaugeRow[] {
  const one = (name: GaugeRow['name'], value: number): GaugeRow => ({ ...owner, name, source: report.instanceId, at, sum: value, count: 1, max: value });
  const ready = report.replicas.filter((replica) => replica.state === 'Ready').length;
  return [one('replicas', ready), one('cpu', report.cpuPercent), one('memory', report.memoryBytes)];
}
