import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import type { StorageProvider } from '@/providers/storage/provider';
import type { LeaderLoop } from '../control';
import { collectStorage } from './collect';

const periodMs = 6 * 3_600_000;

/** Every six hours: removes from the storage what nothing refers to any more, such as the files of a deleted model. */
export function collectorLoop(options: { storage: StorageProvider; clock: Clock; graceMs: number; log: Logger }): LeaderLoop {
  const { log, ...collector } = options;
  return {
    name: 'collector',
    periodMs,
    tick: async (signal, fenced) => {
      const pass = await collectStorage({ ...collector, fenced }, signal);
      if (pass.removed > 0) log.info({ ...pass }, 'removed stored objects that nothing refers to');
    },
  };
}
