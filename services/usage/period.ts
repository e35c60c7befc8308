import { AppError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';

export interface Period {
  readonly from: Date;
  /** Not part of it. */
  readonly to: Date;
}

const minuteMs = 60_000;
const dayMs = 86_400_000;

/**
 * The period of a usage or cost question: whole minutes, UTC. A plain day means all of it, as `from` and as `to`.
 * @throws AppError `VALIDATION_FAILED` when it ends before it begins
 */
export function periodOf(input: { from?: string | undefined; to?: string | undefined }, now: number): Period {
  const to = input.to === undefined ? now : isDay(input.to) ? Date.parse(input.to) + dayMs : Date.parse(input.to);
  const from = input.from === undefined ? monthOf(input.to === undefined ? now : to - 1) : Date.parse(input.from);
  if (from > to) {
    throw new AppError('VALIDATION_FAILED', {
      detail: requestWords.periodBackwards(),
      fix: requestWords.fromBeforeTo(),
      errors: [{ pointer: '/from', detail: fieldWords.afterTo() }],
    });
  }
  return { from: new Date(Math.floor(from / minuteMs) * minuteMs), to: new Date(Math.ceil(to / minuteMs) * minuteMs) };
}

const isDay = (text: string): boolean => /^\d{4}-\d{2}-\d{2}$/.test(text);

function monthOf(at: number): number {
  const date = new Date(at);
  return Date.UTC(date.getUTCFullYear(), date.getUTCMonth(), 1);
}
