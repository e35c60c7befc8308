import { randomBytes } from 'node:crypto';
import { createReadStream, mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir, totalmem } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { systemClock } from '@/core/clock';
import { dataPaths } from '@/core/paths';
import { callEngine, containerPlaces, openEngine } from '@/providers/containers/engine';
import { DiskStorage } from '@/providers/storage/disk';
import { completeUpload, createUpload } from '@/services/uploads';
import { createVersion, getVersion } from '@/services/versions';
import { CreateVersionInput, type Version } from '@/services/versions/schemas';
import { containersLack, saveEmptyImage, saveTestImage } from '@/testing/container-image';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { toolchainSettings } from '@/testing/toolchains';
import { modelChecksLoop } from './loop';

const mebibyte = 1024 ** 2;
const lacks = containersLack();

describe.skipIf(lacks !== null)(lacks ?? 'a container image', () => {
  let db: Awaited<ReturnType<typeof createTestDatabase>>;
  let of: Awaited<ReturnType<typeof createServingOrganization>>;
  let folder = '';
  let storage: DiskStorage;
  let image = '';

  beforeAll(async () => {
    db = await createTestDatabase();
    of = await createServingOrganization(db.database);
    folder = mkdtempSync(join(tmpdir(), 'aimc-'));
    storage = new DiskStorage({ root: dataPaths(folder).storage, clock: systemClock, masterKey: randomBytes(32) });
    await saveTestImage(join(folder, 'image.tar'));
    image = await upload('image.tar', join(folder, 'image.tar'));
  }, 120_000);

  afterAll(async () => {
    await db?.drop();
    rmSync(folder, { recursive: true, force: true });
  });

  async function upload(filename: string, file: string | Buffer): Promise<string> {
    const sizeBytes = typeof file === 'string' ? statSync(file).size : file.byteLength;
    const { id, partSizeBytes } = await createUpload(of.admin, { filename, sizeBytes }, { storage });
    for (let number = 1, at = 0; at < sizeBytes; number++, at += partSizeBytes) {
      const length = Math.min(partSizeBytes, sizeBytes - at);
      const body = typeof file === 'string' ? createReadStream(file, { start: at, end: at + length - 1 }) : Readable.from([file.subarray(at, at + length)]);
      await storage.putPart(id, number, length, body);
    }
    await vi.waitFor(async () => expect((await completeUpload(of.admin, { id }, { storage })).state).toBe('Ready'), { timeout: 60_000 });
    return id;
  }

  async function check(source: object, more: object, memoryBytes = Math.min(1024 * mebibyte, totalmem() / 2)): Promise<Version> {
    const { version } = await createVersion(of.admin, CreateVersionInput.parse({ model: 'iris', source, ...more }));
    const settings = { AIMASS_STORAGE: 'disk', AIMASS_S3_FORCE_PATH_STYLE: true, ...toolchainSettings };
    const limits = { wallMs: 60_000, cpuMs: 60_000, memoryBytes };
    const loop = modelChecksLoop({
      database: db.database,
      clock: systemClock,
      storage,
      paths: dataPaths(folder),
      log: pino({ level: 'silent' }),
      settings,
      limits,
    });
    await loop.tick(new AbortController().signal, () => Promise.reject(new Error('checks are leased, not fenced')));
    return getVersion(of.admin, { model: 'iris', version });
  }

  const stepsOf = ({ checks }: Version): string[] => checks.map(({ step, result }) => `${step} ${result}`);
  const shapes = { signature: { shapes: { x: [3] }, task: 'regress' } };

  /** What runs or is left in the installation's own store. */
  async function containers(): Promise<string> {
    const engine = await openEngine(containerPlaces(dataPaths(folder)));
    return (await callEngine(engine, ['ps', '--all', '--quiet'])).stdout.trim();
  }

  test('of SageMaker, with a model beside it, is Ready and has answered', async () => {
    const weights = await upload('weights.json', Buffer.from('[10, 20, 30]'));
    const version = await check({ uploadIds: [image, weights] }, { runtime: 'container', ...shapes });
    expect(version).toMatchObject({
      state: 'Ready',
      reason: null,
      framework: 'container',
      frameworkVersion: 'localhost/sum-model:1',
      format: 'docker-archive',
      signature: {
        task: 'regress',
        batchable: true,
        inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }],
        outputs: [{ name: 'predictions', shape: [-1] }],
      },
      files: [{ path: 'image/image.tar' }, { path: 'model/weights.json' }],
      sample: { rows: [[0.5, 0.5, 0.5]] },
    });
    expect(stepsOf(version)).toEqual(['unpack Passed', 'detect Passed', 'image Passed', 'load Passed', 'signature Passed', 'predict Passed']);
    for (const { evidence } of version.checks) expect(evidence).toMatch(/./);
    const [row] = await of.look((tx) => tx.version.findMany({ where: { id: version.id } }));
    expect(row).toMatchObject({
      sample: { response: { predictions: [{ value: 30 }] } },
      native: { arguments: ['serve'], port: 8080, modelFolder: 'model', service: { protocol: 'sagemaker', body: 'rows' } },
    });
    expect(await containers()).toBe('');
  }, 60_000);

  test('is recognised by its content; without a shape it says what is missing and how to give it', async () => {
    const version = await check({ uploadId: image }, {});
    expect(version).toMatchObject({
      state: 'Failed',
      framework: 'container',
      reason: { code: 'MODEL_SHAPE_NEEDED', message: expect.stringMatching(/ input x has\.$/), fix: expect.stringContaining('--shape x=4') },
    });
    expect(stepsOf(version).slice(-2)).toEqual(['signature Failed', 'predict Skipped']);
  }, 60_000);

  test.each(['open-inference', 'tensorflow-serving'])(
    'of %s has its signature from its metadata',
    async (protocol) => {
      const environment = { PROTOCOL: protocol, BEHAVIOUR: 'no-arguments', PORT: protocol === 'open-inference' ? '8000' : '8501' };
      const version = await check({ uploadId: image }, { runtime: 'container', container: { environment }, signature: { task: 'regress' } });
      expect(version).toMatchObject({
        state: 'Ready',
        signature: { inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }], outputs: [{ name: 'y', datatype: 'FP32', shape: [-1, 1] }] },
      });
      const [row] = await of.look((tx) => tx.version.findMany({ where: { id: version.id } }));
      expect(row).toMatchObject({
        sample: { response: { predictions: [{ value: 3 }] } },
        native: { arguments: [], port: Number(environment.PORT), service: { protocol } },
      });
    },
    60_000,
  );

  test.each([
    ['never becomes ready', 'silent', 'CONTAINER_NOT_READY', 'model server'],
    ['ends at once', 'exit', 'CONTAINER_START_FAILED', 'the weights are missing'],
    ['takes more memory than allowed', 'hog', 'MODEL_OUT_OF_MEMORY', 'taking memory'],
  ])(
    'that %s fails with its last lines, and is gone',
    async (_what, behaviour, code, line) => {
      const container = { environment: { BEHAVIOUR: behaviour }, startupSeconds: behaviour === 'silent' ? 3 : 60 };
      const version = await check({ uploadId: image }, { runtime: 'container', container, ...shapes }, 256 * mebibyte);
      expect(version).toMatchObject({ state: 'Failed', reason: { code, evidence: expect.stringContaining(line) } });
      expect(stepsOf(version)).toEqual(['unpack Passed', 'detect Passed', 'image Passed', 'load Failed', 'signature Skipped', 'predict Skipped']);
      expect(await containers()).toBe('');
    },
    60_000,
  );

  test('of the Open Container Initiative is loaded; a program that it does not have is named', async () => {
    await saveEmptyImage(join(folder, 'empty.tar'));
    const version = await check({ uploadId: await upload('empty.tar', join(folder, 'empty.tar')) }, { runtime: 'container', ...shapes });
    expect(version).toMatchObject({
      state: 'Failed',
      format: 'oci-archive',
      reason: { code: 'CONTAINER_START_FAILED', message: expect.stringContaining('/server') },
    });
    expect(await containers()).toBe('');
  }, 60_000);

  test('files without an image are refused as such', async () => {
    const model = await upload('iris.onnx', readFileSync(join(import.meta.dirname, '../../samples/iris/iris.onnx')));
    const version = await check({ uploadId: model }, { runtime: 'container' });
    expect(version).toMatchObject({ state: 'Failed', reason: { code: 'MODEL_FORMAT_UNKNOWN', fix: expect.stringContaining('podman save') } });
  });
});

test('settings that nothing would look at, and hostile ones, are refused when registering', () => {
  const parse = (container: object) => CreateVersionInput.safeParse({ model: 'iris', source: { uploadId: 'upl' }, container }).success;
  expect(parse({ environment: { PATH: '/bin' }, arguments: ['serve'] })).toBe(true);
  expect(parse({ environment: { 'A=B': 'x' } })).toBe(false);
  expect(parse({ environment: { A: 'x\nB=y' } })).toBe(false);
  expect(parse({ privileged: true })).toBe(false);
  expect(parse({ port: 0 })).toBe(false);
});
