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

describe('a table with missing and truth values', () => {
  const table = {
    inputs: [
      { name: 'age', datatype: 'FP32' as const, shape: [-1, 1], nullable: true as const, booleans: true as const },
      { name: 'city', datatype: 'BYTES' as const, shape: [-1, 1], nullable: true as const },
      { name: 'member', datatype: 'FP32' as const, shape: [-1, 1], booleans: true as const },
    ],
    outputs: named.outputs,
  };
  const of: Signature = { ...signature, ...table, signatures: { serving_default: table }, ignored: ['id'] };
  const values = (body: string, type = 'application/json'): unknown[] =>
    task(body, type, of).tensors.map(({ datatype, data }) =>
      datatype === 'BYTES' ? (data as Uint8Array[]).map((text) => Buffer.from(text).toString()) : [...(data as Float32Array)],
    );
  const expected = [
    [Number.NaN, 2],
    ['\ufdd0', 'Zug'],
    [1, 0],
  ];

  test('takes null, true and false, and columns that the model does not look at, in every form', () => {
    expect(values('{"rows":[{"age":null,"city":null,"member":true,"id":7},{"id":8,"member":false,"city":"Zug","age":2}]}')).toEqual(expected);
    expect(values('{"rows":[[null,null,true],[2,"Zug",0]]}')).toEqual(expected);
    expect(values('{"inputs":{"age":[null,2],"city":[null,"Zug"],"member":[true,false]}}')).toEqual(expected);
    expect(values('city,id,age,member\n,7,,True\nZug,8,2,FALSE\n', 'text/csv')).toEqual(expected);
  });

  test.each([
    ['{"rows":[{"age":1,"city":"Zug","member":null}]}', '/rows/0/member', 'application/json'],
    ['{"rows":[{"age":1,"city":"Zug","member":"1"}]}', '/rows/0/member', 'application/json'],
    ['{"rows":[{"age":1,"city":"Zug"}]}', '/rows/0/member', 'application/json'],
    ['{"rows":[{"age":1,"city":"Zug","member":1,"zip":1}]}', '/rows/0/zip', 'application/json'],
    ['age,city,membr\n1,Zug,1\n', '/member', 'text/csv'],
    ['age,city,member,zip\n1,Zug,1,2\n', '/zip', 'text/csv'],
    ['age,city,member,age\n1,Zug,1,2\n', '/age', 'text/csv'],
    ['1,Zug,\n', '/rows/0/2', 'text/csv'],
  ])('refuses %s at %s', (body, pointer, type) => {
    expect(refusal(() => task(body, type, of))).toEqual({ code: 'SIGNATURE_MISMATCH', pointer });
  });

  test('some columns of one input', () => {
    const x = { name: 'x', datatype: 'FP32' as const, shape: [-1, 2], columns: ['a', 'b'], nullable: [1] };
    const one: Signature = { ...signature, inputs: [x] };
    expect(task('{"rows":[[1,null]]}', 'application/json', one).tensors[0].data).toEqual(Float32Array.of(1, Number.NaN));
    expect(refusal(() => task('{"rows":[{"a":null,"b":1}]}', 'application/json', one)).pointer).toBe('/rows/0/a');
    const flat = v2('{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,null,3,null]}]}', -1, one);
    expect(flat.tensors[0].data).toEqual(Float32Array.of(1, Number.NaN, 3, Number.NaN));
    expect(refusal(() => v2('{"inputs":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,null,4]}]}', -1, one)).pointer).toBe('/inputs/0/data/2');
  });
});

test('another signature is chosen by its name', () => {
  const half = {
    inputs: [{ name: 'z', datatype: 'FP32' as const, shape: [-1, 1] }],
    outputs: [{ name: 'half', datatype: 'FP32' as const, shape: [-1, 1], role: 'other' as const }],
  };
  const of: Signature = { ...signature, signatures: { ...signature.signatures, half: { ...half, batchable: false, entry: 'half.onnx' } } };
  expect(task('{"rows":[[3]],"parameters":{"signature_name":"half"}}', 'application/json', of)).toMatchObject({ signature: 'half', tensors: [{ name: 'z' }] });
  const open = '{"inputs":[{"name":"z","shape":[1,1],"datatype":"FP32","data":[3]}],"parameters":{"signature_name":"half"}}';
  expect(v2(open, -1, of)).toMatchObject({ signature: 'half', tensors: [{ name: 'z' }] });
  expect(task('{"rows":[[1,2]]}', 'application/json', of).signature).toBe('serving_default');
  for (const name of ['double', '__proto__', 'constructor', '']) {
    expect(refusal(() => task(`{"rows":[[1,2]],"parameters":{"signature_name":"${name}"}}`, 'application/json', of)).code).toBe('BAD_REQUEST');
  }
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

test('of clusters the nearest is the answer, of a mixture the most likely, each under its own name', () => {
  const answer = (role: 'distances' | 'scores') => {
    const outputs = [{ name: 'p', datatype: 'FP32' as const, shape: [-1, 2], role }];
    const clusters: Signature = { ...signature, task: 'cluster', outputs };
    const request = task('{"rows":[[1,2]]}', undefined, clusters);
    const head = { protocol: 'task', model: 'm', version: 1, variant: 'main' } as const;
    const found = encodeResponse(head, 'r', request, [{ name: 'p', datatype: 'FP32', shape: [1, 2], data: new Float32Array([0.25, 0.75]) }], clusters);
    return (JSON.parse(found.body.toString()) as { predictions: object[] }).predictions;
  };
  expect(answer('distances')).toEqual([{ cluster: 0, distances: [0.25, 0.75] }]);
  expect(answer('scores')).toEqual([{ cluster: 1, probabilities: { 0: 0.25, 1: 0.75 } }]);
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
