import { expect, test } from 'vitest';
import { levelOf, stageShares } from './stages';

test('shares sum to the whole, with the unmeasured rest named', () => {
  const shares = stageShares({ gatewayMs: 1, queueMs: 0, batchMs: 2, modelMs: 5, totalMs: 10 });
  expect(shares.map(({ stage, ms }) => [stage, ms])).toEqual([
    ['gateway', 1],
    ['queue', 0],
    ['batch', 2],
    ['model', 5],
    ['transfer', 2],
  ]);
  expect(shares.reduce((sum, share) => sum + share.percent, 0)).toBeCloseTo(100);
});

test('stages that overlap never give a negative rest', () => {
  const shares = stageShares({ gatewayMs: 4, queueMs: 4, batchMs: 0, modelMs: 4, totalMs: 10 });
  expect(shares.at(-1)).toEqual({ stage: 'transfer', ms: 0, percent: 0 });
});

test('a request refused at once has no bar', () => {
  expect(stageShares({ gatewayMs: 0, queueMs: 0, batchMs: 0, modelMs: 0, totalMs: 0 })).toEqual([]);
});

test.each([[200, 'info'], [404, 'warn'], [424, 'error'], [503, 'error']] as const)('status %i is %s', (status, level) => expect(levelOf(status)).toBe(level)); // biome-ignore format: a table
