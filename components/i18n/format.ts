import { formatBytes, formatMs, formatNumber } from '@/core/quantities';

/** Figures as people read them. Pure: the language tag and the zone come in, text goes out. Every figure carries its unit. */

export { formatBytes, formatMs, formatNumber };

/** Always `digits` decimals, so that columns of figures line up. */
export function formatFixed(tag: string, value: number, digits: number): string {
  return new Intl.NumberFormat(tag, { minimumFractionDigits: digits, maximumFractionDigits: digits }).format(value);
}

/** Short for tight places: 12.4K. */
export function formatCompact(tag: string, value: number): string {
  if (Math.abs(value) < 10_000) return formatNumber(tag, value, Math.abs(value) < 10 ? 1 : 0);
  return new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 }).format(value); // 万 has no place in tables
}

/** @param fraction 0 to 1 */
export function formatPercent(tag: string, fraction: number, digits = 1): string {
  return new Intl.NumberFormat(tag, { style: 'percent', maximumFractionDigits: digits }).format(fraction);
}

/** A span people wait for: 8 s, 2 min 5 s, 3 h 12 min, 4 d 2 h. */
export function formatDuration(ms: number): string {
  const seconds = Math.max(0, Math.round(ms / 1000));
  if (seconds < 60) return `${seconds} s`;
  if (seconds < 3600) return joined(Math.floor(seconds / 60), 'min', seconds % 60, 's');
  const minutes = Math.floor(seconds / 60);
  if (minutes < 1440) return joined(Math.floor(minutes / 60), 'h', minutes % 60, 'min');
  return joined(Math.floor(minutes / 1440), 'd', Math.floor((minutes % 1440) / 60), 'h');
}

function joined(major: number, majorUnit: string, minor: number, minorUnit: string): string {
  return minor === 0 ? `${major} ${majorUnit}` : `${major} ${majorUnit} ${minor} ${minorUnit}`;
}

/** Micro-units as money. Two decimals, more for amounts that would otherwise read as zero; `exact` shows all six. */
export function formatMoney(tag: string, amountMicros: number, currency: string, exact = false): string {
  const amount = amountMicros / 1_000_000;
  const size = Math.abs(amount);
  const digits = exact ? 6 : size === 0 || size >= 1 ? 2 : size >= 0.01 ? 4 : 6;
  return new Intl.NumberFormat(tag, { style: 'currency', currency, minimumFractionDigits: exact ? 6 : 2, maximumFractionDigits: digits }).format(amount);
}

/** Absolute and short: today's times without the date. */
export function formatTime(tag: string, at: number, now: number, timeZone?: string): string {
  const time = new Date(at);
  const sameDay = new Intl.DateTimeFormat('en-CA', { timeZone, dateStyle: 'short' });
  const isToday = sameDay.format(time) === sameDay.format(new Date(now));
  const clock = { hour: '2-digit', minute: '2-digit', second: '2-digit', hourCycle: 'h23' } as const;
  if (isToday) return new Intl.DateTimeFormat(tag, { ...clock, timeZone }).format(time);
  return new Intl.DateTimeFormat(tag, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    hourCycle: 'h23',
    timeZone,
  }).format(time);
}

/** Everything, with the zone's name: for hover and for exports. */
export function formatTimeLong(tag: string, at: number, timeZone?: string): string {
  return new Intl.DateTimeFormat(tag, {
    year: 'numeric',
    month: 'short',
    day: 'numeric',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
    hourCycle: 'h23',
    timeZoneName: 'short',
    timeZone,
  }).format(new Date(at));
}

const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ['second', 60],
  ['minute', 60],
  ['hour', 24],
  ['day', 30],
  ['month', 12],
];

/** 5 minutes ago, in 2 hours. */
export function formatRelative(tag: string, at: number, now: number): string {
  const format = new Intl.RelativeTimeFormat(tag, { numeric: 'auto' });
  let value = (at - now) / 1000;
  for (const [unit, size] of steps) {
    if (Math.abs(value) < size) return format.format(Math.round(value), unit);
    value /= size;
  }
  return format.format(Math.round(value), 'year');
}
