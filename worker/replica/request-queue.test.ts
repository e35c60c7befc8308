import { beforeEach, expect, test } from 'vitest';
import type { AppError } from '@/core/errors';
import { InferRequest, type ReplyTo } from './infer-request';
import { RequestQueue } from './request-queue';

let errors: [number, string][];
let queue: RequestQueue;
const replyTo: ReplyTo = {
  open: true,
  sendRows: () => undefined,
  sendBody: () => undefined,
  sendError: (id: number, error: AppError) => errors.push([id, error.code]),
};

beforeEach(() => {
  errors = [];
  queue = new RequestQueue();
});

function request(id: number, rows = 1, shapeKey = '', deadlineAt = 1_000, sizeBytes = 10): InferRequest {
  const made = new InferRequest({ id, replyTo, signature: 'serving_default', rows, inputs: [], shapeKey, raw: null, sizeBytes, receivedAt: 0, deadlineAt });
  queue.push(made);
  return made;
}
const take = (rowsMax: number, now = 0, alone = false): [number, number, number][] =>
  queue.take(rowsMax, alone, now).map(({ id, batchStart, batchRows }) => [id, batchStart, batchRows]);

test('takes in order of arrival, by rows', () => {
  for (const [id, rows] of [
    [1, 2],
    [2, 3],
    [3, 1],
  ])
    request(id, rows);
  expect(queue.rows).toBe(6);
  expect(take(5)).toEqual([
    [1, 0, 2],
    [2, 0, 3],
  ]);
  expect(take(5)).toEqual([[3, 0, 1]]);
  expect([queue.rows, queue.length]).toEqual([0, 0]);
});

test('a request that does not fit gives what fits and stays first', () => {
  request(1, 1);
  request(2, 7);
  request(3, 1);
  expect(take(4)).toEqual([
    [1, 0, 1],
    [2, 0, 3],
  ]);
  expect(take(4)).toEqual([[2, 3, 4]]);
  expect(take(4)).toEqual([[3, 0, 1]]);
});

test('shapes do not mix, and none waits for ever', () => {
  for (const [id, key] of [
    [1, 'a'],
    [2, 'b'],
    [3, 'a'],
    [4, 'b'],
  ] as const)
    request(id, 1, key);
  expect(take(8)).toEqual([
    [1, 0, 1],
    [3, 0, 1],
  ]);
  expect(take(8)).toEqual([
    [2, 0, 1],
    [4, 0, 1],
  ]);
});

test('what ended or is too late is dropped before it runs', () => {
  const first = request(1, 5);
  request(2, 1, '', 50);
  request(3);
  first.ended = true;
  expect(take(8, 60)).toEqual([[3, 0, 1]]);
  expect(errors).toEqual([[2, 'DEADLINE_EXCEEDED']]);
  expect([queue.rows, queue.length]).toEqual([0, 0]);
});

test('the rest of a request that failed half way is dropped', () => {
  const long = request(1, 10);
  request(2);
  expect(take(4)).toEqual([[1, 0, 4]]);
  long.fail({ code: 'MODEL_ERROR' } as AppError);
  expect(take(4)).toEqual([[2, 0, 1]]);
  expect(queue.rows).toBe(0);
});

test('alone means one request with all its rows', () => {
  request(1, 3);
  request(2, 1);
  expect(take(1, 0, true)).toEqual([[1, 0, 3]]);
  expect(take(1, 0, true)).toEqual([[2, 0, 1]]);
});

test('refuses what it cannot hold', () => {
  for (let id = 0; id < 16_384; id++) request(id);
  expect(() => request(99_999)).toThrow(expect.objectContaining({ code: 'OVERLOADED' }));
  take(1);
  expect(() => request(99_999)).not.toThrow();
  expect(() => request(100_000, 1, '', 1_000, 600 * 1024 * 1024)).toThrow();
});

test('a health check runs alone, when nothing of callers waits, however early it came', () => {
  const check = request(9);
  queue = new RequestQueue();
  check.spare = true;
  queue.push(check);
  request(1, 2);
  request(2);
  expect([queue.rows, queue.length]).toEqual([3, 3]);
  expect(take(2)).toEqual([[1, 0, 2]]);
  expect(take(4)).toEqual([[2, 0, 1]]);
  request(3);
  expect(take(4)).toEqual([[3, 0, 1]]);
  expect(take(4)).toEqual([[9, 0, 1]]);
  expect([queue.rows, queue.length, take(4)]).toEqual([0, 0, []]);
});

test('a health check that was given up is dropped without a run', () => {
  const check = request(9);
  queue = new RequestQueue();
  check.spare = true;
  queue.push(check);
  check.ended = true;
  expect(take(4)).toEqual([]);
  expect(queue.length).toBe(0);
});
