import { expect, test } from 'vitest';
import { chartsOf, errorPercent, isQuiet, latest, type Point, perSecond, shortName, tableOf, total } from './series';

const requests: Point[] = [
  [0, 20],
  [10_000, null],
  [20_000, 40],
];

test('counts are summed as they are and shown a second', () => {
  expect(total(requests)).toBe(60);
  expect(perSecond(requests, 10)).toEqual([
    [0, 2],
    [10_000, null],
    [20_000, 4],
  ]);
});

test('the newest value passes over steps without data', () => {
  expect(latest([[0, 3], [1, null]])).toBe(3); // biome-ignore format: one line reads better
  expect(latest([[0, null]])).toBeNull();
});

test('errors of no requests are unknown, not zero', () => {
  expect(errorPercent(0, 0)).toBeNull();
  expect(errorPercent(200, 1)).toBe(0.5);
});

test('percentiles of a measure share a chart, another unit has its own', () => {
  const metrics = {
    step: 10,
    series: [
      { name: 'requests', unit: 'count', points: [[0, 20]] as [number, number | null][] },
      { name: 'latency.p50', unit: 'ms', points: [[0, 1]] as [number, number | null][] },
      { name: 'latency.p99', unit: 'ms', points: [[0, 9]] as [number, number | null][] },
      { name: 'queue.depth', unit: 'requests', points: [[0, 9]] as [number, number | null][] },
    ],
  };
  const charts = chartsOf(metrics);
  expect(charts.map((chart) => [chart.id, chart.series.map((series) => series.name)])).toEqual([
    ['requests', ['requests']],
    ['latency', ['latency.p50', 'latency.p99']],
    ['depth', ['queue.depth']],
  ]);
  expect(charts[0]?.series[0]?.points).toEqual([[0, 2]]);
  expect(shortName('latency.p99')).toBe('p99');
  expect(shortName('requests')).toBe('requests');
});

test('the table keeps every value of every series, also where times differ', () => {
  const table = tableOf([
    { name: 'a', unit: 'ms', points: [[1_000, 1]] },
    { name: 'b', unit: '', points: [[0, 2], [1_000, null]] }, // biome-ignore format: one line reads better
  ]);
  expect(table.header).toEqual(['time', 'a (ms)', 'b']);
  expect(table.rows).toEqual([
    ['1970-01-01T00:00:00.000Z', null, 2],
    ['1970-01-01T00:00:01.000Z', 1, null],
  ]);
});

test('a window without a single request is quiet, whatever its replicas use', () => {
  expect(isQuiet({ step: 10, series: [{ name: 'memory', unit: 'bytes', points: [[0, 1]] }] })).toBe(true);
  expect(isQuiet({ step: 10, series: [{ name: 'requests', unit: '', points: [[0, 0], [1, null]] }] })).toBe(true); // biome-ignore format: one line
  expect(isQuiet({ step: 10, series: [{ name: 'requests', unit: '', points: [[0, 1]] }] })).toBe(false);
});
