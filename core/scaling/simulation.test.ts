import { describe, expect, test } from 'vitest';
import { comparison } from './comparison';

describe.each(comparison())('$shape', (row) => {
  test('stays within its bounds and turns at most once a stable window', () => {
    expect(row.own.least).toBeGreaterThanOrEqual(row.bounds.min);
    expect(row.own.most).toBeLessThanOrEqual(row.bounds.max);
    expect(row.own.turnsWithinWindow).toBe(0);
  });

  test('takes at most 15 % more than who knows the load in advance, with p95 within the goal', () => {
    expect(row.own.instanceSeconds / row.best.instanceSeconds).toBeLessThanOrEqual(1.15);
    expect(row.own.overloadedShare).toBeLessThanOrEqual(0.05);
  });

  test('takes less, and overloads less, than target tracking by the minute', () => {
    expect(row.own.instanceSeconds).toBeLessThan(row.cloud.instanceSeconds);
    expect(row.own.overloadedSeconds).toBeLessThan(row.cloud.overloadedSeconds);
  });

  test('decides within three seconds after a step', () => {
    if (row.stepAt === null) return;
    const out = row.own.changes.find((change) => change.at > (row.stepAt ?? 0) && change.to > change.from);
    expect((out?.at ?? Number.POSITIVE_INFINITY) - row.stepAt).toBeLessThanOrEqual(3_000);
  });
});
