import { describe, expect, test } from 'vitest';
import { isAppError } from '../errors';
import type { Signature } from '../signature';
import { decodeRequest, encodeResponse, parseJson } from '.';
import { fromHalf, toHalf } from './numbers';

const named = {
  inputs: [{ name: 'x', datatype: 'FP32' as const, shape: [-1, 2], columns: ['a', 'b'] }],
  outputs: [{ name: 'p', datatype: 'FP32' as const, shape: [-1, 2], role: 'scores' as const }],
};
const signature: Signature = { task: 'classify', default: 'serving_default', signatures: { serving_default: named }, ...named, labels: ['no', 'yes'] };
const task = (body: string | Buffer, contentType = 'application/json', of = signature) =>
  decodeRequest({ protocol: 'task', contentType, jsonBytes: -1 }, Buffer.from(body), of);
const v2 = (body: Buffer | string, jsonBytes = -1, of = signature) =>
  decodeRequest({ protocol: 'open-inference', contentType: 'application/json', jsonBytes }, Buffer.from(body), of);
const refusal = (run: () => unknown): { code: string; pointer?: string } => {
  try {
    run();
  } catch (error) {
    if (isAppError(error)) return { code: error.code, pointer: error.details.errors?.[0].pointer };
    throw error;
  }
  throw new Error('was not refused');
};

test('every form of a body gives the same tensor', () => {
  const expected = new Float32Array([1, 2, 3, 4.5]);
  for (const decoded of [
    task('{"rows":[[1,2],[3,4.5]]}'),
    task('{"rows":[{"b":2,"a":1},{"a":3,"b":4.5}]}'),
    task('{"rows":[{"x":[1,2]},{"x":[3,4.5]}]}'),
    task('{"inputs":{"x":[[1,2],[3,4.5]]}}'),
    task('{"tensors":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,3,4.5]}]}'),
    task('b,a\n2,1\n4.5,3\n', 'text/csv'),
    task('1,2\n3,4.5', 'text/csv; charset=utf-8'),
    v2('{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[[1,2],[3,4.5]]}]}'),
  ]) {
    expect(decoded.tensors[0].data).toEqual(expected);
    expect(decoded.tensors[0].shape).toEqual([2, 2]);
    expect(decoded.rows).toBe(2);
  }
});

test('binary tensors follow the JSON part', () => {
  const json =
    '{"id":"q","inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","parameters":{"binary_data_size":8}}],"outputs":[{"name":"p","parameters":{"binary_data":true}}]}';
  const decoded = v2(Buffer.concat([Buffer.from(json), Buffer.from(new Float32Array([7, 8]).buffer)]), json.length);
  expect([...(decoded.tensors[0].data as Float32Array)]).toEqual([7, 8]);
  const answer = encodeResponse(
    { protocol: 'open-inference', model: 'm', version: 1, variant: 'main' },
    'r',
    decoded,
    [{ name: 'p', datatype: 'FP32', shape: [1, 2], data: new Float32Array([0.25, 0.75]) }],
    signature,
  );
  expect(answer.jsonBytes).toBe(answer.body.byteLength - 8);
  expect(answer.body.readFloatLE(answer.body.byteLength - 4)).toBe(0.75);
});

test.each([
  ['{"rows":[[1,2,3]]}', 'SIGNATURE_MISMATCH', '/rows/0'],
  ['{"rows":[[1,"2"]]}', 'SIGNATURE_MISMATCH', '/rows/0/1'],
  ['{"rows":[]}', 'SIGNATURE_MISMATCH', '/rows'],
  ['{"rows":[{"a":1}]}', 'SIGNATURE_MISMATCH', '/rows/0/b'],
  ['{"rows":[{"a":1,"b":2,"c":3}]}', 'SIGNATURE_MISMATCH', '/rows/0/c'],
  ['{"rows":[[1,1e39]]}', 'SIGNATURE_MISMATCH', '/rows/0/1'],
  ['{"inputs":{"y":[[1,2]]}}', 'SIGNATURE_MISMATCH', '/inputs/y'],
  ['{"inputs":{}}', 'SIGNATURE_MISMATCH', '/inputs/x'],
  ['{"rows":[[1,2]],"inputs":{}}', 'SIGNATURE_MISMATCH', ''],
  ['{"rows":[[1,NaN]]}', 'BODY_NOT_PARSEABLE', undefined],
  ['{"rows":[[1,1e999]]}', 'BODY_NOT_PARSEABLE', undefined],
  ['{"rows":[[1,2]],"rows":[[3,4]]}', 'BODY_NOT_PARSEABLE', undefined],
  ['{"__proto__":{}}', 'BODY_NOT_PARSEABLE', undefined],
  ['[', 'BODY_NOT_PARSEABLE', undefined],
  ['{"rows":[[01,2]]}', 'BODY_NOT_PARSEABLE', undefined],
  ['{"rows":[[1,2]]}x', 'BODY_NOT_PARSEABLE', undefined],
  ['{"rows":[["\\ud800",2]]}', 'BODY_NOT_PARSEABLE', undefined],
  ['', 'BODY_NOT_PARSEABLE', undefined],
  ['[['.repeat(40), 'BODY_NOT_PARSEABLE', undefined],
])('refuses %s', (body, code, pointer) => {
  expect(refusal(() => task(body))).toEqual({ code, pointer });
});

