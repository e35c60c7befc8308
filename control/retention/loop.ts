import type { Clock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import type { StorageProvider } from '@/providers/storage/provider';
import { listUnsettledBoots, settleBoot } from '@/services/usage';
import type { LeaderLoop } from '../control';
import { expireRequestLogs, expireRows } from './expire';
import { mergeMetrics } from './merge-metrics';

/** No request runs for so long: what a gateway began before and never ended is lost, even if that gateway never comes back. */
const settleAfterMs = 24 * 3_600_000;

/** Once a minute: metrics merge as they age, and what is too old goes. */
export function retentionLoop(options: { database: Database; storage: StorageProvider; clock: Clock }): LeaderLoop {
  return {
    name: 'retention',
    periodMs: 60_000,
    tick: async (signal, fenced) => {
      await fenced(mergeMetrics);
      await fenced(expireRows);
      const before = new Date(options.clock.now() - settleAfterMs);
      for (const boot of await listUnsettledBoots(options, { before })) await settleBoot(options, boot);
      while (!signal.aborted && !(await expireRequestLogs(fenced, options.storage)));
    },
  };
}
