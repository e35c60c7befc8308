import { expect, test } from 'vitest';
import { Knee } from './knee';

/** Feeds batches of every size with the time each takes. */
function taught(rowsMax: number, tookMs: (rows: number) => number, rounds = 200): number {
  const knee = new Knee(rowsMax);
  for (let round = 0; round < rounds; round++) for (let rows = 1; rows <= rowsMax; rows *= 2) knee.observe(rows, tookMs(rows));
  return knee.rows;
}

test.each([
  ['nothing gained by batches', 64, (rows: number) => 10 * rows, 1],
  ['a call that costs as much as 8 rows', 64, (rows: number) => 8 + rows, 16],
  ['all the same however many', 64, () => 1, 64],
  ['bounded by what a batch may hold', 4, () => 1, 4],
  ['better up to 8, then no more', 64, (rows: number) => Math.max(8, rows), 8],
])('%s', (_name, rowsMax, tookMs, knee) => {
  expect(taught(rowsMax, tookMs)).toBe(knee);
});

test('a run of 2 ms is not cut, however little its size gains', () => {
  expect(taught(64, (rows) => rows / 16)).toBe(32);
  expect(taught(16, (rows) => rows / 16)).toBe(16);
});

test('begins with a guess, within bounds', () => {
  expect(new Knee(64).rows).toBe(8);
  expect(new Knee(2).rows).toBe(2);
});

test('slow first runs do not count', () => {
  const knee = new Knee(16);
  for (let i = 0; i < 200; i++) {
    knee.observe(1, i === 0 ? 500 : 10);
    knee.observe(2, 20);
  }
  expect(knee.rows).toBe(1);
});
