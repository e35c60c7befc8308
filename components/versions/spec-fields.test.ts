import { expect, test } from 'vitest';
import type { Signature } from '@/core/signature';
import { freedomOf } from '@/core/signature-freedom';
import { specChangeOf, valuesOf } from './spec-fields';

const inputs = [
  { name: 'table', datatype: 'FP32' as const, shape: [-1, 2], columns: ['age', 'income'] },
  { name: 'image', datatype: 'FP32' as const, shape: [-1, -1, 224], open: [2] },
];
const signature: Signature = { task: 'custom', default: 'd', signatures: {}, inputs, outputs: [] };

test('fields say what is other than before, and nothing else', () => {
  const freedom = freedomOf('onnx', signature, {});
  const before = valuesOf(freedom, { table: 'FP32', image: 'FP32' });
  expect(before.sizes).toEqual({ table: ['2'], image: ['', '224'] });
  expect(specChangeOf(freedom, before, before)).toBeNull();
  const sizes = (image: string[]) => specChangeOf(freedom, before, { ...before, sizes: { ...before.sizes, image } });
  expect(sizes(['3', ''])).toEqual({ shapes: { image: [3, -1] } });
  expect(sizes(['', ''])).toEqual({ shapes: { image: null } });
  expect(sizes(['x', '224'])).toEqual({ shapes: { image: [0, 224] } });
  const typed = (datatypes: Record<string, string>) => specChangeOf(freedom, before, { ...before, datatypes: { ...before.datatypes, ...datatypes } });
  expect(typed({ age: 'INT64' })).toEqual({ datatypes: { age: 'INT64' } });
  expect(typed({ table: '', age: '' })).toEqual({ datatypes: { table: null } });
});
