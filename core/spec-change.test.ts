import { expect, test } from 'vitest';
import type { InputSpec, Signature } from './signature';
import { freedomOf, hasFreedom, type SpecWishes } from './signature-freedom';
import { changeSpecs, type SpecChange } from './spec-change';

const signatureOf = (...inputs: InputSpec[]): Signature => ({
  task: 'custom',
  default: 'serving_default',
  signatures: {},
  inputs,
  outputs: [{ name: 'out', datatype: 'FP32', shape: [-1, 3], role: 'other' }],
  batchable: true,
});
const table = signatureOf({ name: 'input', datatype: 'FP32', shape: [-1, 3], columns: ['age', 'income', 'a/b'] });
const plain = signatureOf({ name: 'input', datatype: 'FP32', shape: [-1, 2] });
const image = signatureOf({ name: 'data', datatype: 'FP32', shape: [-1, 3, -1, 224], open: [3] });
const text = signatureOf({ name: 'text', datatype: 'BYTES', shape: [-1, 1] });
const none: SpecWishes = {};

test.each<[string, string, Signature, SpecWishes, SpecChange, Required<SpecWishes> | null]>([
  ['a table of scikit-learn', 'sklearn', table, none, { datatypes: { input: 'INT64' } }, { datatypes: { input: 'INT64' }, shapes: {} }],
  ['one of its columns', 'sklearn', table, none, { datatypes: { age: 'BOOL' } }, { datatypes: { age: 'BOOL' }, shapes: {} }],
  ['what it is already', 'sklearn', table, none, { datatypes: { input: 'FP32', age: 'FP32' } }, null],
  ['a wish taken back', 'sklearn', table, { datatypes: { input: 'FP32' } }, { datatypes: { input: null } }, { datatypes: {}, shapes: {} }],
  ['a wish that was none', 'sklearn', table, none, { datatypes: { input: null }, shapes: { input: null } }, null],
  ['its own shape', 'sklearn', table, none, { shapes: { input: [3] } }, null],
  ['a shape of MXNet', 'mxnet', plain, none, { shapes: { input: [1, 28, 28] } }, { datatypes: {}, shapes: { input: [1, 28, 28] } }],
  ['the same with the rows before it', 'mxnet', plain, none, { shapes: { input: [-1, 4] } }, { datatypes: {}, shapes: { input: [4] } }],
  ['a dimension that an ONNX file leaves open', 'onnx', image, none, { shapes: { data: [3, 64, 224] } }, { datatypes: {}, shapes: { data: [3, 64, 224] } }],
  ['open again', 'onnx', image, { shapes: { data: [3, -1, 224] } }, { shapes: { data: [3, -1, -1] } }, { datatypes: {}, shapes: { data: [3, -1, -1] } }],
  ['what the file says', 'onnx', image, none, { datatypes: { data: 'FP32' } }, null],
])('takes %s', (_name, framework, signature, wishes, change, expected) => {
  expect(changeSpecs({ framework, signature, wishes }, change)).toEqual(expected);
});

test('columns that the same correction names may have a datatype', () => {
  const facts = { framework: 'sklearn', signature: plain, wishes: none, columns: { input: ['age', 'income'] } };
  expect(changeSpecs(facts, { datatypes: { age: 'INT64' } })).toEqual({ datatypes: { age: 'INT64' }, shapes: {} });
});

test.each<[string, string, Signature, SpecChange, string, RegExp]>([
  [
    'another datatype than the file says',
    'onnx',
    image,
    { datatypes: { data: 'INT64' } },
    '/signature/datatypes/data',
    /the file says that data is FP32, not INT64/,
  ],
  [
    'a datatype that no column has',
    'sklearn',
    table,
    { datatypes: { 'a/b': 'UINT8' } },
    '/signature/datatypes/a~1b',
    /can be FP32 or FP64 or INT64 or BOOL or BYTES, not UINT8/,
  ],
  ['text read as numbers', 'sklearn', text, { datatypes: { text: 'FP64' } }, '/signature/datatypes/text', /the file says/],
  ['a column of a tensor', 'onnx', table, { datatypes: { age: 'INT64' } }, '/signature/datatypes/age', /columns of input share one datatype/],
  [
    'an input that is not there',
    'sklearn',
    table,
    { datatypes: { constructor: 'INT64' } },
    '/signature/datatypes/constructor',
    /no input and no column constructor/,
  ],
  ['the shape of an input that is not there', 'onnx', image, { shapes: { x: [1] } }, '/signature/shapes/x', /no input x/],
  ['a fixed dimension', 'onnx', image, { shapes: { data: [1, 64, 224] } }, '/signature/shapes/data/0', /dimension 1 of the input data is 3, not 1/],
  ['rows', 'onnx', image, { shapes: { data: [8, 3, 64, 224] } }, '/signature/shapes/data/0', /number of rows of a request stays free/],
  ['another number of dimensions', 'onnx', image, { shapes: { data: [3, 64] } }, '/signature/shapes/data', /another number of dimensions/],
  ['no size', 'onnx', image, { shapes: { data: [3, 0, 224] } }, '/signature/shapes/data/1', /whole number from 1/],
  ['a free size of MXNet', 'mxnet', plain, { shapes: { input: [3, -1] } }, '/signature/shapes/input/1', /a size for every dimension/],
  ['a datatype of MXNet', 'mxnet', plain, { datatypes: { input: 'INT64' } }, '/signature/datatypes/input', /the file says/],
  ['more columns than it was fitted on', 'sklearn', table, { shapes: { input: [4] } }, '/signature/shapes/input/0', /dimension 1 of the input input is 3/],
])('refuses %s', (_name, framework, signature, change, pointer, words) => {
  const attempt = (): unknown => changeSpecs({ framework, signature, wishes: none }, change);
  expect(attempt).toThrow(
    expect.objectContaining({
      code: 'VALIDATION_FAILED',
      details: expect.objectContaining({ errors: [{ pointer, detail: expect.objectContaining({ text: expect.stringMatching(words) }) }] }),
    }),
  );
});

test('says of each input what it may be and why', () => {
  const [open] = freedomOf('onnx', image, none);
  expect(open.dimensions).toEqual([
    { size: 3, isOpen: false },
    { size: -1, isOpen: true },
    { size: 224, isOpen: true },
  ]);
  const [said] = freedomOf('sklearn', table, { datatypes: { input: 'FP32' } });
  expect(said).toMatchObject({ columns: ['age', 'income', 'a/b'], whyDatatype: { code: 'signatures.saidByPerson' } });
  expect(hasFreedom(freedomOf('onnx', plain, none))).toBe(false);
  expect(hasFreedom(freedomOf('container', image, none))).toBe(true);
});
