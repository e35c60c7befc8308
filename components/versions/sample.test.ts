import { expect, test } from 'vitest';
import { readableJson, sampleOf } from './sample';

test.each([
  [null, null],
  [{ rows: [[1]] }, { request: { rows: [[1]] }, response: null }],
  [
    { request: { rows: [[1]] }, response: { predictions: [] } },
    { request: { rows: [[1]] }, response: { predictions: [] } },
  ],
])('the sample %j holds %j', (sample, expected) => {
  expect(sampleOf(sample)).toEqual(expected);
});

test('short values stay on one line, long ones break', () => {
  expect(readableJson({ rows: [[5.1, 3.5]] })).toBe('{"rows": [[5.1, 3.5]]}');
  const long = { rows: [Array.from({ length: 30 }, (_, i) => i), Array.from({ length: 30 }, (_, i) => i)] };
  expect(readableJson(long).split('\n').length).toBeGreaterThan(4);
  expect(JSON.parse(readableJson(long))).toEqual(long);
});
