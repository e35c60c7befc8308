/** Reads an amount as people write it into micro-units, without a float in between; null unless it is ≥ 0 with at most six decimals. */
export function microsOf(text: string): number | null {
  const match = /^(\d{1,9})(?:[.,](\d{1,6}))?$/.exec(text.trim());
  if (match === null) return null;
  const [, whole = '0', fraction = ''] = match;
  return Number(whole) * 1_000_000 + Number(fraction.padEnd(6, '0'));
}
