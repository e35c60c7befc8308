import type { Socket } from 'node:net';
import { PassThrough } from 'node:stream';
import { expect, test } from 'vitest';
import type { Tensor } from '@/core/tensors';
import { FrameReader, frameCode, readResultHead, resultHeadBytes } from '@/core/wire/frame';
import { encodeTensorBlock } from '@/core/wire/tensor-block';
import { InferRequest, type OutputRows, type ReplyTo } from './infer-request';
import { Outbox } from './outbox';
import { sliceRows } from './outputs';
import { ResultWriter } from './result-writer';

const replyTo: ReplyTo = { open: true, sendRows: () => undefined, sendBody: () => undefined, sendError: () => undefined };
const numbers: Tensor[] = [
  { name: 'label', datatype: 'INT64', shape: [5], data: BigInt64Array.from([1n, 2n, 3n, 4n, 5n]) },
  { name: 'scores', datatype: 'FP32', shape: [5, 3], data: Float32Array.from({ length: 15 }, (_, i) => i / 4) },
  { name: 'é', datatype: 'BOOL', shape: [5, 1, 3], data: Uint8Array.from({ length: 15 }, (_, i) => i % 2) },
];
const text: Tensor[] = [{ name: 'word', datatype: 'BYTES', shape: [5], data: ['a', '', 'ccc', 'dd', 'é'].map((one) => Buffer.from(one)) }];

/** The frames that writing these outputs gives, read back. */
function written(list: OutputRows[]): { id: number; head: object; block: Buffer }[] {
  const stream = new PassThrough();
  const outbox = new Outbox(stream as unknown as Socket);
  const writer = new ResultWriter();
  list.forEach((outputs, id) => {
    const request = new InferRequest({
      id,
      replyTo,
      signature: 'serving_default',
      rows: outputs.rows,
      inputs: [],
      shapeKey: '',
      raw: null,
      sizeBytes: 0,
      receivedAt: 0,
      deadlineAt: 0,
    });
    Object.assign(request, { queueMs: 0.5, batchMs: 0.001, modelMs: 2, ranWithRows: 9 });
    writer.write(outbox, request, outputs);
  });
  outbox.flush();
  const frames: { id: number; head: object; block: Buffer }[] = [];
  const reader = new FrameReader((id, code, _flags, _aux, payload) => {
    expect(code).toBe(frameCode.result);
    frames.push({ id, head: readResultHead(payload, 0), block: Buffer.from(payload.subarray(resultHeadBytes)) });
  });
  for (let chunk = stream.read() as Buffer | null; chunk !== null; chunk = stream.read() as Buffer | null) reader.push(chunk);
  return frames;
}

test.each([
  ['numbers', numbers],
  ['text', text],
])('a result with %s is the block that the codec makes, whichever rows it has', (_kind, tensors) => {
  const list = [
    [0, 1],
    [1, 1],
    [2, 3],
    [0, 5],
  ].map(([start, rows]): OutputRows => ({ tensors, start, rows, whole: false }));
  const frames = written([...list, { tensors, start: 0, rows: 1, whole: true }]);
  expect(frames.map((frame) => frame.id)).toEqual([0, 1, 2, 3, 4]);
  expect(frames[2].head).toEqual({ queueUs: 500, batchUs: 1, modelUs: 2_000, rows: 3, batchRows: 9 });
  for (const [i, outputs] of list.entries()) expect(frames[i].block.equals(encodeTensorBlock(sliceRows(outputs)))).toBe(true);
  expect(frames[4].block.equals(encodeTensorBlock(tensors))).toBe(true);
});

test('results larger than the buffer arrive whole and in order', () => {
  const wide: Tensor[] = [{ name: 'v', datatype: 'FP32', shape: [3, 40_000], data: Float32Array.from({ length: 120_000 }, (_, i) => i) }];
  const list = [0, 1, 2].flatMap((start): OutputRows[] => [
    { tensors: wide, start, rows: 1, whole: false },
    { tensors: numbers, start, rows: 1, whole: false },
  ]);
  const frames = written(list);
  for (const [i, outputs] of list.entries()) expect(frames[i].block.equals(encodeTensorBlock(sliceRows(outputs)))).toBe(true);
});
