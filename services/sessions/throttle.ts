/** How often somebody failed in a row, and until when they have to wait. Times in ms since 1970. */
interface Failures {
  readonly count: number;
  readonly blockedUntil: number;
}

const accountFree = 5;
/** Many people may share one address, so it may fail more often than one account. */
const addressFree = 20;
const pauseMsMax = 15 * 60_000;
const countMax = 100;
const lockedMs = 24 * 3_600_000;
/** An address that kept quiet for this long begins anew. */
const forgetMs = 60 * 60_000;
const rememberedMax = 10_000;

/** The pause after the n-th failure in a row: none up to the free ones, then 1 s, 2 s, 4 s … 15 min; after 100 a day. Pure. */
export function pauseMs(count: number, free: number): number {
  if (count < free) return 0;
  if (count >= countMax) return lockedMs;
  return Math.min(pauseMsMax, 1_000 * 2 ** (count - free));
}

export function accountPauseMs(count: number): number {
  return pauseMs(count, accountFree);
}

/**
 * Failures by address, and by account name where there is no such account: these have no row to count in, and must not be told
 * from real ones by that. Kept in memory and bounded; the oldest go first.
 */
export class FailureMemory {
  readonly #entries = new Map<string, Failures & { readonly at: number }>();

  blockedUntil(key: string, now: number): number {
    return this.#read(key, now).blockedUntil;
  }

  fail(key: string, now: number, kind: 'account' | 'address'): void {
    const count = this.#read(key, now).count + 1;
    this.#entries.delete(key);
    this.#entries.set(key, { count, blockedUntil: now + pauseMs(count, kind === 'account' ? accountFree : addressFree), at: now });
    if (this.#entries.size > rememberedMax) {
      const oldest = this.#entries.keys().next();
      if (!oldest.done) this.#entries.delete(oldest.value);
    }
  }

  #read(key: string, now: number): Failures {
    const entry = this.#entries.get(key);
    if (entry === undefined || (entry.at < now - forgetMs && entry.blockedUntil < now)) return { count: 0, blockedUntil: 0 };
    return entry;
  }
}
