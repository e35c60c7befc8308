import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { decodeRequest } from '@/core/codecs';
import { dataPaths } from '@/core/paths';
import type { Signature } from '@/core/signature';
import { DiskStorage } from '@/providers/storage/disk';
import { completeUpload, createUpload } from '@/services/uploads';
import { createVersion, getVersion, updateVersion } from '@/services/versions';
import { CreateVersionInput, UpdateVersionInput } from '@/services/versions/schemas';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { toolchainSettings, trainedModels } from '@/testing/toolchains';
import { modelChecksLoop } from './loop';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let folder = '';
let storage: DiskStorage;
beforeAll(async () => {
  db = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'aimass-specs-'));
  storage = new DiskStorage({ root: dataPaths(folder).storage, clock: systemClock, masterKey: randomBytes(32) });
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Each check starts processes of its own, which take long on a busy machine. */
const slow = { timeout: 240_000 };
type Organization = Awaited<ReturnType<typeof createServingOrganization>>;
const settings = { AIMASS_STORAGE: 'disk', AIMASS_S3_FORCE_PATH_STYLE: true, ...toolchainSettings };
const unfenced = (): Promise<never> => Promise.reject(new Error('checks are leased, not fenced'));
const pass = () =>
  modelChecksLoop({ database: db.database, clock: systemClock, storage, paths: dataPaths(folder), log: pino({ level: 'silent' }), settings }).tick(
    new AbortController().signal,
    unfenced,
  );

async function upload(of: Organization, filename: string, bytes: Buffer): Promise<string> {
  const { id } = await createUpload(of.admin, { filename, sizeBytes: bytes.byteLength }, { storage });
  await storage.putPart(id, 1, bytes.byteLength, Readable.from([bytes]));
  await expect.poll(async () => (await completeUpload(of.admin, { id }, { storage })).state, { timeout: 20_000 }).toBe('Ready');
  return id;
}

async function register(of: Organization, paths: readonly string[], more: object = {}) {
  const uploadIds = await Promise.all(paths.map((path) => upload(of, path.split('/').at(-1) ?? '', readFileSync(path))));
  const { version } = await createVersion(of.admin, CreateVersionInput.parse({ model: 'iris', source: { uploadIds }, ...more }));
  await pass();
  return read(of, version);
}
const read = (of: Organization, version: number) => getVersion(of.admin, { model: 'iris', version });
const correct = (of: Organization, version: number, signature: object) =>
  updateVersion(of.admin, UpdateVersionInput.parse({ model: 'iris', version, signature }));
const decode = (signature: unknown, body: object) =>
  decodeRequest({ protocol: 'task', contentType: 'application/json', jsonBytes: -1 }, Buffer.from(JSON.stringify(body)), signature as Signature);

