import { describe, expect, test } from 'vitest';
import type { Version } from '@/services/versions/schemas';
import { bodyOfForm, csvOfForm, valuesOfSample } from './body';
import { ink } from './drawing-pad';
import { faultOf, fieldsOf, isDrawable } from './form-fields';
import { problemsByField } from './problems';
import { splitOf } from './timing';

type Signature = NonNullable<Version['signature']>;
const signature = (inputs: Signature['inputs']): Signature => ({
  task: 'classify',
  default: 'd',
  signatures: { d: { inputs, outputs: [] } },
  inputs,
  outputs: [],
});
const must = <T>(value: T | null): T => {
  if (value === null) throw new Error('expected a value');
  return value;
};

const iris = signature([{ name: 'x', datatype: 'FP32', shape: [-1, 4], columns: ['sepal length', 'sepal width', 'petal length', 'petal width'] }]);
const mixed = signature([
  { name: 'age', datatype: 'INT64', shape: [-1, 1] },
  { name: 'city', datatype: 'BYTES', shape: [-1] },
  { name: 'member', datatype: 'BOOL', shape: [-1, 1] },
]);
const image = signature([{ name: 'x', datatype: 'FP32', shape: [-1, 8, 8] }]);

describe('the form of a signature', () => {
  test('has a field a column', () => {
    expect(must(fieldsOf(iris)).map((field) => field.label)).toEqual(['sepal length', 'sepal width', 'petal length', 'petal width']);
  });

  test('has none where a dimension is free or too many values are needed', () => {
    expect(fieldsOf(signature([{ name: 'x', datatype: 'FP32', shape: [-1, -1] }]))).toBeNull();
    expect(fieldsOf(signature([{ name: 'x', datatype: 'FP32', shape: [-1, 224, 224] }]))).toBeNull();
  });

  test.each([
    ['FP32', '1e-3', null],
    ['FP32', '', 'empty'],
    ['FP32', 'abc', 'number'],
    ['FP32', 'Infinity', 'number'],
    ['INT64', '1.5', 'integer'],
    ['INT64', '9007199254740993', null],
  ])('%s takes %j: %s', (datatype, text, fault) => {
    expect(faultOf({ key: 'k', label: 'k', input: 'k', kind: 'number', datatype }, text)).toBe(fault);
  });
});

describe('the body of a form', () => {
  test('keeps the digits as typed', () => {
    const fields = must(fieldsOf(iris));
    const values = Object.fromEntries(fields.map((field, i) => [field.key, ['5.10', '3.5', '1.4', '9007199254740993'][i]]));
    expect(bodyOfForm(iris, fields, values)).toBe('{"rows": [[5.10, 3.5, 1.4, 9007199254740993]]}');
  });

  test('names several inputs', () => {
    const fields = must(fieldsOf(mixed));
    const values = { 'age[0]': '41', 'city[0]': 'Köln "am Rhein"', 'member[0]': 'true' };
    const body = bodyOfForm(mixed, fields, values);
    expect(JSON.parse(body)).toEqual({ rows: [{ age: [41], city: 'Köln "am Rhein"', member: [true] }] });
  });

  test('nests an image', () => {
    const fields = must(fieldsOf(image));
    const body = JSON.parse(bodyOfForm(image, fields, Object.fromEntries(fields.map((field, i) => [field.key, String(i)])))) as { rows: number[][][] };
    expect(body.rows[0]).toHaveLength(8);
    expect(body.rows[0][7][7]).toBe(63);
  });

  test('turns numbers that JSON does not know into some it does', () => {
    const one = signature([{ name: 'x', datatype: 'FP32', shape: [-1, 1] }]);
    const fields = must(fieldsOf(one));
    expect(bodyOfForm(one, fields, { 'x[0]': ' +.5 ' })).toBe('{"rows": [[0.5]]}');
  });

  test('as CSV quotes what must be', () => {
    const fields = must(fieldsOf(mixed));
    expect(csvOfForm(fields, { 'age[0]': '41', 'city[0]': 'a,"b"', 'member[0]': 'true' })).toBe('age,city,member\n41,"a,""b""",true\n');
  });

  test.each([
    ['rows as lists', iris, { rows: [[1, 2, 3, 4]] }, ['1', '2', '3', '4']],
    ['rows as objects', iris, { rows: [{ 'sepal length': 1, 'sepal width': 2, 'petal length': 3, 'petal width': 4 }] }, ['1', '2', '3', '4']],
    ['columns', iris, { inputs: { x: [[1, 2, 3, 4]] } }, ['1', '2', '3', '4']],
    ['several inputs', mixed, { rows: [{ age: 7, city: 'x', member: true }] }, ['7', 'x', 'true']],
    ['no sample', mixed, null, ['0', '', 'false']],
  ])('begins with the sample: %s', (_name, of, sample, expected) => {
    const fields = must(fieldsOf(of));
    const values = valuesOfSample(fields, of, sample);
    expect(fields.map((field) => values[field.key])).toEqual(expected);
  });
});

describe('drawing', () => {
  test('is for images of 8 by 8', () => {
    expect([isDrawable(image), isDrawable(signature([{ name: 'x', datatype: 'FP32', shape: [-1, 64] }])), isDrawable(iris)]).toEqual([true, true, false]);
  });

  test('stays within the image and between 0 and 16', () => {
    let cells = Array.from({ length: 64 }, () => 0);
    for (let i = 0; i < 5; i++) cells = ink(cells, 0);
    expect(cells[0]).toBe(16);
    expect(cells[1]).toBe(15);
    expect(cells[7]).toBe(0);
    expect(cells.every((value) => value >= 0 && value <= 16)).toBe(true);
  });
});

test('problems find their field', () => {
  const fields = must(fieldsOf(iris));
  const found = problemsByField(
    [
      { pointer: '/rows/0/2', detail: 'expects a number' },
      { pointer: '/rows/0/sepal width', detail: 'is missing' },
      { pointer: '/parameters', detail: 'elsewhere' },
    ],
    fields,
  );
  expect(found).toEqual({ 'x[2]': 'expects a number', 'x[1]': 'is missing' });
});

test('the latency split adds up to the whole', () => {
  const split = must(splitOf('gateway;dur=0.4, queue;dur=0.1, batch;dur=0, model;dur=1.5', 5));
  expect(split).toMatchObject({ gateway: 0.4, queue: 0.1, batch: 0, model: 1.5, total: 5 });
  expect(split.network).toBeCloseTo(3);
});
