import { describe, expect, test } from 'vitest';
import type { Tensor } from '@/core/tensors';
import { compareOutput, tiedRows } from './parity';

const figures = (data: number[], shape = [data.length]): Tensor => ({ name: 'y', datatype: 'FP64', shape, data: Float64Array.from(data) });
const texts = (data: string[]): Tensor => ({ name: 'label', datatype: 'BYTES', shape: [data.length], data: data.map((text) => Buffer.from(text)) });
const none: ReadonlySet<number> = new Set();

describe('how alike two answers are', () => {
  test('figures within the tolerance pass, relative to their size above one', () => {
    expect(compareOutput(figures([0.5, 1e6]), figures([0.50009, 1e6 + 99]), none)).toMatchObject({ passed: true, labelAgreement: null });
    expect(compareOutput(figures([0.5]), figures([0.5002]), none)).toMatchObject({ passed: false, maxAbs: expect.closeTo(2e-4, 6) });
    expect(compareOutput(figures([1e6]), figures([1e6 + 101]), none).passed).toBe(false);
  });

  test('what is no number must be none on both sides', () => {
    expect(compareOutput(figures([Number.NaN, Number.POSITIVE_INFINITY]), figures([Number.NaN, Number.POSITIVE_INFINITY]), none).passed).toBe(true);
    expect(compareOutput(figures([Number.NaN]), figures([0]), none).passed).toBe(false);
    expect(compareOutput(figures([1]), figures([Number.POSITIVE_INFINITY]), none).passed).toBe(false);
  });

  test('labels must agree in every row but in ties', () => {
    expect(compareOutput(texts(['a', 'b', 'c']), texts(['a', 'b', 'c']), none)).toMatchObject({ passed: true, labelAgreement: 1 });
    expect(compareOutput(texts(['a', 'b', 'c', 'd']), texts(['a', 'b', 'c', 'x']), none)).toMatchObject({ passed: false, labelAgreement: 0.75 });
    expect(compareOutput(texts(['a', 'b', 'c', 'd']), texts(['a', 'b', 'c', 'x']), new Set([3]))).toMatchObject({ passed: true, labelAgreement: 0.75 });
  });

  test('another number of values never passes', () => {
    expect(compareOutput(figures([1, 2]), figures([1]), none).passed).toBe(false);
  });

  test('ties are rows whose two best scores are as good as equal', () => {
    const scores = { ...figures([0.5, 0.5, 0.9, 0.1, 0.33, 0.67], [3, 2]), name: 'probabilities' };
    expect([...tiedRows([texts(['a', 'b', 'a']), scores], ['label', 'scores'])]).toEqual([0]);
    expect([...tiedRows([texts(['a'])], ['label'])]).toEqual([]);
  });
});
