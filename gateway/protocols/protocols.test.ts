import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { codec } from '@/core/wire/frame';
import { snapshotEndpoint, snapshotVariant, TestGateway, testKey, until } from '../testing/test-gateway';
import { TestReplica } from '../testing/test-replica';

const replica = new TestReplica('rep_1');
const second = new TestReplica('rep_2', 'digest-2');
let gateway: TestGateway;

beforeAll(async () => {
  await Promise.all([replica.listen(), second.listen()]);
  const dark = snapshotVariant([second], { name: 'dark', weight: 0, version: 2, versionId: 'ver_2', versionDigest: 'digest-2' });
  gateway = await TestGateway.start({ endpoints: [snapshotEndpoint([snapshotVariant([replica]), dark], { bodyBytesMax: 8 * 1024 * 1024 })] });
  await gateway.connected(2);
});
afterAll(async () => {
  await gateway.stop();
  replica.close();
  second.close();
});

function post(path: string, body: string | Uint8Array<ArrayBuffer>, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(gateway.url + path, { method: 'POST', headers: { 'x-api-key': testKey, 'content-type': 'application/json', ...headers }, body });
}
const predict = (body: unknown, headers?: Record<string, string>) =>
  post('/v1/endpoints/sums/predict', typeof body === 'string' ? body : JSON.stringify(body), headers);
const infer = (body: unknown, headers?: Record<string, string>) => post('/v2/models/sums/infer', JSON.stringify(body), headers);
const floats = (...values: number[]): Buffer => Buffer.from(new Float32Array(values).buffer);

describe('the task API', () => {
  test.each([
    ['rows as objects', { rows: [{ x: [1, 2, 3, 4] }] }],
    ['columns', { inputs: { x: [[1, 2, 3, 4]] } }],
    ['tensors', { tensors: [{ name: 'x', shape: [1, 4], datatype: 'FP32', data: [1, 2, 3, 4] }] }],
  ])('takes %s', async (_name, body) => {
    const answer = await predict(body);
    expect(await answer.json()).toMatchObject({ predictions: [{ value: 10 }] });
  });

  test('takes CSV and NumPy arrays', async () => {
    const csv = await post('/v1/endpoints/sums/predict', '1,2,3,4\n5,6,7,8\n', { 'content-type': 'text/csv' });
    expect(await csv.json()).toMatchObject({ predictions: [{ value: 10 }, { value: 26 }] });
    const header = `${"{'descr': '<f4', 'fortran_order': False, 'shape': (1, 4), }".padEnd(117)}\n`;
    const npy = Buffer.concat([Buffer.from('\x93NUMPY\x01\x00', 'latin1'), Buffer.from([118, 0]), Buffer.from(header), floats(1, 2, 3, 4)]);
    const numpy = await post('/v1/endpoints/sums/predict', new Uint8Array(npy), { 'content-type': 'application/x-npy' });
    expect(await numpy.json()).toMatchObject({ predictions: [{ value: 10 }] });
  });

  test('goes to the variant asked for in a header or in the body', async () => {
    for (const answer of [
      await predict({ rows: [[1, 2, 3, 4]] }, { 'x-aimass-target-variant': 'dark' }),
      await predict({ rows: [[1, 2, 3, 4]], parameters: { variant: 'dark' } }),
    ]) {
      expect(answer.headers.get('x-aimass-variant')).toBe('dark');
      expect(await answer.json()).toMatchObject({ version: 2, variant: 'dark' });
    }
    expect((await predict({ rows: [[1, 2, 3, 4]] }, { 'x-aimass-target-variant': 'red' })).status).toBe(404);
    expect((await predict({ rows: [[1, 2, 3, 4]], parameters: { variant: 'red' } })).status).toBe(404);
  });

  test('takes a variant and a deadline out of every body that is JSON, and out of none that is not', async () => {
    const asked = JSON.stringify({ rows: [[1, 2, 3, 4]], parameters: { variant: 'dark', timeoutMs: 4_000 } });
    for (const type of ['application/json; charset=utf-8', 'application/x-www-form-urlencoded', 'APPLICATION/JSON']) {
      const answer = await post('/v1/endpoints/sums/predict', asked, { 'content-type': type });
      expect([type, answer.status, answer.headers.get('x-aimass-variant')]).toEqual([type, 200, 'dark']);
    }
    const csv = await post('/v1/endpoints/sums/predict', '"variant",b,c,d\n1,2,3,4\n', { 'content-type': 'Text/CSV' });
    expect(await csv.json()).toMatchObject({ predictions: [{ value: 10 }] });
    const deadlineOf = async (send: () => Promise<Response>): Promise<number> => {
      const seen = replica.received.length;
      expect((await send()).status).toBe(200);
      return replica.received[seen].deadlineMs;
    };
    const short = { rows: [[1, 2, 3, 4]], parameters: { timeoutMs: 4_000, timeout: 1 } };
    expect(await deadlineOf(() => predict(short))).toBeGreaterThan(3_000);
    expect(await deadlineOf(() => predict(short))).toBeLessThanOrEqual(4_000);
    const tensors = { inputs: [{ name: 'x', shape: [1, 4], datatype: 'FP32', data: [1, 2, 3, 4] }], parameters: { timeout: 4_000_000 } };
    expect(await deadlineOf(() => infer(tensors))).toBeLessThanOrEqual(4_000);
  });

  test('takes large bodies, plain or gzipped', async () => {
    const rows = Array.from({ length: 8_000 }, (_, i) => [i, 0.5, -1, 2]);
    const seen = replica.received.length;
    const answer = await predict({ rows });
    expect(answer.status).toBe(200);
    const { predictions } = (await answer.json()) as { predictions: { value: number }[] };
    expect(predictions.map(({ value }) => value)).toEqual(rows.map(([i]) => i + 1.5));
    expect(replica.received.slice(seen)).toMatchObject([{ codecId: codec.raw, rows: 8_000 }]);
    const packed = await post('/v1/endpoints/sums/predict', new Uint8Array(gzipSync(JSON.stringify({ rows }))), { 'content-encoding': 'gzip' });
    expect(((await packed.json()) as { predictions: unknown[] }).predictions).toEqual(predictions);
    await until('the records', () => gateway.records().filter((record) => record.predictions === 8_000).length === 2);
  });

  test('passes on what the replica says of a large body that does not fit', async () => {
    const answer = await predict({ rows: Array.from({ length: 8_000 }, () => [1, 2, 3]) });
    expect(answer.status).toBe(400);
    expect(await answer.json()).toMatchObject({ code: 'SIGNATURE_MISMATCH', errors: [{ pointer: '/rows/0' }] });
  });
});

