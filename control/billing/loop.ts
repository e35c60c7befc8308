import { closeNextDay, noteCountedUntil } from '@/services/usage';
import type { LeaderLoop } from '../control';
import { billInstances } from './bill-instances';

/** Instance time appears on the ledger within seconds. Each page is one fenced transaction; one that fails is simply repeated. */
export function billingLoop(): LeaderLoop {
  return {
    name: 'billing',
    periodMs: 5_000,
    tick: async (signal, fenced) => {
      const startedAt = await fenced(async ({ clock }) => clock.now());
      for (let after: string | null = ''; after !== null; ) {
        if (signal.aborted) return;
        const last: string = after;
        after = await fenced((ctx) => billInstances(ctx, last));
      }
      await fenced((ctx) => noteCountedUntil(ctx, 'instances', startedAt));
    },
  };
}

/** Days that are over are added up once, each in a fenced transaction of its own. */
export function closingLoop(): LeaderLoop {
  return {
    name: 'ledger-days',
    periodMs: 60_000,
    tick: async (signal, fenced) => {
      while (!signal.aborted && (await fenced(closeNextDay)));
    },
  };
}
