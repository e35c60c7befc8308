import { type ChildProcess, spawn } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock, systemClock } from '@/core/clock';
import { dataPaths } from '@/core/paths';
import { DiskStorage } from '@/providers/storage/disk';
import { objectKey } from '@/providers/storage/provider';
import { S3Storage } from '@/providers/storage/s3';
import { createS3Client } from '@/providers/storage/s3-client';
import { completeUpload, createUpload } from '@/services/uploads';
import { createVersion, getVersion } from '@/services/versions';
import { CreateVersionInput, type Version } from '@/services/versions/schemas';
import { createTestDatabase } from '@/testing/database';
import { freePort, type S3Server, s3ServerLacks, startS3Server } from '@/testing/s3-server';
import { createServingOrganization } from '@/testing/serving-organization';
import { toolchainSettings } from '@/testing/toolchains';
import { type ModelChecks, modelChecksLoop } from './loop';

const steps = ['unpack', 'detect', 'signature', 'load', 'predict'];
const fixture = (name: string): string => join(import.meta.dirname, '../../frameworks/testing/models', name);
const sample = (name: string): string => join(import.meta.dirname, '../../samples', name, `${name}.onnx`);
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let folder = '';
let storage: DiskStorage;
beforeAll(async () => {
  db = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'aimass-checks-'));
  storage = new DiskStorage({ root: dataPaths(folder).storage, clock: systemClock, masterKey: randomBytes(32) });
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

const make = () => createServingOrganization(db.database);
type Organization = Awaited<ReturnType<typeof make>>;
const register = (of: Organization, source: object, more: object = {}) => createVersion(of.admin, CreateVersionInput.parse({ model: 'iris', source, ...more }));
const read = (of: Organization, { version }: Version) => getVersion(of.admin, { model: 'iris', version });
const settings = { AIMASS_STORAGE: 'disk', AIMASS_S3_FORCE_PATH_STYLE: true, ...toolchainSettings };
const unfenced = (): Promise<never> => Promise.reject(new Error('checks are leased, not fenced'));

/** One pass of the loop. */
const pass = (more: Partial<ModelChecks> = {}, signal = new AbortController().signal) =>
  modelChecksLoop({ database: db.database, clock: systemClock, storage, paths: dataPaths(folder), log: pino({ level: 'silent' }), settings, ...more }).tick(
    signal,
    unfenced,
  );

async function upload(of: Organization, filename: string, content: Buffer): Promise<string> {
  const { id } = await createUpload(of.admin, { filename, sizeBytes: content.byteLength }, { storage });
  await storage.putPart(id, 1, content.byteLength, Readable.from([content]));
  await expect.poll(async () => (await completeUpload(of.admin, { id }, { storage })).state, { timeout: 20_000 }).toBe('Ready');
  return id;
}

const eventsOf = (of: Organization, { version }: Version) =>
  of.look((tx) => tx.event.findMany({ where: { topics: { has: `models/iris/versions/${version}` } }, orderBy: { seq: 'asc' } }));

