import { rateMicros } from '@/core/money';

const minuteMs = 60_000;
const hourMs = 3_600_000;
/** An instance that was not heard of for longer than this is not billed beyond its last sign of life. */
const silenceMs = 30_000;

export interface BilledInstance {
  readonly startedAt: Date | null;
  readonly lastSeenAt: Date | null;
  readonly endedAt: Date | null;
  readonly billedUntil: Date | null;
  readonly priceMicrosPerHour: bigint;
}

/** One line of the availability ledger: how long the instance was there in one minute, and what that costs. */
export interface InstanceMinute {
  readonly minute: Date;
  readonly milliseconds: number;
  readonly amountMicros: bigint;
}

/** Until when the instance counts as present: now, its end, or shortly after its last sign of life, whatever is first. Null before its start. */
export function presentUntil(instance: BilledInstance, now: number): number | null {
  if (instance.startedAt === null) return null;
  const startedAt = instance.startedAt.getTime();
  const seenAt = Math.max(startedAt, instance.lastSeenAt?.getTime() ?? startedAt);
  return Math.max(startedAt, Math.min(now, instance.endedAt?.getTime() ?? now, seenAt + silenceMs));
}

/**
 * The lines of all minutes that are not finished on the ledger yet. Each is what the whole minute comes to by now, rated once, so
 * writing it again, or a newer one over it, changes nothing but the truth.
 */
export function minutesOf(instance: BilledInstance, now: number): InstanceMinute[] {
  const until = presentUntil(instance, now);
  if (until === null || instance.startedAt === null) return [];
  const startedAt = instance.startedAt.getTime();
  const lines: InstanceMinute[] = [];
  const from = Math.max(startedAt, instance.billedUntil?.getTime() ?? startedAt);
  for (let minute = Math.floor(from / minuteMs) * minuteMs; minute < until; minute += minuteMs) {
    const milliseconds = Math.min(until, minute + minuteMs) - Math.max(startedAt, minute);
    if (milliseconds <= 0) continue;
    lines.push({ minute: new Date(minute), milliseconds, amountMicros: rateMicros(BigInt(milliseconds), instance.priceMicrosPerHour, BigInt(hourMs)) });
  }
  return lines;
}