describe('bad input is a 400 that says where, and is not run', () => {
  const deep = `${'['.repeat(1_000_000)}`;
  test.each([
    ['not JSON', '{"rows": [[1,2,3,4]'],
    ['an empty body', ''],
    ['a million levels', deep.slice(0, 60_000)],
    ['a million levels in an object', `${'{"a":'.repeat(10_000)}`],
    ['a duplicate member', '{"rows":[[1,2,3,4]],"rows":[[1,2,3,4]]}'],
    ['__proto__', '{"__proto__":{"rows":[]},"rows":[[1,2,3,4]]}'],
    ['a NaN token', '{"rows":[[NaN,2,3,4]]}'],
    ['an Infinity token', '{"rows":[[Infinity,2,3,4]]}'],
    ['1e999', '{"rows":[[1e999,2,3,4]]}'],
    ['a number beyond FP32', '{"rows":[[1e39,2,3,4]]}'],
    ['a lone surrogate', '{"rows":[["\\ud800",2,3,4]]}'],
    ['text for a number', '{"rows":[["1",2,3,4]]}'],
    ['null for a number', '{"rows":[[null,2,3,4]]}'],
    ['true for a number', '{"rows":[[true,2,3,4]]}'],
    ['too few columns', '{"rows":[[1,2,3]]}'],
    ['too many columns', '{"rows":[[1,2,3,4,5]]}'],
    ['a row too deep', '{"rows":[[[1],[2],[3],[4]]]}'],
    ['rows of different lengths', '{"rows":[[1,2,3,4],[1,2,3]]}'],
    ['no rows', '{"rows":[]}'],
    ['rows and inputs', '{"rows":[[1,2,3,4]],"inputs":{"x":[[1,2,3,4]]}}'],
    ['an unknown member', '{"rows":[[1,2,3,4]],"model":"x"}'],
    ['an unknown input', '{"inputs":{"y":[[1,2,3,4]]}}'],
    ['a missing input', '{"inputs":{}}'],
    ['a wrong datatype', '{"tensors":[{"name":"x","shape":[1,4],"datatype":"INT64","data":[1,2,3,4]}]}'],
    ['an unknown datatype', '{"tensors":[{"name":"x","shape":[1,4],"datatype":"FP8","data":[1,2,3,4]}]}'],
    ['a wrong rank', '{"tensors":[{"name":"x","shape":[4],"datatype":"FP32","data":[1,2,3,4]}]}'],
    ['a wrong shape', '{"tensors":[{"name":"x","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]}]}'],
    ['a negative dimension', '{"tensors":[{"name":"x","shape":[-1,4],"datatype":"FP32","data":[1,2,3,4]}]}'],
    ['a dimension of 0', '{"tensors":[{"name":"x","shape":[0,4],"datatype":"FP32","data":[]}]}'],
    ['a dimension of 2^53', '{"tensors":[{"name":"x","shape":[9007199254740992,4],"datatype":"FP32","data":[1]}]}'],
    ['dimensions whose product overflows', '{"tensors":[{"name":"x","shape":[4294967296,4294967296],"datatype":"FP32","data":[1]}]}'],
    ['a length that does not fit the shape', '{"tensors":[{"name":"x","shape":[2,4],"datatype":"FP32","data":[1,2,3,4]}]}'],
    ['a tensor given twice', `{"tensors":[${Array.from({ length: 2 }, () => '{"name":"x","shape":[1,4],"datatype":"FP32","data":[1,2,3,4]}').join(',')}]}`],
    ['a timeout that is no number', '{"rows":[[1,2,3,4]],"parameters":{"timeoutMs":"1"}}'],
    ['an array', '[[1,2,3,4]]'],
    ['a number', '7'],
  ])('%s', async (_name, body) => {
    const seen = replica.received.length;
    const answer = await predict(body);
    expect(answer.status).toBe(400);
    expect(replica.received.slice(seen).every((request) => request.rows === 0)).toBe(true);
    expect(answer.headers.get('content-type')).toBe('application/problem+json');
    const problem = (await answer.json()) as { code: string; detail: string };
    expect(['BODY_NOT_PARSEABLE', 'SIGNATURE_MISMATCH', 'BAD_REQUEST']).toContain(problem.code);
  });

  test('an unsupported type is 415', async () => {
    expect((await post('/v1/endpoints/sums/predict', '<x/>', { 'content-type': 'application/xml' })).status).toBe(415);
  });

  test('-0 and the largest float32 come through exactly', async () => {
    const answer = await predict('{"rows":[[-0,-0,-0,-0],[3.4028234663852886e38,0,0,0]]}');
    const { predictions } = (await answer.json()) as { predictions: { value: number }[] };
    expect(predictions.map(({ value }) => value)).toEqual([-0, 3.4028234663852886e38]);
  });
});