describe('a version', () => {
  test.each([
    ['iris', 'classify'],
    ['digits', 'classify'],
    ['diabetes', 'regress'],
    ['iris-clusters', 'cluster'],
  ])('of the sample %s becomes Ready, each step told as it went', async (name, task) => {
    const of = await make();
    const version = await register(of, { sample: name });
    await pass();
    const bytes = readFileSync(sample(name));
    const checked = await read(of, version);
    expect(checked).toMatchObject({
      state: 'Ready',
      framework: 'onnx',
      format: 'onnx',
      frameworkVersion: expect.stringContaining('opset 18'),
      signature: { task },
      files: [{ path: `${name}.onnx`, sizeBytes: bytes.byteLength, sha256: sha256(bytes) }],
      sample: { rows: [expect.any(Array)] },
      loadMs: expect.any(Number),
      peakMemoryBytes: expect.any(Number),
      metadata: { description: expect.any(String) },
      reason: null,
    });
    expect(checked.checks.map(({ step, result }) => `${step} ${result}`)).toEqual(steps.map((step) => `${step} Passed`));
    for (const check of checked.checks) expect(check).toMatchObject({ durationMs: expect.any(Number), evidence: expect.stringMatching(/./) });
    expect(await storage.size(objectKey(sha256(bytes)))).toBe(bytes.byteLength);
    const states = (await eventsOf(of, version)).map((event) => (event.resource as unknown as Version).checks.map((check) => check.result[0]).join(''));
    expect(states).toEqual(expect.arrayContaining(['PPPPP', 'RPPPP', 'PRPPP', 'PPPPR']));
    expect((await eventsOf(of, version)).at(-1)?.message).toBe(`iris version ${version.version} is ready.`);
    expect(readdirSync(join(folder, 'checks'))).toEqual([]);
  });

  test('that is no model fails with code, evidence and fix, and the rest is skipped', async () => {
    const of = await make();
    const version = await register(of, { uploadId: await upload(of, 'model.onnx', Buffer.from('just text')) });
    await pass();
    const checked = await read(of, version);
    expect(checked).toMatchObject({
      state: 'Failed',
      reason: {
        code: 'MODEL_FORMAT_UNKNOWN',
        message: expect.stringContaining('text that begins with'),
        fix: expect.any(String),
        evidence: expect.any(String),
      },
      signature: null,
      sample: null,
    });
    expect(checked.checks.map((check) => check.result)).toEqual(['Passed', 'Failed', 'Skipped', 'Skipped', 'Skipped']);
    expect(checked.checks[1]).toMatchObject({ code: 'MODEL_FORMAT_UNKNOWN', fix: expect.stringMatching(/./) });
    expect((await eventsOf(of, version)).at(-1)).toMatchObject({ level: 'error', message: expect.stringContaining('failed its check') });
  });

  test('made of a folder of uploads keeps their paths and its weights', async () => {
    const of = await make();
    const ids = [];
    for (const name of ['external/model.onnx', 'external/weights.bin']) ids.push(await upload(of, `m/${basename(name)}`, readFileSync(fixture(name))));
    const version = await register(of, { uploadIds: ids });
    await pass();
    expect(await read(of, version)).toMatchObject({ state: 'Ready', files: [{ path: 'm/model.onnx' }, { path: 'm/weights.bin' }] });
    const [row] = await of.look((tx) => tx.version.findMany({ where: { id: version.id } }));
    expect(row).toMatchObject({ entry: 'm/model.onnx', digest: expect.stringMatching(/^[0-9a-f]{64}$/), leaseOwner: null, leaseUntil: null });
  });

  test('with a ZipMap is served from the rewritten file, and both files are stored', async () => {
    const of = await make();
    const version = await register(
      of,
      { uploadId: await upload(of, 'forest.onnx', readFileSync(fixture('zipmap-strings.onnx'))) },
      { signature: { columns: { X: ['a', 'b', 'c', 'd'] } } },
    );
    await pass();
    const checked = await read(of, version);
    expect(checked).toMatchObject({
      state: 'Ready',
      signature: { inputs: [{ columns: ['a', 'b', 'c', 'd'] }], labels: ['setosa', 'versicolor', 'virginica'] },
    });
    expect(checked.files.map((file) => file.path)).toEqual(['forest.onnx', 'forest.tensors.onnx']);
    for (const file of checked.files) expect(await storage.size(objectKey(file.sha256))).toBe(file.sizeBytes);
  });

  test('whose stored bytes were altered is refused before anything reads them', async () => {
    const of = await make();
    const content = Buffer.concat([readFileSync(sample('iris')), randomBytes(8)]);
    const version = await register(of, { uploadId: await upload(of, 'm.onnx', content) });
    const stored = join(dataPaths(folder).storage, objectKey(sha256(content)));
    content[100] ^= 1;
    writeFileSync(stored, content);
    await pass();
    expect(await read(of, version)).toMatchObject({ state: 'Failed', reason: { code: 'ARTIFACT_ALTERED' } });
  });
});

