/** Money is an integer number of micro-units of a currency: 1,000,000 = 1.00 USD. Sums never round; a rated line rounds once. */
export interface Money {
  readonly amountMicros: number;
  readonly currency: string;
}

/** Cost of `quantity` units at `priceMicros` a unit, both integers, `per` units priced together; rounded half up, once. */
export function rateMicros(quantity: bigint, priceMicros: bigint, per: bigint): bigint {
  return (quantity * priceMicros + per / 2n) / per;
}

/** Exact decimal text of micro-units, for CSV: 1234567 → "1.234567". */
export function microsToDecimal(amountMicros: number | bigint): string {
  const micros = BigInt(amountMicros);
  const sign = micros < 0n ? '-' : '';
  const absolute = micros < 0n ? -micros : micros;
  return `${sign}${absolute / 1_000_000n}.${(absolute % 1_000_000n).toString().padStart(6, '0')}`;
}
