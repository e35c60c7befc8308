import { expect, test } from 'vitest';
import type { Signature } from '@/core/signature';
import type { Tensor } from '@/core/tensors';
import { readDataSample } from './data-sample';
import { evaluateRows } from './evaluate';

const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [-1, 2], columns: ['length', 'width'] }];
const outputs = [{ name: 'p', datatype: 'FP32' as const, shape: [-1, 2], role: 'scores' as const }];
const signature: Signature = { task: 'classify', default: 'd', signatures: {}, inputs, outputs, labels: ['small', 'large'], batchable: true };
const unnamed: Signature = { ...signature, inputs: [{ ...inputs[0], columns: undefined } as never] };
const mixed: Signature = {
  ...signature,
  inputs: [
    { name: 'age', datatype: 'FP64', shape: [-1, 1] },
    { name: 'town', datatype: 'BYTES', shape: [-1, 1] },
  ],
};

const read = (text: string, target: string | null = null, of = signature, filename = 'rows.csv') => readDataSample(Buffer.from(text), { filename, target }, of);
const valuesOf = ({ tensors }: { tensors: Tensor[] }): unknown[] => tensors.map(({ data }) => [...(data as Float32Array)]);

test.each<[string, string, string | null, Signature, unknown[], string[] | null]>([
  ['columns by name, in any order', 'width,length\n2,1\n4,3\n', null, signature, [[1, 2, 3, 4]], null],
  ['the target apart, other columns left out', 'id,length,kind,width\n7,1,small,2\n8,3,large,4\n', 'kind', signature, [[1, 2, 3, 4]], ['small', 'large']],
  ['columns by place, whatever their names', 'a,b,kind\n1,2,small\n', 'kind', unnamed, [[1, 2]], ['small']],
  ['a list of rows', '[[1, 2], {"width": 4, "length": 3}]', null, signature, [[1, 2, 3, 4]], null],
  ['rows with labels beside them', '{"rows": [[1, 2]], "labels": ["small"]}', null, signature, [[1, 2]], ['small']],
  ['rows with the target inside', '{"rows": [{"length": 1, "width": 2, "kind": 0}]}', 'kind', signature, [[1, 2]], ['0']],
  ['columns as inputs', '{"inputs": {"x": [[1, 2]]}, "targets": [1]}', null, signature, [[1, 2]], ['1']],
])('reads %s', (_name, text, target, of, values, targets) => {
  const sample = read(text, target, of, text.startsWith('w') ? 'rows.csv' : 'rows');
  expect(valuesOf(sample)).toEqual(values);
  expect(sample.targets).toEqual(targets);
});

test('reads several inputs with text among them', () => {
  const sample = read('town,age,kind\nBonn,30,small\n', 'kind', mixed);
  expect(Buffer.from((sample.tensors[1].data as Uint8Array[])[0]).toString()).toBe('Bonn');
  expect(sample.rows).toBe(1);
});

test.each<[string, string, string | null, RegExp]>([
  ['a target that is no column', 'length,width\n1,2\n', 'kind', /no column kind; its columns are length, width/],
  ['a row without its target', 'length,width,kind\n1,2,\n', 'kind', /row 1 has no kind/],
  ['text where a number belongs', 'length,width\n1,2\n3,wide\n', null, /rows\/1\/1/],
  ['rows of another width', '[[1, 2, 3]]', null, /rows\/0/],
  ['fewer labels than rows', '{"rows": [[1, 2], [3, 4]], "labels": ["small"]}', null, /1 labels for 2 rows/],
  ['labels that are objects', '{"rows": [[1, 2]], "labels": [{}]}', null, /row 1 is neither text nor a number/],
  ['labels and a target', '{"rows": [{"length": 1, "width": 2, "k": 1}], "labels": [1]}', 'k', /labels beside the rows/],
  ['nothing at all', '', null, /cannot be read/],
  ['a header alone', 'length,width\n', null, /cannot be read/],
  ['broken JSON', '{"rows": [[1, 2]', null, /cannot be read/],
  ['too many rows', `length,width\n${'1,2\n'.repeat(10_001)}`, null, /10,001 rows; at most 10,000/],
  ['an array with a target', '\x93NUMPY', 'kind', /no columns with names/],
])('refuses %s and says where', (_name, text, target, words) => {
  const bytes = Buffer.from(text, 'latin1');
  expect(() => readDataSample(bytes, { filename: 'rows.csv', target }, signature)).toThrow(words);
  expect(() => readDataSample(bytes, { filename: 'rows.csv', target }, signature)).toThrow(expect.objectContaining({ code: 'SAMPLE_UNREADABLE' }));
});

/** Says `large` where the first value is above 1. */
const model = {
  run: async ([tensor]: readonly Tensor[]): Promise<Tensor[]> => {
    const rows = tensor.shape[0];
    const data = Float32Array.from({ length: 2 * rows }, (_, i) => Number((Number(tensor.data[i - (i % 2)]) > 1 ? 1 : 0) === i % 2));
    return [{ name: 'p', datatype: 'FP32', shape: [rows, 2], data }];
  },
};

test.each([
  ['labels by name', ['small', 'small', 'large', 'small'], 0.75],
  ['labels by number', ['0', '1', '1', '0'], 0.5],
])('the accuracy counts %s', async (_name, labels, accuracy) => {
  const sample = read(
    JSON.stringify({
      rows: [
        [0, 0],
        [0, 0],
        [2, 0],
        [3, 0],
      ],
      labels,
    }),
  ); // prettier-ignore
  expect(await evaluateRows(model, signature, sample)).toMatchObject({ rows: 4, metrics: { accuracy } });
});

test('figures are measured by R², mean absolute and root mean square error, rows one by one where they must', async () => {
  const calls: number[] = [];
  const first = {
    run: async ([tensor]: readonly Tensor[]): Promise<Tensor[]> => {
      calls.push(tensor.shape[0]);
      return [{ name: 'y', datatype: 'FP32', shape: [1, 1], data: Float32Array.of(Number(tensor.data[0])) }];
    },
  };
  const regress: Signature = {
    ...signature,
    task: 'regress',
    labels: undefined,
    batchable: false,
    outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 1], role: 'value' }],
  } as Signature; // prettier-ignore
  const sample = read('length,width,y\n1,0,1\n2,0,3\n4,0,4\n', 'y', regress);
  const { metrics } = await evaluateRows(first, regress, sample);
  expect(metrics.mae).toBeCloseTo(1 / 3);
  expect(metrics.rmse).toBeCloseTo(Math.sqrt(1 / 3));
  expect(metrics.r2).toBeCloseTo(1 - 1 / (14 / 3));
  expect(calls).toEqual([1, 1, 1]);
  await expect(evaluateRows(first, regress, read('length,width,y\n1,0,one\n', 'y', regress))).rejects.toThrow(/row 1 is one, not a number/);
});