test.each([
  ['{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP64","data":[1,2]}]}', '/inputs/0/datatype'],
  ['{"inputs":[{"name":"x","shape":[1,3],"datatype":"FP32","data":[1,2,3]}]}', '/inputs/0/shape'],
  ['{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2]}]}', '/inputs/0/data'],
  ['{"inputs":[{"name":"x","shape":[-1,2],"datatype":"FP32","data":[1,2]}]}', '/inputs/0/shape/0'],
  ['{"inputs":[{"name":"z","shape":[1,2],"datatype":"FP32","data":[1,2]}]}', '/inputs/0/name'],
  ['{"inputs":[{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]},{"name":"x","shape":[1,2],"datatype":"FP32","data":[1,2]}]}', '/inputs/1/name'],
  ['{"inputs":[]}', '/inputs'],
  ['{"inputs":[{"name":"x","shape":[9007199254740993,2],"datatype":"FP32","data":[1,2]}]}', '/inputs/0/shape/0'],
])('refuses v2 %s', (body, pointer) => {
  expect(refusal(() => v2(body))).toEqual({ code: 'SIGNATURE_MISMATCH', pointer });
});

test('INT64 stays exact beyond 2^53', () => {
  const inputs = [{ name: 'n', datatype: 'INT64' as const, shape: [-1] }];
  const of: Signature = { ...signature, inputs, task: 'custom' };
  expect([...(task('{"inputs":{"n":[9223372036854775807,-9007199254740993]}}', 'application/json', of).tensors[0].data as BigInt64Array)]).toEqual([
    9223372036854775807n,
    -9007199254740993n,
  ]);
  expect(refusal(() => task('{"inputs":{"n":[9223372036854775808]}}', 'application/json', of)).pointer).toBe('/inputs/n/0');
  expect(refusal(() => task('{"inputs":{"n":[1.5]}}', 'application/json', of)).pointer).toBe('/inputs/n/0');
});

describe('task answers', () => {
  const head = { protocol: 'task' as const, model: 'm', version: 1, variant: 'main' };
  const answer = (parameters: object, scores: number[]) => {
    const request = { signature: 'serving_default', rows: 1, id: null, outputs: [], binaryOutputs: false, parameters };
    return JSON.parse(
      encodeResponse(head, 'r', request, [{ name: 'p', datatype: 'FP32', shape: [1, 2], data: new Float32Array(scores) }], signature).body.toString(),
    ) as { predictions: object[] };
  };
  test('name the class with its probability', () => {
    expect(answer({}, [0.02, 0.98]).predictions).toEqual([{ label: 'yes', score: 0.98, probabilities: { no: 0.02, yes: 0.98 } }]);
    expect(answer({ topK: 1 }, [0.02, 0.98]).predictions).toEqual([{ label: 'yes', score: 0.98, probabilities: { yes: 0.98 } }]);
    expect(answer({ probabilities: false }, [0.02, 0.98]).predictions).toEqual([{ label: 'yes', score: 0.98 }]);
  });
  test('never turn NaN into null', () => expect(answer({}, [Number.NaN, 0.5]).predictions[0]).toMatchObject({ probabilities: { no: 'NaN', yes: 0.5 } }));
});

test('JSON numbers equal those of JSON.parse to the last bit', () => {
  let seed = 42;
  const random = () => {
    seed = (seed * 1_103_515_245 + 12_345) & 0x7fffffff;
    return seed / 0x7fffffff;
  };
  const texts = ['0', '-0', '1e22', '1E-22', '5e-324', '1.7976931348623157e308', '0.1', '123456789012345678.5'];
  for (let i = 0; i < 20_000; i++)
    texts.push(String((random() - 0.5) * 10 ** Math.floor(random() * 40 - 20)), (random() * 1000).toFixed(Math.floor(random() * 20)));
  for (const text of texts) expect(Object.is(Number(parseJson(Buffer.from(text))), JSON.parse(text)), text).toBe(true);
});

test('half precision round-trips all its values', () => {
  for (let bits = 0; bits < 0x7c00; bits++) expect(toHalf(fromHalf(bits))).toBe(bits);
});

test('a NumPy array fills the only input', () => {
  const header = `${"{'descr': '<f8', 'fortran_order': False, 'shape': (1, 2), }".padEnd(117)}\n`;
  const npy = Buffer.concat([
    Buffer.from([0x93]),
    Buffer.from('NUMPY'),
    Buffer.from([1, 0, header.length & 255, header.length >> 8]),
    Buffer.from(header),
    Buffer.from(new Float64Array([1.5, 2]).buffer),
  ]);
  expect([...(task(npy, 'application/x-npy').tensors[0].data as Float32Array)]).toEqual([1.5, 2]);
  expect(refusal(() => task(npy.subarray(0, 40), 'application/x-npy')).code).toBe('BODY_NOT_PARSEABLE');
});
