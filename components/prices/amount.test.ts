import { expect, test } from 'vitest';
import { microsToDecimal } from '@/core/money';
import { microsOf } from './amount';

test.each([
  ['0.02', 20_000],
  ['0,02', 20_000],
  ['12', 12_000_000],
  ['0', 0],
  ['0.000001', 1],
  [' 1.5 ', 1_500_000],
])('%s is %i micro-units', (text, micros) => {
  expect(microsOf(text)).toBe(micros);
});

test.each(['', '-1', '1.0000001', '1e3', 'a', '1.', '.5', '1,000.50'])('%j is refused', (text) => expect(microsOf(text)).toBeNull());

test('what is shown is read back to the same amount', () => {
  for (const micros of [0, 1, 19_999, 20_000, 123_456_789]) expect(microsOf(microsToDecimal(micros))).toBe(micros);
});
