import { expect, test } from 'vitest';
import { storable } from './storable';

test('zero bytes and halves of characters are replaced, in keys too; everything else stays', () => {
  const kept = { a: 'plain', b: ['tab\t', 'back\\u0000slash', '"\\"', 'Grüße 😀', '\u0001'], c: { d: null, e: 1.5, f: true } };
  expect(storable(kept)).toEqual(kept);
  expect(storable({ 'k\0': 'os\0', half: '\ud800x', low: 'x\udfff', after: '\\\0' })).toEqual({ 'k�': 'os�', half: '�x', low: 'x�', after: '\\�' });
  expect(storable(null)).toBe(null);
});
