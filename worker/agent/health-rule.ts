import type { HealthCheck, ObservedHealth, ObservedReason } from '@/core/agent-api';

/** What one golden request told. `unasked`: it says nothing of the replica, as when callers kept it busy. */
export type HealthOutcome =
  | { readonly type: 'right' }
  | { readonly type: 'wrong'; readonly reasonOf: (times: number) => ObservedReason }
  | { readonly type: 'unasked' };

/** What is known of a replica's answers. Times are wall milliseconds. */
export interface HealthBook {
  readonly observed: ObservedHealth;
  /** In a row, of the process that runs now. */
  readonly wrong: number;
  readonly right: number;
  /** Of the first wrong answer in the row. */
  readonly wrongSince: number | null;
}

export const newHealthBook: HealthBook = { observed: { state: 'Waiting', since: null, failing: false, reason: null }, wrong: 0, right: 0, wrongSince: null };

/** Another process runs: it is not to blame for the former's answers, but an unhealthy replica has to show first that it answers right. */
export function afterStart({ observed }: HealthBook): HealthBook {
  if (observed.state !== 'Unhealthy') return newHealthBook;
  return { observed: { ...observed, failing: false }, wrong: 0, right: 0, wrongSince: null };
}

/**
 * Healthy with the first right answer; unhealthy after `failuresMax` wrong ones in a row, healthy again after `successes` right ones. The reason stays
 * that of the moment it became unhealthy. Pure.
 */
export function afterOutcome(book: HealthBook, outcome: HealthOutcome, limits: Pick<HealthCheck, 'failuresMax' | 'successes'>, now: number): HealthBook {
  if (outcome.type === 'unasked') return book;
  return outcome.type === 'right' ? afterRight(book, limits.successes, now) : afterWrong(book, outcome, limits.failuresMax, now);
}

function afterRight({ observed, ...book }: HealthBook, successes: number, now: number): HealthBook {
  const right = book.right + 1;
  const counted = { wrong: 0, right, wrongSince: null };
  if (observed.state === 'Healthy') return { observed, ...counted };
  if (observed.state === 'Unhealthy' && right < successes) return { observed: { ...observed, failing: false }, ...counted };
  return { observed: { state: 'Healthy', since: now, failing: false, reason: null }, ...counted };
}

function afterWrong({ observed, ...book }: HealthBook, outcome: HealthOutcome & { type: 'wrong' }, failuresMax: number, now: number): HealthBook {
  const wrong = book.wrong + 1;
  const wrongSince = book.wrongSince ?? now;
  const counted = { wrong, right: 0, wrongSince };
  if (wrong < failuresMax) return { observed, ...counted };
  if (observed.state === 'Unhealthy') return { observed: { ...observed, failing: true }, ...counted };
  return { observed: { state: 'Unhealthy', since: wrongSince, failing: true, reason: outcome.reasonOf(wrong) }, ...counted };
}

const trialPauseMs = 1_000;
/** So that the check takes at most a hundredth of a replica's time. */
const tookTimes = 100;
const jitter = 0.1;

/**
 * Milliseconds to the next golden request: the period with ±10 %, longer where answering takes long; a second where a replica has to show that it
 * answers right again. A replica that is new is asked somewhere within its first period, so that those that started together are not asked together.
 * @param random  in [0, 1)
 */
export function pauseMs(book: HealthBook, periodMs: number, tookMs: number, random: number): number {
  const onTrial = book.observed.state === 'Unhealthy' && !book.observed.failing;
  if (onTrial) return Math.min(periodMs, trialPauseMs);
  if (book.observed.state === 'Waiting' && book.wrong === 0) return periodMs * random;
  return Math.max(periodMs, tookMs * tookTimes) * (1 - jitter + 2 * jitter * random);
}
