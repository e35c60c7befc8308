import fc from 'fast-check';
import { expect, test } from 'vitest';
import { daysOf, periodIds, periodOf } from './period';
import { type CostLine, differenceMicros, groupByOf, groupOf, labelOf, perThousandMicros, reportGroups, sortLines, stackDays } from './report';

const figures = { requests: 1, predictions: 1, errors: 0, unknown: 0, instanceSeconds: 1, modelMilliseconds: 1, bytesIn: 1, bytesOut: 1 };
const line = (endpoint: string, day: string, amountMicros: number): CostLine => ({ ...figures, endpoint, day, amountMicros });

test('the month runs from its first day in UTC to the end of today', () => {
  const now = Date.parse('2026-11-25T23:59:59.999Z');
  expect(periodOf('month', now)).toEqual({ from: '2026-11-01T00:00:00.000Z', to: '2026-11-26T00:00:00.000Z' });
  expect(periodOf('last-month', Date.parse('2026-01-31T10:00:00Z'))).toEqual({ from: '2025-12-01T00:00:00.000Z', to: '2026-01-01T00:00:00.000Z' });
  expect(daysOf(periodOf('7d', now))).toHaveLength(7);
  expect(daysOf(periodOf('30d', now)).at(-1)).toBe('2026-11-25');
});

test.each(periodIds)('the key of %s stands still within a day', (id) => {
  expect(periodOf(id, Date.parse('2026-11-25T00:00:00Z'))).toEqual(periodOf(id, Date.parse('2026-11-25T23:59:00Z')));
});

test('days without cost are shown, and the smallest groups are summed in the rest', () => {
  const lines = [line('a', '2026-11-01', 10), line('b', '2026-11-01', 5), line('c', '2026-11-02', 3), line('d', '2026-11-02', 2)];
  const stacked = stackDays(lines, 'endpoint', ['2026-11-01', '2026-11-02', '2026-11-03'], 3);
  expect(stacked.names).toEqual(['a', 'b', '']);
  expect(stacked.days).toEqual([
    { day: '2026-11-01', amounts: [10, 5, 0] },
    { day: '2026-11-02', amounts: [0, 0, 5] },
    { day: '2026-11-03', amounts: [0, 0, 0] },
  ]);
});

test('stacking never gains or loses a micro-unit', () => {
  const days = ['2026-11-01', '2026-11-02', '2026-11-03'];
  const anyLine = fc.record({ name: fc.constantFrom('a', 'b', 'c', 'd', 'e', 'f', 'g'), day: fc.constantFrom(...days), micros: fc.nat(1_000_000_000) });
  fc.assert(
    fc.property(fc.array(anyLine), fc.integer({ min: 1, max: 8 }), (drawn, stacksMax) => {
      const lines = drawn.map(({ name, day, micros }) => line(name, day, micros));
      const stacked = stackDays(lines, 'endpoint', days, stacksMax);
      const sum = stacked.days.flatMap((row) => row.amounts).reduce((all, amount) => all + amount, 0);
      expect(sum).toBe(lines.reduce((all, item) => all + item.amountMicros, 0));
      expect(stacked.totalMicros).toBe(sum);
      expect(stacked.names.length).toBeLessThanOrEqual(Math.max(1, stacksMax));
    }),
  );
});

test('a report that does not reconcile says by how much', () => {
  const items = [line('a', '2026-11-01', 10), line('b', '2026-11-01', 5)];
  const costs = { items, total: { ...figures, amountMicros: 16 }, currency: 'USD', asOf: '2026-11-25T00:00:00.000Z' };
  expect(differenceMicros(costs)).toBe(1);
});

test('dearest first, then by name', () => {
  const lines = [line('b', '', 5), line('c', '', 9), line('a', '', 5)];
  expect(sortLines(lines, 'endpoint').map((item) => item.endpoint)).toEqual(['c', 'a', 'b']);
});

test('a key is shown by its name, a version with its model', () => {
  expect(labelOf({ ...line('', '', 0), key: 'key_1', keyName: 'Shop' }, 'key')).toBe('Shop');
  expect(labelOf({ ...line('', '', 0), key: '(availability)' }, 'key')).toBe('(availability)');
  expect(labelOf({ ...line('', '', 0), model: 'iris', version: 3 }, 'version')).toBe('iris 3');
});

test.each(reportGroups)('a report by %s knows its group, by days as well', (group) => {
  expect(groupOf(groupByOf(group))).toBe(group);
  expect(groupOf(`day,${groupByOf(group)}`)).toBe(group);
});

test('cost of a thousand predictions', () => {
  expect(perThousandMicros(1_500, 1_000)).toBe(1_500);
  expect(perThousandMicros(1, 0)).toBeNull();
});
