import { expect, test } from 'vitest';
import { Histogram } from './histogram';
import { encodeFrame, FrameReader, frameCode } from './wire/frame';
import { decodeSpool, encodeSpoolFrame } from './wire/spool-frame';
import { decodeTensorBlock, encodeTensorBlock } from './wire/tensor-block';
import type { UsageRecord } from './wire/usage-record';

test('splits frames however the stream is cut', () => {
  const frames = [
    encodeFrame(7, frameCode.infer, 1, Buffer.from('hello')),
    encodeFrame(8, frameCode.ping, 0, Buffer.alloc(0)),
    encodeFrame(9, frameCode.result, 0, Buffer.alloc(5000, 3)),
  ];
  const stream = Buffer.concat(frames);
  expect(frames[0].toString('hex')).toBe('00000005000000070300000168656c6c6f');
  for (const size of [1, 5, 12, 13, 4096, stream.byteLength]) {
    const seen: [number, number, number][] = [];
    const reader = new FrameReader((id, code, _flags, _aux, payload) => seen.push([id, code, payload.byteLength]));
    for (let at = 0; at < stream.byteLength; at += size) reader.push(stream.subarray(at, at + size));
    expect(seen).toEqual([
      [7, 3, 5],
      [8, 8, 0],
      [9, 4, 5000],
    ]);
  }
});

test('tensor blocks round-trip every kind of data', () => {
  const tensors = [
    { name: 'x', datatype: 'FP32' as const, shape: [1, 3], data: new Float32Array([1.5, Number.NaN, -0]) },
    { name: 'text', datatype: 'BYTES' as const, shape: [2], data: [Buffer.from('ü'), Buffer.from('')] },
    { name: 'n', datatype: 'INT64' as const, shape: [1], data: new BigInt64Array([-(2n ** 63n)]) },
  ];
  const [x, text, n] = decodeTensorBlock(encodeTensorBlock(tensors));
  expect(x).toEqual(tensors[0]);
  expect((text.data as Uint8Array[]).map((item) => Buffer.from(item).toString())).toEqual(['ü', '']);
  expect(n).toEqual(tensors[2]);
});

test('a spool torn at any byte keeps every whole record', () => {
  const record = { at: 1, requestId: 'a', status: 200, predictions: 3 } as unknown as UsageRecord;
  const frame = encodeSpoolFrame([record]);
  const segment = Buffer.concat([frame, frame, frame]);
  for (let cut = 0; cut <= segment.byteLength; cut++) {
    const { records, goodBytes } = decodeSpool(segment.subarray(0, cut));
    expect(records.length).toBe(Math.floor(cut / frame.byteLength));
    expect(goodBytes).toBe(records.length * frame.byteLength);
  }
});

test('percentiles of merged histograms are within half a bucket of the truth', () => {
  const [a, b] = [new Histogram(), new Histogram()];
  for (let us = 1; us <= 10_000; us++) (us % 2 ? a : b).record(us);
  a.merge(b);
  expect(a.count).toBe(10_000);
  expect(Math.abs(a.percentileUs(0.99) - 9_900) / 9_900).toBeLessThan(0.045);
});
