import { statSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { textOf } from '@/core/sentences/sentence';
import { allocate, datatypes, type Tensor } from '@/core/tensors';
import { codec, encodeFrame, frameCode, frameHeaderBytes, framePayloadBytesMax, resultHeadBytes } from '@/core/wire/frame';
import { encodeTensorBlock } from '@/core/wire/tensor-block';
import { models, type TestModel } from '../testing/models';
import type { Answer, ReplicaClient } from '../testing/replica-client';
import { RunningReplica } from '../testing/running-replica';

let classifier: RunningReplica;
const others: RunningReplica[] = [];

beforeAll(async () => {
  classifier = new RunningReplica(models.classifier, 16);
  await classifier.started;
});
afterAll(() => classifier.end());
afterEach(async () => {
  await Promise.all(others.splice(0).map((replica) => replica.end()));
});

async function serve(model: TestModel, batchRowsMax?: number): Promise<ReplicaClient> {
  const replica = new RunningReplica(model, batchRowsMax);
  others.push(replica);
  return replica.connect();
}

const features = (rows: number, seed: number): Tensor => {
  const data = Float32Array.from({ length: rows * 4 }, (_, i) => Math.sin(seed * 7.3 + i * 1.7) * 3);
  return { name: 'x', datatype: 'FP32', shape: [rows, 4], data };
};
const whole = (values: number[], name: string): Tensor => ({ name, datatype: 'INT64', shape: [values.length], data: BigInt64Array.from(values.map(BigInt)) });
const figures = (answer: Answer): number[][] => answer.tensors.map((tensor) => Array.from(tensor.data as Float32Array, Number));

test("says hello, then that it is ready; its socket is its user's alone", async () => {
  const client = await classifier.connect();
  expect(await client.hello).toEqual({ protocol: 1, replicaId: 'rep_test', versionDigest: 'digest', rowsMax: 16, slots: 1 });
  expect(client.codes).toEqual([frameCode.hello, frameCode.ready]);
  expect(statSync(classifier.socketPath).mode & 0o777).toBe(0o600);
  await client.ping();
});

test('a frame in and the frame out, byte for byte', async () => {
  const client = await serve(models.oneRow);
  const block = (name: string, values: string): string =>
    `0100000000000000${'0a020100'}${'08000000'}${'01000000'}${'02000000'}${name}${'00000000000000'}${values}`;
  const infer = `${'0000002c'}${'00000009'}${'03'}${'00'}${'0000'}${'00001388'}${block('78', '0000803f0000c03f')}`;
  const bytes = await new Promise<Buffer>((resolve) => {
    client.socket.removeAllListeners('data');
    client.socket.on('data', resolve);
    client.socket.write(Buffer.from(infer, 'hex'));
  });
  const headAt = frameHeaderBytes;
  const blockAt = headAt + resultHeadBytes;
  expect(bytes.subarray(0, headAt).toString('hex')).toBe(`${'0000003c'}${'00000009'}${'04'}${'00'}${'0000'}`);
  expect(bytes.subarray(headAt + 12, blockAt).toString('hex')).toBe(`${'00000001'}${'00000001'}`); // rows, rows that ran together
  expect(bytes.subarray(blockAt).toString('hex')).toBe(block('79', '0000004000004040'));
});

test('rows give the same bits together as alone, whoever asks', async () => {
  const clients = await Promise.all([classifier.connect(), classifier.connect()]);
  const requests = Array.from({ length: 120 }, (_, i) => features(1 + (i % 3), i));
  const alone: number[][][] = [];
  for (const request of requests) alone.push(figures(await clients[0].infer([request])));
  const answers = await Promise.all(requests.map((request, i) => clients[i % 2].infer([request])));
  expect(answers.map(figures)).toEqual(alone);
  expect(answers.map((answer) => answer.head?.rows)).toEqual(requests.map((request) => request.shape[0]));
  expect(Math.max(...answers.map((answer) => answer.head?.batchRows ?? 0))).toBeGreaterThan(1);
  expect(new Set(alone.map(String)).size).toBe(120); // answers differ, so a mix-up would show
});

test('a request of more rows than a batch holds comes back whole and in order', async () => {
  const client = await classifier.connect();
  const many = features(50, 1);
  const rows = await Promise.all(
    Array.from({ length: 50 }, (_, i) => client.infer([{ ...many, shape: [1, 4], data: (many.data as Float32Array).slice(i * 4, i * 4 + 4) }])),
  );
  const [answer] = await Promise.all([client.infer([many]), client.infer([features(3, 2)])]);
  expect(answer.head).toMatchObject({ rows: 50 });
  expect(answer.head?.batchRows).toBeLessThanOrEqual(16);
  expect(figures(answer)).toEqual([0, 1].map((output) => rows.flatMap((row) => figures(row)[output])));
});

test('bodies of the task API and the Open Inference Protocol are answered in kind', async () => {
  const client = await classifier.connect();
  const values = [...(features(1, 5).data as Float32Array)];
  const task = await client.raw({ requestId: 'q1', model: 'iris', version: 4, variant: 'blue' }, JSON.stringify({ rows: [values] }));
  const answer = JSON.parse(task.body.toString()) as { predictions: { label: string; score: number }[] };
  expect(answer).toMatchObject({ task: 'classify', model: 'iris', version: 4, variant: 'blue', requestId: 'q1' });
  const scores = figures(await client.infer([features(1, 5)]))[1];
  expect(answer.predictions[0].label).toBe('abc'[scores.indexOf(Math.max(...scores))]);
  expect(Math.fround(answer.predictions[0].score)).toBe(Math.max(...scores));
  const json = JSON.stringify({
    inputs: [{ name: 'x', datatype: 'FP32', shape: [1, 4], parameters: { binary_data_size: 16 } }],
    parameters: { binary_data_output: true },
  });
  const body = Buffer.concat([Buffer.from(json), Buffer.from(Float32Array.from(values).buffer)]);
  const binary = await client.raw({ protocol: 'open-inference', jsonBytes: Buffer.byteLength(json), contentType: 'application/octet-stream' }, body);
  const { jsonBytes } = binary;
  expect(JSON.parse(binary.body.toString('utf8', 0, jsonBytes ?? 0))).toMatchObject({ outputs: [{ name: 'label' }, { name: 'scores', shape: [1, 3] }] });
  expect(binary.body.readFloatLE((jsonBytes ?? 0) + 8)).toBe(scores[0]);
});

test('every datatype passes through unchanged', async () => {
  const client = await serve(models.datatypes);
  const inputs = datatypes.map((datatype): Tensor => {
    if (datatype === 'BYTES') return { name: 'in_BYTES', datatype, shape: [2, 2], data: ['', 'é', '𝔘', 'x y'].map((text) => Buffer.from(text)) };
    const data = allocate(datatype, 4) as Uint8Array;
    const bytes = new Uint8Array(data.buffer);
    bytes.set(bytes.map((_, i) => (datatype === 'BOOL' ? i % 2 : (i * 37 + 11) % 120)));
    return { name: `in_${datatype}`, datatype, shape: [2, 2], data };
  });
  const { tensors, error } = await client.infer(inputs);
  expect(error).toBeNull();
  expect(tensors.map(({ name, datatype, shape, data }) => ({ name, datatype, shape, data: [...data].map(plain) }))).toEqual(
    inputs.map(({ datatype, data }) => ({ name: `out_${datatype}`, datatype, shape: [2, 2], data: [...data].map(plain) })),
  );
});

const plain = (element: number | bigint | Uint8Array): string | number | bigint =>
  typeof element === 'object' ? Buffer.from(element).toString('utf8') : element;

test('requests of different shapes are answered right though they come together', async () => {
  const client = await serve(models.widths);
  const of = (width: number, value: number): Tensor => ({ name: 'x', datatype: 'FP32', shape: [1, width], data: new Float32Array(width).fill(value) });
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => client.infer([of(1 + (i % 4), i)])));
  expect(answers.map((answer) => figures(answer)[0][0])).toEqual(Array.from({ length: 30 }, (_, i) => (1 + (i % 4)) * i));
});

