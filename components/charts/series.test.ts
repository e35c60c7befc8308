import { expect, test } from 'vitest';
import { extremes, lastValue, topOfShares, toRows } from './series';

const requests = {
  name: 'requests',
  label: 'Requests',
  points: [
    [1, 5],
    [2, null],
    [3, 7],
  ] as [number, number | null][],
};
const errors = {
  name: 'errors',
  label: 'Errors',
  points: [
    [2, 1],
    [4, 0],
  ] as [number, number | null][],
};

test('rows hold every time once, in order', () => {
  expect(toRows([requests, errors])).toEqual([
    { at: 1, values: { requests: 5 } },
    { at: 2, values: { requests: null, errors: 1 } },
    { at: 3, values: { requests: 7 } },
    { at: 4, values: { errors: 0 } },
  ]);
});

test('the newest value passes over gaps', () => {
  expect(
    lastValue({
      ...requests,
      points: [
        [1, 5],
        [2, null],
      ],
    }),
  ).toBe(5);
  expect(lastValue({ ...requests, points: [[1, null]] })).toBeNull();
});

test('extremes of nothing are nothing', () => {
  expect(extremes({ ...requests, points: [] })).toBeNull();
  expect(extremes(requests)).toEqual({ min: 5, max: 7 });
});

test('the axis of shares ends at 1 while nothing or much is shared, and is left to the drawing in between', () => {
  const shares = (...values: number[]) => [{ name: 'a', label: 'A', points: values.map((value, i) => [i, value] as const) }];
  expect(topOfShares([])).toBe(1);
  expect(topOfShares(shares(0, 0))).toBe(1);
  expect(topOfShares(shares(0, 0.9))).toBe(1);
  expect(topOfShares(shares(0, 0.02))).toBeNull();
});
