import type { Clock } from '@/core/clock';
import type { StorageProvider } from '@/providers/storage/provider';
import { beginMerge, endMerge, nextMergeGroup } from '@/services/logs';
import { endRemovals, removeWithinMs } from '@/services/storage';
import type { LeaderLoop } from '../control';
import type { Leadership } from '../leader';

export interface RequestLogs {
  readonly storage: StorageProvider;
  readonly clock: Clock;
}

/** Every five minutes: merges the small segments of past hours, so that a search over months opens hundreds of objects, not a million. */
export function requestLogsLoop(options: RequestLogs): LeaderLoop {
  return {
    name: 'request-logs',
    periodMs: 5 * 60_000,
    tick: async (signal, fenced) => {
      while (!signal.aborted && (await mergeNext(options, fenced)));
    },
  };
}

/**
 * Merges one group: the new object first, then the index in one transaction, then the old objects go. A crash leaves either an object that
 * nothing refers to or marked removals; the collector takes both.
 * @returns false where there was nothing to merge
 */
export async function mergeNext({ storage, clock }: RequestLogs, fenced: Leadership['fenced']): Promise<boolean> {
  const group = await fenced(nextMergeGroup);
  if (group === null) return false;
  const merged = await beginMerge(storage, group);
  const begun = clock.monotonic();
  const old = await fenced((ctx) => endMerge(ctx, group, merged));
  if (old === null) return true; // another pass or retention was quicker: look again
  const removed: string[] = [];
  for (const key of old) {
    if (clock.monotonic() - begun > removeWithinMs) break; // what is left, the collector finishes
    await storage.remove(key);
    removed.push(key);
  }
  await fenced((ctx) => endRemovals(ctx, removed));
  return true;
}