test('a poisoned row fails its own request and no other', async () => {
  const client = await serve(models.lookup);
  const answers = await Promise.all([0, 1, 99, 2, 3].map((index) => client.infer([whole([index], 'index')])));
  expect(answers.map((answer) => answer.error?.code ?? figures(answer)[0][0])).toEqual([10, 20, 'MODEL_ERROR', 30, 40]);
  expect(answers[2].error?.detail).toMatch(/^The model failed: .*out of data bounds/);
  expect(answers[2].error?.detail).not.toMatch(/\/[a-z]+\//);
  const mixed = await client.infer([whole([1, 99, 2], 'index')]);
  expect(mixed.error?.code).toBe('MODEL_ERROR');
});

test('a cancelled request is dropped without an answer, those around it are not', async () => {
  const client = await serve(models.rounds, 1);
  client.socket.cork();
  const running = client.infer([whole([20_000], 'rounds')]);
  const cancelled = client.send(codec.tensors, encodeTensorBlock([whole([2], 'rounds')]));
  const last = client.infer([whole([3], 'rounds')]);
  client.cancel(cancelled.id);
  client.socket.uncork();
  expect(figures(await last)).toEqual([[3]]);
  expect(figures(await running)).toEqual([[20_000]]);
  expect(await Promise.race([cancelled.answer, client.ping().then(() => 'no answer')])).toBe('no answer');
});

test('what waits beyond its deadline is not run', async () => {
  const client = await serve(models.rounds, 1);
  client.socket.cork(); // both arrive at once: a deadline counts from its arrival
  const busy = client.infer([whole([40_000], 'rounds')]);
  const waiting = client.infer([whole([1], 'rounds')], 1);
  client.socket.uncork();
  const late = await waiting;
  expect(late.error?.code).toBe('DEADLINE_EXCEEDED');
  expect((await busy).error).toBeNull();
  expect((await client.infer([whole([1], 'rounds')], 5_000)).error).toBeNull();
});

test.each([
  ['says so', models.oneRow],
  ['says otherwise', models.bakedIn],
])('rows of a model that takes one a run and %s are run one by one and joined', async (_says, model) => {
  const client = await serve(model);
  const factor = model === models.oneRow ? 2 : 1;
  const answer = await client.infer([{ name: 'x', datatype: 'FP32', shape: [3, 2], data: Float32Array.from([1, 2, 3, 4, 5, 6]) }]);
  expect(answer.tensors[0].shape).toEqual([3, 2]);
  expect(figures(answer)).toEqual([[1, 2, 3, 4, 5, 6].map((value) => value * factor)]);
  expect(answer.head).toMatchObject({ rows: 3, batchRows: 1 });
});

test('requests run apart where outputs have no row for each row', async () => {
  const client = await serve(models.total);
  const of = (...values: number[]): Tensor => ({ name: 'x', datatype: 'FP32', shape: [values.length / 2, 2], data: Float32Array.from(values) });
  const answers = await Promise.all([client.infer([of(1, 2, 3, 4)]), client.infer([of(5, 6)]), client.infer([of(1, 1, 1, 1, 1, 1)])]);
  expect(answers.map((answer) => figures(answer)[0])).toEqual([
    [4, 6],
    [5, 6],
    [3, 3],
  ]);
});

test.each([
  ['another rank', { name: 'x', datatype: 'FP32', shape: [4], data: new Float32Array(4) }, 'SIGNATURE_MISMATCH'],
  ['another width', { name: 'x', datatype: 'FP32', shape: [1, 5], data: new Float32Array(5) }, 'SIGNATURE_MISMATCH'],
  ['another datatype', { name: 'x', datatype: 'FP64', shape: [1, 4], data: new Float64Array(4) }, 'SIGNATURE_MISMATCH'],
  ['another name', { name: 'y', datatype: 'FP32', shape: [1, 4], data: new Float32Array(4) }, 'SIGNATURE_MISMATCH'],
  ['no rows', { name: 'x', datatype: 'FP32', shape: [0, 4], data: new Float32Array(0) }, 'SIGNATURE_MISMATCH'],
  ['too little data', { name: 'x', datatype: 'FP32', shape: [2, 4], data: new Float32Array(4) }, 'BAD_REQUEST'],
] as const)('refuses %s before the model sees it', async (_what, tensor, code) => {
  const client = await classifier.connect();
  expect((await client.infer([tensor])).error?.code).toBe(code);
  expect((await client.infer([features(1, 1)])).error).toBeNull();
});

test('refuses text that the model would get otherwise than it was sent', async () => {
  const client = await serve(models.datatypes);
  const inputs = (item: Buffer): Tensor[] =>
    datatypes.map((datatype) => ({
      name: `in_${datatype}`,
      datatype,
      shape: [1, 2],
      data: datatype === 'BYTES' ? [item, Buffer.from('good')] : allocate(datatype, 2),
    }));
  expect((await client.infer(inputs(Buffer.from('good')))).error).toBeNull();
  expect((await client.infer(inputs(Buffer.from([0xff, 0xfe])))).error).toMatchObject({ code: 'SIGNATURE_MISMATCH', detail: expect.stringContaining('UTF-8') });
  expect((await client.infer(inputs(Buffer.from('a\0b')))).error).toMatchObject({ code: 'SIGNATURE_MISMATCH', detail: expect.stringContaining('NUL') });
});

test('a refusal of a body says where', async () => {
  const client = await classifier.connect();
  const { error } = await client.raw({}, '{"rows":[[1,2,"three",4]]}');
  expect(error).toMatchObject({ code: 'SIGNATURE_MISMATCH', errors: [{ pointer: '/rows/0/2' }] });
});

test('a stream that is not frames is closed; other connections go on', async () => {
  const [good, bad] = await Promise.all([classifier.connect(), classifier.connect()]);
  const header = Buffer.alloc(frameHeaderBytes);
  header.writeUInt32BE(framePayloadBytesMax + 1);
  bad.socket.write(header);
  await bad.closed;
  expect((await good.infer([features(1, 1)])).error).toBeNull();
});

test('a gateway that leaves takes its waiting requests with it', async () => {
  const client = await serve(models.rounds, 1);
  const replica = others[0];
  const leaving = await replica.connect();
  const running = client.infer([whole([20_000], 'rounds')]);
  for (let i = 0; i < 200; i++) void leaving.infer([whole([20_000], 'rounds')]);
  leaving.socket.end(() => leaving.close());
  await leaving.closed;
  await running;
  const startedAt = performance.now();
  await client.infer([whole([1], 'rounds')]);
  expect(performance.now() - startedAt).toBeLessThan(5_000); // not after 200 long runs
});

test('drains: says so, answers what it holds, ends and takes its socket away', async () => {
  const client = await serve(models.rounds, 1);
  const replica = others[0];
  const held = Array.from({ length: 4 }, () => client.infer([whole([10_000], 'rounds')]));
  replica.process.drain();
  await client.drained;
  const late = client.infer([whole([2], 'rounds')]); // was on its way
  expect((await Promise.all([...held, late])).map((answer) => answer.error)).toEqual([null, null, null, null, null]);
  expect(await replica.process.ended).toMatchObject({ code: 0, signal: null });
  await client.closed;
  expect(statSync(replica.socketPath, { throwIfNoEntry: false })).toBeUndefined();
});

test('a model that answers a sequence is refused in words', async () => {
  const replica = new RunningReplica(models.sequence);
  others.push(replica);
  const text = expect.stringMatching(/list is a sequence or a map/);
  expect((await replica.started)?.failed).toMatchObject({ code: 'MODEL_SIGNATURE_UNSUPPORTED', message: { text } });
});

test('a file that is no model is refused in words, without the paths of the machine', async () => {
  const replica = new RunningReplica({ ...models.classifier, entry: 'models.ts' });
  others.push(replica);
  const ended = await replica.started;
  expect(ended).toMatchObject({ code: 1, failed: { code: 'MODEL_LOAD_FAILED', message: { text: expect.stringContaining('models.ts') } } });
  expect(textOf(ended?.failed?.message ?? '')).not.toContain(models.classifier.path.slice(0, 8));
});

test('a ping is answered with its own bytes', async () => {
  const client = await classifier.connect();
  const bytes = await new Promise<Buffer>((resolve) => {
    client.socket.on('data', resolve);
    void client.ping().then(() => undefined);
    client.socket.write(encodeFrame(0, frameCode.ping, 0, Buffer.from('beat')));
  });
  expect(bytes.subarray(0, frameHeaderBytes).toString('hex')).toBe('000000000000000008010000');
});

test('each signature answers from a file of its own, by its name', async () => {
  const client = await serve(models.several);
  const sums = await client.raw({}, '{"rows":[[1,2],[3,4]]}');
  expect(JSON.parse(sums.body.toString())).toMatchObject({ task: 'regress', predictions: [{ value: 3 }, { value: 7 }] });
  const named = '{"parameters":{"signature_name":"found"},"rows":[0,0]}';
  const both = await Promise.all([client.raw({}, named), client.raw({}, '{"rows":[[1,1,1]]}')]);
  expect(JSON.parse(both[0].body.toString())).toMatchObject({ task: 'custom', predictions: [{ outputs: { found: expect.any(Number) } }, {}] });
  expect(JSON.parse(both[1].body.toString())).toMatchObject({ predictions: [{ value: 3 }] });
  const { error } = await client.raw({}, '{"parameters":{"signature_name":"lost"},"rows":[[1]]}');
  expect(error).toMatchObject({ code: 'BAD_REQUEST' });
});
