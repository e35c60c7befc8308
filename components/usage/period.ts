/** Billing periods. Days and months are those of UTC, as on the ledger. `to` is exclusive. */
export const periodIds = ['month', 'last-month', '7d', '30d'] as const;
export type PeriodId = (typeof periodIds)[number];

export interface Period {
  readonly from: string;
  readonly to: string;
}

const dayMs = 86_400_000;

export function isPeriodId(value: string): value is PeriodId {
  return (periodIds as readonly string[]).includes(value);
}

/** @param now ms since 1970. A running period ends with the day after now, so that today counts whole and the key of the query stands still. */
export function periodOf(id: PeriodId, now: number): Period {
  const today = Math.floor(now / dayMs) * dayMs;
  const date = new Date(now);
  const monthAt = (offset: number): number => Date.UTC(date.getUTCFullYear(), date.getUTCMonth() + offset, 1);
  switch (id) {
    case 'month':
      return period(monthAt(0), today + dayMs);
    case 'last-month':
      return period(monthAt(-1), monthAt(0));
    case '7d':
      return period(today - 6 * dayMs, today + dayMs);
    case '30d':
      return period(today - 29 * dayMs, today + dayMs);
  }
}

/** Every day of a period as `2026-11-25`, also those without any cost. */
export function daysOf({ from, to }: Period): string[] {
  const days: string[] = [];
  for (let at = Date.parse(from); at < Date.parse(to); at += dayMs) days.push(new Date(at).toISOString().slice(0, 10));
  return days;
}

function period(from: number, to: number): Period {
  return { from: new Date(from).toISOString(), to: new Date(to).toISOString() };
}
