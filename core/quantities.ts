/** Quantities as people read them, each with its unit. Pure: the language tag comes in, text goes out. */

export function formatNumber(tag: string, value: number, digits = 0): string {
  return new Intl.NumberFormat(tag, { maximumFractionDigits: digits }).format(value);
}

const byteUnits = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
export function formatBytes(tag: string, bytes: number): string {
  let value = bytes;
  let unit = 0;
  while (Math.abs(value) >= 1024 && unit < byteUnits.length - 1) {
    value /= 1024;
    unit++;
  }
  return `${formatNumber(tag, value, unit === 0 || value >= 100 ? 0 : 1)} ${byteUnits[unit]}`;
}

/** A latency: 0.42 ms, 12.3 ms, 1.25 s. */
export function formatMs(tag: string, ms: number): string {
  if (ms >= 1000) return `${formatNumber(tag, ms / 1000, 2)} s`;
  return `${formatNumber(tag, ms, ms < 1 ? 3 : ms < 10 ? 2 : ms < 100 ? 1 : 0)} ms`;
}