describe('the Open Inference Protocol', () => {
  const input = { name: 'x', shape: [2, 4], datatype: 'FP32' };
  const values = [1, 2, 3, 4, 5, 6, 7, 8];

  test('answers JSON, and echoes the id', async () => {
    const answer = await infer({ id: 'mine', inputs: [{ ...input, data: values }] });
    expect(answer.headers.get('content-type')).toBe('application/json');
    expect(await answer.json()).toEqual({
      model_name: 'sums',
      model_version: '1',
      id: 'mine',
      outputs: [{ name: 'sum', datatype: 'FP32', shape: [2, 1], data: [10, 26] }],
    });
  });

  test.each([
    ['small, decoded here', 2],
    ['large, decoded by the replica', 6_000],
  ])('binary tensors both ways: %s', async (_name, rows) => {
    const data = Array.from({ length: rows * 4 }, (_, i) => i % 100);
    const json = Buffer.from(
      JSON.stringify({
        inputs: [{ name: 'x', shape: [rows, 4], datatype: 'FP32', parameters: { binary_data_size: rows * 16 } }],
        parameters: { binary_data_output: true },
      }),
    );
    const answer = await post('/v2/models/sums/infer', new Uint8Array(Buffer.concat([json, floats(...data)])), {
      'content-type': 'application/octet-stream',
      'inference-header-content-length': String(json.byteLength),
    });
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-type')).toBe('application/octet-stream');
    const split = Number(answer.headers.get('inference-header-content-length'));
    const body = Buffer.from(await answer.arrayBuffer());
    expect(JSON.parse(body.toString('utf8', 0, split))).toMatchObject({
      outputs: [{ name: 'sum', shape: [rows, 1], parameters: { binary_data_size: rows * 4 } }],
    });
    const sums = Array.from({ length: rows }, (_, i) => body.readFloatLE(split + 4 * i));
    expect(sums).toEqual(Array.from({ length: rows }, (_, i) => data[4 * i] + data[4 * i + 1] + data[4 * i + 2] + data[4 * i + 3]));
  });

  test.each([
    ['a wrong name', { inputs: [{ ...input, name: 'y', data: values }] }],
    ['a wrong datatype', { inputs: [{ ...input, datatype: 'FP64', data: values }] }],
    ['a wrong shape', { inputs: [{ ...input, shape: [2, 3], data: values }] }],
    ['a wrong byte count', { inputs: [{ ...input, parameters: { binary_data_size: 31 } }] }],
    ['no inputs', {}],
    ['an unknown output', { inputs: [{ ...input, data: values }], outputs: [{ name: 'z' }] }],
  ])('%s is a 400 in its own error shape', async (_name, body) => {
    const answer = await infer(body);
    expect(answer.status).toBe(400);
    const error = (await answer.json()) as { error: string };
    expect(Object.keys(error)).toEqual(['error']);
    expect(error.error.length).toBeGreaterThan(10);
  });

  test('a length of the JSON part that is no number, or longer than the body, is a 400', async () => {
    for (const length of ['x', '-1', '99999']) {
      expect((await infer({ inputs: [{ ...input, data: values }] }, { 'inference-header-content-length': length })).status).toBe(400);
    }
  });

  test('describes the server and its models', async () => {
    const get = async (path: string) => fetch(gateway.url + path, { headers: { 'x-api-key': testKey } });
    expect(await (await get('/v2')).json()).toMatchObject({ name: 'aimass', extensions: ['binary_tensor_data'] });
    expect(await (await fetch(`${gateway.url}/v2/health/live`)).json()).toEqual({ live: true });
    expect(await (await fetch(`${gateway.url}/v2/health/ready`)).json()).toEqual({ ready: true });
    expect(await (await get('/v2/models/sums')).json()).toEqual({
      name: 'sums',
      versions: ['1', '2'],
      platform: 'onnx_onnxv1',
      inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
      outputs: [{ name: 'sum', datatype: 'FP32', shape: [-1, 1] }],
    });
    expect((await get('/v2/models/sums/ready')).status).toBe(200);
    expect((await get('/v2/models/sums/versions/2/ready')).status).toBe(200);
    for (const path of ['/v2/models/sums/versions/9', '/v2/models/absent', '/v2/models/sums/versions/x']) {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(Object.keys((await answer.json()) as object)).toEqual(['error']);
    }
    expect((await fetch(`${gateway.url}/v2`)).status).toBe(401);
  });

  test('a version in the path picks the variant that serves it', async () => {
    const answer = await post('/v2/models/sums/versions/2/infer', JSON.stringify({ inputs: [{ ...input, data: values }] }));
    expect(await answer.json()).toMatchObject({ model_version: '2' });
    expect((await post('/v2/models/sums/versions/7/infer', JSON.stringify({ inputs: [{ ...input, data: values }] }))).status).toBe(404);
  });
});

test('what is not served here is a 404 problem, or a 405 that says what is', async () => {
  const headers = { 'x-api-key': testKey };
  expect((await fetch(`${gateway.url}/v1/models/sums:predict`, { method: 'POST', headers, body: '{}' })).status).toBe(404);
  const wrong = await fetch(`${gateway.url}/v1/endpoints/sums/predict`, { headers });
  expect(wrong.status).toBe(405);
  expect(wrong.headers.get('allow')).toBe('POST');
});
