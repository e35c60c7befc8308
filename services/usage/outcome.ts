import type { UsageRecord } from '@/core/wire/usage-record';

/** How a request ended, as usage is grouped by. Only `ok` is billed as predictions. */
export const outcomes = ['ok', 'client_error', 'model_error', 'server_error', 'throttled', 'cancelled', 'unknown'] as const;
export type Outcome = (typeof outcomes)[number];

/** By the status of the answer; `unknown` is not told by a record, but by its end that never came. */
export function outcomeOf(record: Pick<UsageRecord, 'status'>): Exclude<Outcome, 'unknown'> {
  const { status } = record;
  if (status >= 200 && status < 300) return 'ok';
  if (status === 424) return 'model_error';
  if (status === 429) return 'throttled';
  if (status === 499) return 'cancelled';
  return status >= 400 && status < 500 ? 'client_error' : 'server_error';
}

/** A request that is over: what rolls up and what the request log shows. */
export interface CountedRequest extends UsageRecord {
  readonly outcome: Outcome;
}
