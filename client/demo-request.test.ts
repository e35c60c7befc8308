import { expect, test } from 'vitest';
import { demoRequest, rowsOf } from './demo-request';

/** The same numbers on every run. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

test('most requests are right and differ, a few are wrong on purpose', () => {
  const random = seeded(1);
  const requests = Array.from({ length: 1000 }, () => demoRequest('iris', [[5.1, 3.5, 1.4, 0.2]], random));
  const isRight = (body: string, type: string): boolean => {
    if (type === 'text/csv')
      return body.split('\n').every((line) => line.split(',').length === 4 && line.split(',').every((cell) => Number.isFinite(Number(cell))));
    if (type !== 'application/json') return false;
    try {
      const { rows } = JSON.parse(body) as { rows?: unknown };
      return Array.isArray(rows) && rows.every((row) => Array.isArray(row) && row.length === 4 && row.every((cell) => typeof cell === 'number'));
    } catch {
      return false;
    }
  };
  const right = requests.filter(({ body, contentType }) => isRight(body, contentType)).length;
  expect(right).toBeGreaterThan(900);
  expect(right).toBeLessThan(980);
  expect(new Set(requests.map(({ body }) => body)).size).toBeGreaterThan(900);
  expect(requests.every(({ path }) => path === '/v1/endpoints/iris/predict')).toBe(true);
});

test('rows come from the sample that was run at the check, else from the shape', () => {
  const spec = { name: 'x', datatype: 'FP32' as const, shape: [-1, 3] };
  const signature = { task: 'regress' as const, default: 's', signatures: {}, inputs: [spec], outputs: [] };
  expect(rowsOf({ sample: { request: { rows: [[1, 2, 3]] } }, signature })).toEqual([[1, 2, 3]]);
  expect(rowsOf({ sample: null, signature })).toEqual([[1, 1, 1]]);
  expect(rowsOf({ sample: null, signature: null })).toEqual([]);
});
