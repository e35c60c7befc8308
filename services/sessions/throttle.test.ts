import { expect, test } from 'vitest';
import { accountPauseMs, FailureMemory } from './throttle';

test.each([
  [1, 0],
  [4, 0],
  [5, 1_000],
  [6, 2_000],
  [10, 32_000],
  [14, 512_000],
  [15, 900_000],
  [99, 900_000],
  [100, 86_400_000],
])('after %i failures in a row an account waits %i ms', (count, wait) => {
  expect(accountPauseMs(count)).toBe(wait);
});

test('an address that kept quiet begins anew', () => {
  const memory = new FailureMemory();
  for (let i = 0; i < 25; i++) memory.fail('a', 0, 'address');
  expect(memory.blockedUntil('a', 0)).toBe(32_000);
  expect(memory.blockedUntil('b', 0)).toBe(0);
  const later = 2 * 3_600_000;
  expect(memory.blockedUntil('a', later)).toBe(0);
  memory.fail('a', later, 'address');
  expect(memory.blockedUntil('a', later)).toBeLessThanOrEqual(later);
});

test('remembers a bounded number of addresses', () => {
  const memory = new FailureMemory();
  for (let i = 0; i < 20; i++) memory.fail('first', 0, 'address');
  expect(memory.blockedUntil('first', 0)).toBeGreaterThan(0);
  for (let i = 0; i < 10_000; i++) memory.fail(`other ${i}`, 0, 'address');
  expect(memory.blockedUntil('first', 0)).toBe(0);
});
