import fc from 'fast-check';
import { expect, test } from 'vitest';
import { isAppError } from '@/core/errors';
import type { Signature } from '@/core/signature';
import { elementBytes, elementCount, type Tensor, viewOf } from '@/core/tensors';
import { encodeTensorBlock } from '@/core/wire/tensor-block';
import { models } from '../testing/models';
import type { InputData } from './infer-request';
import { TensorReader } from './tensor-reader';

const named = {
  inputs: [
    { name: 'größe', datatype: 'FP32' as const, shape: [-1, 3] },
    { name: 'n', datatype: 'INT64' as const, shape: [-1, -1] },
    { name: 'text', datatype: 'BYTES' as const, shape: [-1] },
  ],
  outputs: [],
};
const signature: Signature = { task: 'custom', default: 'd', signatures: { d: named }, ...named };
const reader = new TensorReader(signature);

const requests = fc.record({ rows: fc.integer({ min: 1, max: 5 }), width: fc.integer({ min: 0, max: 4 }), seed: fc.integer({ min: 0, max: 99 }) });
function tensorsOf({ rows, width, seed }: { rows: number; width: number; seed: number }): Tensor[] {
  return [
    { name: 'größe', datatype: 'FP32', shape: [rows, 3], data: Float32Array.from({ length: rows * 3 }, (_, i) => i * seed) },
    { name: 'n', datatype: 'INT64', shape: [rows, width], data: BigInt64Array.from({ length: rows * width }, (_, i) => BigInt(i - seed)) },
    { name: 'text', datatype: 'BYTES', shape: [rows], data: Array.from({ length: rows }, (_, i) => Buffer.from('ä'.repeat((seed + i) % 4))) },
  ];
}
const valuesOf = ({ bytes, start, end, items }: InputData, datatype: 'FP32' | 'INT64'): unknown => items ?? [...viewOf(datatype, bytes.subarray(start, end))];

test('reads what the codec writes, wherever in a buffer it lies', () => {
  fc.assert(
    fc.property(requests, fc.integer({ min: 0, max: 20 }), (request, from) => {
      const tensors = tensorsOf(request);
      const read = reader.readBlock(Buffer.concat([Buffer.alloc(from, 0xff), encodeTensorBlock(tensors)]), from);
      expect(read.rows).toBe(request.rows);
      expect(read.inputs.map((input) => input.shape)).toEqual(tensors.map((tensor) => tensor.shape));
      expect(valuesOf(read.inputs[0], 'FP32')).toEqual([...tensors[0].data]);
      expect(valuesOf(read.inputs[1], 'INT64')).toEqual([...tensors[1].data]);
      expect(read.inputs[2].items).toEqual((tensors[2].data as Uint8Array[]).map((item) => Buffer.from(item).toString('utf8')));
      expect(read.inputs.map(({ items, shape }) => [items, shape])).toEqual(
        reader.fromTensors(tensors, request.rows).inputs.map(({ items, shape }) => [items, shape]),
      );
    }),
  );
});

test('whatever was changed in a block, it is refused or still fits the model', () => {
  const edits = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 255 })), { minLength: 1, maxLength: 4 });
  fc.assert(
    fc.property(requests, edits, fc.nat(), (request, changes, cutAt) => {
      const block = encodeTensorBlock(tensorsOf(request));
      for (const [at, value] of changes) block[at % block.byteLength] = value;
      const payload = cutAt % 3 === 0 ? block.subarray(0, cutAt % block.byteLength) : block;
      try {
        const { inputs, rows } = reader.readBlock(payload, 0);
        for (const [i, { shape, start, end, bytes, items }] of inputs.entries()) {
          const { datatype } = named.inputs[i];
          expect(shape[0]).toBe(rows);
          expect(items === null ? end - start : items.length).toBe(elementCount(shape) * (elementBytes[datatype] || 1));
          expect(end).toBeLessThanOrEqual(bytes.byteLength);
        }
      } catch (error) {
        if (!isAppError(error)) throw error;
        expect(['BAD_REQUEST', 'SIGNATURE_MISMATCH']).toContain(error.code);
      }
    }),
    { numRuns: 2_000 },
  );
});

test('dimensions whose product is beyond any memory are refused', () => {
  const block = encodeTensorBlock(tensorsOf({ rows: 1, width: 1, seed: 1 }));
  const widths = block.indexOf(Buffer.from('n\0\0\0')) - 8;
  block.writeUInt32LE(0xffff_ffff, widths + 4);
  expect(() => reader.readBlock(block, 0)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }));
});

test('only shapes that can share a batch have the same key', () => {
  const key = (width: number): string => reader.readBlock(encodeTensorBlock(tensorsOf({ rows: 2, width, seed: 1 })), 0).shapeKey;
  expect(key(2)).toBe(key(2));
  expect(key(2)).not.toBe(key(3));
  const fixed = new TensorReader(models.classifier.signature);
  const x = (rows: number): Buffer => encodeTensorBlock([{ name: 'x', datatype: 'FP32', shape: [rows, 4], data: new Float32Array(rows * 4) }]);
  expect(fixed.readBlock(x(1), 0).shapeKey).toBe(fixed.readBlock(x(3), 0).shapeKey);
});
