import { expect, test } from 'vitest';
import { isPlausibleKey, issueApiKey, issuedKeyPattern } from './api-keys';

test('issues keys of one form, each another', () => {
  const keys = Array.from({ length: 200 }, issueApiKey);
  for (const key of keys) {
    expect(key).toMatch(issuedKeyPattern);
    expect(isPlausibleKey(key)).toBe(true);
  }
  expect(new Set(keys).size).toBe(200);
});

test('tells every mistyped character from the key', () => {
  const key = issueApiKey();
  for (let at = 'aim_live_'.length; at < key.length; at++) {
    const wrong = key.slice(0, at) + (key[at] === 'x' ? 'y' : 'x') + key.slice(at + 1);
    expect([at, isPlausibleKey(wrong)]).toEqual([at, false]);
  }
});

test.each([
  ['aim_0123456789abcdef0123456789abcdef', true],
  ['aim_live_short', true],
  ['', false],
  ['sk_live_0123', false],
  [`aim_${'x'.repeat(300)}`, false],
])('leaves keys of another form to the look-up: %s', (key, plausible) => {
  expect(isPlausibleKey(key)).toBe(plausible);
});