describe('a version of scikit-learn', () => {
  let models: string | null = null;
  beforeAll(async () => {
    models = await trainedModels('sklearn-1.9');
  }, 300_000);

  test('is proved again with datatypes of its columns; what the estimator does not take leaves all as it was', slow, async (context) => {
    if (models === null) return context.skip();
    const of = await createServingOrganization(db.database);
    const before = await register(of, [join(models, 'people.joblib')]);
    expect(before).toMatchObject({ state: 'Ready', correction: null, format: 'onnx', signature: { inputs: [{ name: 'age', datatype: 'FP32' }, {}, {}] } });
    await correct(of, before.version, { labels: ['yes', 'no'] });
    await of.look((tx) => tx.upload.deleteMany({})); // its own files are what is checked

    const asked = await correct(of, before.version, { datatypes: { age: 'INT64', income: 'FP64' } });
    expect(asked).toMatchObject({ state: 'Checking', correction: { state: 'Checking', by: 'Ada' } });
    await expect(correct(of, before.version, { task: 'custom' })).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    await pass();
    const taken = await read(of, before.version);
    expect(taken).toMatchObject({
      state: 'Ready',
      format: 'onnx',
      parity: { verdict: 'Passed', samples: 128 },
      correction: { state: 'Taken', reason: null },
      wishes: { datatypes: { age: 'INT64', income: 'FP64' } },
      signature: {
        labels: ['yes', 'no'],
        inputs: [
          { name: 'age', datatype: 'INT64', shape: [-1, 1] },
          { name: 'city', datatype: 'BYTES' },
          { name: 'income', datatype: 'FP64' },
        ],
      },
    });
    expect(taken.files.map(({ path }) => path)).toEqual(before.files.map(({ path }) => path));
    expect(decode(taken.signature, taken.sample as object).rows).toBe(1);
    const half = { rows: [{ age: 1.5, city: 'Bern', income: 1 }] };
    expect(() => decode(taken.signature, half)).toThrow(
      expect.objectContaining({ code: 'SIGNATURE_MISMATCH', message: expect.stringContaining('/rows/0/age') }),
    );
    const stored = await of.look((tx) => tx.version.findFirstOrThrow({ where: { number: before.version } }));
    expect(stored.sample).toMatchObject({ response: { predictions: [{ label: expect.any(String) }] } });

    await correct(of, before.version, { datatypes: { income: 'BYTES' } });
    await pass();
    const kept = await read(of, before.version);
    const { correction, revision: _new, ...same } = kept;
    const { correction: _was, revision: _old, ...expected } = taken;
    expect(correction).toMatchObject({
      state: 'NotTaken',
      reason: { message: expect.stringContaining('non-numeric') },
      wanted: { datatypes: { income: 'BYTES' } },
    });
    expect(same).toEqual({ ...expected, evaluation: null });
    const audits = await of.look((tx) => tx.audit.findMany({ where: { resource: `models/iris/versions/${before.version}` }, orderBy: { seq: 'asc' } }));
    expect(audits.map(({ outcome }) => outcome)).toEqual(['success', 'success', 'success', 'success', 'success', 'failed']);
    expect(JSON.stringify(audits[2].before)).toContain('"FP32"');
  });

  test('whose table has no names gets names and a datatype for one of them at once, and serves its rows in its own framework', slow, async (context) => {
    if (models === null) return context.skip();
    const of = await createServingOrganization(db.database);
    const { version } = await register(of, [join(models, 'birch-native.joblib')]);
    await correct(of, version, { columns: { input: ['a', 'b', 'c', 'd'] }, datatypes: { c: 'BOOL' } });
    await pass();
    const taken = await read(of, version);
    expect(taken).toMatchObject({
      state: 'Ready',
      correction: { state: 'Taken' },
      parity: { verdict: 'NotConverted' },
      signature: { inputs: [{ name: 'a', datatype: 'FP64' }, {}, { name: 'c', datatype: 'BOOL' }, {}] },
    });
    expect(taken.sample).toMatchObject({ rows: [{ c: expect.any(Boolean) }] });
    await correct(of, version, { datatypes: { c: null } });
    await pass();
    expect(await read(of, version)).toMatchObject({
      correction: { state: 'Taken' },
      signature: { inputs: [{ name: 'input', columns: ['a', 'b', 'c', 'd'] }] },
    });
  });
});

test('a wrong shape of MXNet is corrected; one that the parameters contradict is not', slow, async (context) => {
  const models = await trainedModels('mxnet');
  if (models === null) return context.skip();
  const of = await createServingOrganization(db.database);
  const files = ['images-symbol.json', 'images-0000.params'].map((name) => join(models, name));
  const before = await register(of, files, { signature: { shapes: { data: [1, 6, 11] } } });
  expect(before).toMatchObject({ state: 'Ready', signature: { inputs: [{ name: 'data', shape: [-1, 1, 6, 11] }] } });
  await correct(of, before.version, { shapes: { data: [1, 8, 8] } });
  await pass();
  const taken = await read(of, before.version);
  expect(taken).toMatchObject({
    state: 'Ready',
    parity: { verdict: 'Passed' },
    correction: { state: 'Taken' },
    signature: { inputs: [{ shape: [-1, 1, 8, 8] }] },
  });
  await correct(of, before.version, { shapes: { data: [3, 8, 8] } });
  await pass();
  expect(await read(of, before.version)).toMatchObject({
    state: 'Ready',
    signature: taken.signature,
    parity: taken.parity,
    correction: {
      state: 'NotTaken',
      reason: { code: 'MODEL_SIGNATURE_UNSUPPORTED', message: expect.stringContaining('does not answer inputs of the shapes') },
    },
  });
});

test('an open dimension of an ONNX file gets a size, is held to it, and is opened again', slow, async () => {
  const of = await createServingOrganization(db.database);
  const file = join(import.meta.dirname, '../../frameworks/testing/models/convolution.onnx');
  const before = await register(of, [file]);
  const [{ name, shape }] = before.signature?.inputs ?? [];
  expect(shape).toContain(-1);
  const row = shape.slice(1).map((size) => (size === -1 ? 32 : size));
  await correct(of, before.version, { shapes: { [name]: row } });
  await pass();
  const taken = await read(of, before.version);
  expect(taken).toMatchObject({ correction: { state: 'Taken' }, signature: { inputs: [{ shape: [-1, ...row], open: expect.any(Array) }] } });
  await correct(of, before.version, { shapes: { [name]: null } });
  await pass();
  expect((await read(of, before.version)).signature).toEqual(before.signature);
});
