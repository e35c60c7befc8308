import { expect, test } from 'vitest';
import { isRangeId, rangeIds, ranges, windowOf } from './ranges';

test.each(rangeIds)('%s has at most 360 points and a step the API takes', (id) => {
  const { seconds, stepSeconds } = ranges[id];
  expect(seconds / stepSeconds).toBeLessThanOrEqual(360);
  expect(stepSeconds % 10).toBe(0);
  expect(seconds % stepSeconds).toBe(0);
});

test('a window stands still within one step and covers now', () => {
  const now = Date.parse('2026-11-25T10:00:03.000Z');
  const first = windowOf('15m', now);
  expect(first).toEqual({ from: '2026-11-25T09:45:10.000Z', to: '2026-11-25T10:00:10.000Z', step: 10 });
  expect(windowOf('15m', now + 6_000)).toEqual(first);
  expect(windowOf('15m', now + 8_000).to).toBe('2026-11-25T10:00:20.000Z');
});

test('only known ranges are taken from the URL', () => {
  expect(isRangeId('7d')).toBe(true);
  expect(isRangeId('toString')).toBe(false);
});
