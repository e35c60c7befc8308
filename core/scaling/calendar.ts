import type { Bounds, ScalingSchedule } from './types';

const minutesADay = 1440;

/** The bounds that hold at `now` (ms since 1970), and the schedule they come from: of several the first one listed. */
export function boundsAt(schedules: readonly ScalingSchedule[], usual: Bounds, now: number): Bounds & { readonly schedule: ScalingSchedule | null } {
  const schedule = schedules.find((one) => holds(one, now)) ?? null;
  if (schedule === null) return { ...usual, schedule };
  return { min: schedule.minInstances, max: schedule.maxInstances, schedule };
}

function holds({ days, from, to, timeZone }: ScalingSchedule, now: number): boolean {
  const { day, minute } = localTime(timeZone, now);
  const begins = minuteOf(from);
  const ends = minuteOf(to);
  if (begins < ends) return days.includes(day) && minute >= begins && minute < ends;
  const yesterday = day === 1 ? 7 : day - 1;
  return (days.includes(day) && minute >= begins) || (days.includes(yesterday) && minute < ends);
}

function minuteOf(text: string): number {
  const [hours = '0', minutes = '0'] = text.split(':');
  return (Number(hours) * 60 + Number(minutes)) % minutesADay;
}

const weekdays = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const formats = new Map<string, Intl.DateTimeFormat>();

function localTime(timeZone: string, now: number): { day: number; minute: number } {
  let format = formats.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-US', { timeZone, weekday: 'short', hour: '2-digit', minute: '2-digit', hourCycle: 'h23' });
    formats.set(timeZone, format);
  }
  const parts = Object.fromEntries(format.formatToParts(now).map(({ type, value }) => [type, value]));
  return { day: weekdays.indexOf(parts.weekday ?? '') + 1, minute: Number(parts.hour) * 60 + Number(parts.minute) };
}

export function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en-US', { timeZone: name });
    return true;
  } catch {
    return false; // that is how Intl says that it does not know one
  }
}