describe('two at once, and those who die', () => {
  test('two loops share the work and check each version once', async () => {
    const of = await make();
    const versions = [];
    for (let i = 0; i < 3; i++) versions.push(await register(of, { sample: 'iris' }));
    await Promise.all([pass(), pass()]);
    for (const version of versions) {
      expect((await read(of, version)).state).toBe('Ready');
      expect((await eventsOf(of, version)).filter((event) => event.message.endsWith('is ready.'))).toHaveLength(1);
    }
  });

  test.skipIf(process.platform !== 'linux').each([
    ['with bubblewrap where it is installed', process.env.PATH ?? ''],
    ['without bubblewrap', '/nowhere'],
  ])('a process killed in the middle leaves nothing running, and the version to the next once its lease has run out (%s)', async (_name, path) => {
    const of = await make();
    const version = await register(of, { uploadId: await upload(of, 'm.onnx', readFileSync(fixture('endless.onnx'))) });
    const child = startProcess(path);
    await expect.poll(async () => (await read(of, version)).checks[4].result, { timeout: 60_000 }).toBe('Running');
    expect(inspectingProcesses()).not.toEqual([]);
    child.kill('SIGKILL');
    await new Promise((resolve) => child.once('exit', resolve));
    await expect.poll(inspectingProcesses, { timeout: 20_000 }).toEqual([]);
    await pass();
    expect((await read(of, version)).checks[4].result).toBe('Running'); // still leased
    const later = new ManualClock(Date.now() + 60_000);
    await pass({ clock: later, limits: { wallMs: 60_000, cpuMs: 3_000, memoryBytes: 2 ** 31 } });
    expect(await read(of, version)).toMatchObject({ state: 'Failed', reason: { code: 'MODEL_PREDICTION_FAILED' } });
  });

  function startProcess(path: string): ChildProcess {
    const root = join(import.meta.dirname, '../..');
    return spawn(process.execPath, ['--import', 'tsx', join(root, 'testing/run-model-checks.ts')], {
      cwd: root,
      env: { ...process.env, PATH: path, DATABASE_URL: db.url, AIMASS_DATA_DIR: folder, AIMASS_LOG_LEVEL: 'error' },
      stdio: 'ignore',
    });
  }

  /** Processes that look at a model of this test: they, or the sandbox around them, name its folder. */
  function inspectingProcesses(): string[] {
    return readdirSync('/proc').filter((pid) => {
      try {
        const words = readFileSync(`/proc/${pid}/cmdline`, 'utf8') + readFileSync(`/proc/${pid}/environ`, 'utf8');
        return words.includes(join(folder, 'checks')) && !readFileSync(`/proc/${pid}/status`, 'utf8').includes('State:\tZ');
      } catch {
        return false; // no process, or gone meanwhile
      }
    });
  }

  test('a loop that is told to stop gives the version back at once', async () => {
    const of = await make();
    const version = await register(of, { uploadId: await upload(of, 'm.onnx', readFileSync(fixture('endless.onnx'))) });
    const stopping = new AbortController();
    const running = pass({}, stopping.signal);
    await expect.poll(async () => (await read(of, version)).checks[4].result, { timeout: 60_000 }).toBe('Running');
    stopping.abort();
    await running;
    const [row] = await of.look((tx) => tx.version.findMany({ where: { id: version.id } }));
    expect(row).toMatchObject({ state: 'Checking', leaseOwner: null });
    expect(row.leaseUntil?.getTime()).toBeLessThanOrEqual(Date.now());
    await of.look((tx) => tx.version.deleteMany({ where: { id: version.id } }));
  });

  test('a storage that cannot be reached keeps the version Checking and says so; it goes on by itself', async () => {
    const of = await make();
    const version = await register(of, { uploadId: await upload(of, 'm.onnx', readFileSync(sample('iris'))) });
    const access = {
      endpoint: `http://127.0.0.1:${await freePort()}`,
      region: 'us-east-1',
      credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
      forcePathStyle: true,
    };
    await pass({ storage: new S3Storage({ bucket: 'models', prefix: '', ...access }) });
    expect(await read(of, version)).toMatchObject({
      state: 'Checking',
      checks: [{ result: 'Running', evidence: expect.stringContaining('tried again') }, {}, {}, {}, {}],
    });
    await pass({ clock: new ManualClock(Date.now() + 10_000) });
    expect((await read(of, version)).state).toBe('Ready');
  });
});

const lacks = s3ServerLacks();
describe.skipIf(lacks !== null)(lacks ?? 'an object of S3', () => {
  let server: S3Server;
  beforeAll(async () => {
    server = await startS3Server(['team', 'own']);
    await createS3Client(server.access).send(new PutObjectCommand({ Bucket: 'team', Key: 'models/iris.onnx', Body: readFileSync(sample('iris')) }));
  });
  afterAll(() => server.close());

  test('is registered by its address', async () => {
    const of = await make();
    const version = await register(of, { s3Uri: 's3://team/models/iris.onnx' });
    await pass({ s3: server.access });
    expect(await read(of, version)).toMatchObject({ state: 'Ready', files: [{ path: 'iris.onnx' }], source: { s3Uri: 's3://team/models/iris.onnx' } });
  });

  test.each([
    ['s3://team/models/none.onnx', 'S3_NOT_FOUND'],
    ['s3://own/installation/objects/x', 'S3_ACCESS_DENIED'],
  ])('%s fails with %s and a way out', async (s3Uri, code) => {
    const of = await make();
    const version = await register(of, { s3Uri });
    await pass({ s3: server.access, settings: { ...settings, AIMASS_STORAGE: 's3://own/installation' } });
    expect(await read(of, version)).toMatchObject({
      state: 'Failed',
      reason: { code, fix: expect.stringMatching(/./) },
      checks: [{ result: 'Failed', code }, {}, {}, {}, {}],
    });
  });

  test('is where the whole installation keeps its files, too', async () => {
    const of = await make();
    const own = new S3Storage({ bucket: 'own', prefix: 'installation', ...server.access });
    const version = await register(of, { sample: 'iris' });
    await pass({ storage: own });
    const { state, files } = await read(of, version);
    expect(state).toBe('Ready');
    expect(await own.size(objectKey(files[0].sha256))).toBe(files[0].sizeBytes);
  });
});
