import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { dataPaths } from '@/core/paths';
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
  folder = mkdtempSync(join(tmpdir(), 'aimass-answers-'));
  storage = new DiskStorage({ root: dataPaths(folder).storage, clock: systemClock, masterKey: randomBytes(32) });
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

/** Each pass starts processes of its own, which take long on a busy machine. */
const slow = { timeout: 120_000 };
const make = () => createServingOrganization(db.database);
type Organization = Awaited<ReturnType<typeof make>>;
const settings = { AIMASS_STORAGE: 'disk', AIMASS_S3_FORCE_PATH_STYLE: true, ...toolchainSettings };
const unfenced = (): Promise<never> => Promise.reject(new Error('checks are leased, not fenced'));

/** One pass of the loop: checks, then what is asked anew. */
const pass = () =>
  modelChecksLoop({ database: db.database, clock: systemClock, storage, paths: dataPaths(folder), log: pino({ level: 'silent' }), settings }).tick(
    new AbortController().signal,
    unfenced,
  );

async function upload(of: Organization, filename: string, content: Buffer | string): Promise<string> {
  const bytes = Buffer.from(content);
  const { id } = await createUpload(of.admin, { filename, sizeBytes: bytes.byteLength }, { storage });
  await storage.putPart(id, 1, bytes.byteLength, Readable.from([bytes]));
  await expect.poll(async () => (await completeUpload(of.admin, { id }, { storage })).state, { timeout: 20_000 }).toBe('Ready');
  return id;
}

const register = (of: Organization, source: object, more: object = {}) => createVersion(of.admin, CreateVersionInput.parse({ model: 'iris', source, ...more }));
const read = (of: Organization, version: number) => getVersion(of.admin, { model: 'iris', version });
const update = (of: Organization, version: number, changes: object) =>
  updateVersion(of.admin, UpdateVersionInput.parse({ model: 'iris', version, ...changes }));

/** The last row says something else than any good model. */
const flowers =
  'sepal length,sepal width,petal length,petal width,kind\n5.1,3.5,1.4,0.2,setosa\n7,3.2,4.7,1.4,versicolor\n6.3,3.3,6,2.5,virginica\n5,3.4,1.5,0.2,virginica\n';

describe('an ONNX version', () => {
  test('answers its data sample: the accuracy by real predictions; taken over, another version is measured by the same rows', slow, async () => {
    const of = await make();
    const dataSample = { uploadId: await upload(of, 'flowers.csv', flowers), target: 'kind' };
    const { version, evaluation } = await register(of, { sample: 'iris' }, { dataSample });
    expect(evaluation).toMatchObject({ state: 'Pending' });
    await pass();
    const measured = await read(of, version);
    expect(measured).toMatchObject({
      state: 'Ready',
      dataSample: { filename: 'flowers.csv', target: 'kind' },
      evaluation: { state: 'Done', rows: 4, metrics: { accuracy: 0.75 }, msPerRow: expect.any(Number), at: expect.any(String), reason: null },
    });
    const other = await register(of, { sample: 'iris' });
    await pass();
    expect((await read(of, other.version)).evaluation).toBeNull();
    expect((await update(of, other.version, { dataSample: { version } })).evaluation).toMatchObject({ state: 'Pending' });
    await pass();
    expect(await read(of, other.version)).toMatchObject({ dataSample: measured.dataSample, evaluation: { state: 'Done', metrics: { accuracy: 0.75 } } });
    expect(await update(of, other.version, { dataSample: null })).toMatchObject({ dataSample: null, evaluation: null });
  });

  test('is Ready all the same where its data sample cannot be used, and says why', slow, async () => {
    const of = await make();
    const { version } = await register(of, { sample: 'iris' }, { dataSample: { uploadId: await upload(of, 'flowers.npy', 'no array') } });
    const failed = async (words: RegExp) => {
      await pass();
      const checked = await read(of, version);
      expect(checked).toMatchObject({
        state: 'Ready',
        evaluation: { state: 'Failed', metrics: {}, reason: { code: 'SAMPLE_UNREADABLE', fix: expect.stringMatching(/./) } },
      });
      expect(checked.evaluation?.reason?.message).toMatch(words);
    };
    await failed(/cannot be read/);
    await update(of, version, { dataSample: { uploadId: await upload(of, 'flowers.csv', flowers), target: 'species' } });
    await failed(/no column species/);
    await update(of, version, { dataSample: { uploadId: await upload(of, 'rows.json', '[[1, 2]]') } });
    await failed(/rows\/0/);
  });

  test('that failed its check skips its data sample', slow, async () => {
    const of = await make();
    const source = { uploadId: await upload(of, 'model.onnx', 'no model') };
    const { version } = await register(of, source, { dataSample: { uploadId: await upload(of, 'flowers.csv', flowers), target: 'kind' } });
    await pass();
    expect(await read(of, version)).toMatchObject({ state: 'Failed', evaluation: { state: 'Skipped' } });
  });

  test('with a corrected signature answers its sample and its rows in the new words', slow, async () => {
    const of = await make();
    const { version } = await register(of, { sample: 'iris' }, { dataSample: { uploadId: await upload(of, 'flowers.csv', flowers), target: 'kind' } });
    await pass();
    const before = await read(of, version);
    const own = before.signature?.labels ?? [];
    const sampleOf = () => of.look((tx) => tx.version.findFirstOrThrow({ where: { number: version } })).then(({ sample }) => sample as { response: unknown });
    const corrected = await update(of, version, { signature: { task: 'custom' }, revision: before.revision });
    expect(corrected).toMatchObject({ signature: { task: 'custom' }, evaluation: { state: 'Pending' } });
    expect(corrected.signature?.labels).toBeUndefined();
    expect((await sampleOf()).response).toBeNull();
    await pass();
    expect((await sampleOf()).response).toMatchObject({ task: 'custom', predictions: [{ outputs: expect.any(Object) }] });
    expect((await read(of, version)).evaluation).toMatchObject({ state: 'Done', rows: 4, metrics: {} });
    await update(of, version, { signature: { task: 'classify', labels: own } });
    await pass();
    expect((await sampleOf()).response).toMatchObject({ task: 'classify', predictions: [{ label: expect.any(String) }] });
    expect((await read(of, version)).evaluation).toMatchObject({ metrics: { accuracy: 0.75 } });
  });
});

describe('a version of scikit-learn', () => {
  let models: string | null = null;
  beforeAll(async () => {
    models = await trainedModels('sklearn-1.9');
  }, 300_000);

  test('has the rows of its data sample in its proof; one that runs in its own framework answers them there', { timeout: 240_000 }, async (context) => {
    if (models === null) return context.skip();
    const of = await make();
    const said = (name: string) => JSON.parse(readFileSync(join(models ?? '', `${name}.json`), 'utf8')) as { rows: unknown[]; labels?: string[]; file: string };
    const registerTrained = async (name: string, filename: string, rows: string) => {
      const { file } = said(name);
      const dataSample = { uploadId: await upload(of, filename, rows) };
      const { version } = await register(of, { uploadId: await upload(of, file, readFileSync(join(models ?? '', file))) }, { dataSample });
      await pass();
      return read(of, version);
    };
    const people = said('people');
    const good = await registerTrained('people', 'people.json', JSON.stringify({ rows: people.rows, labels: people.labels }));
    expect(good).toMatchObject({
      state: 'Ready',
      parity: { verdict: 'Passed', ofDataSample: people.rows.length },
      evaluation: { state: 'Done', metrics: { accuracy: 1 } },
    });
    expect(good.parity?.samples).toBe(128 + people.rows.length);
    expect(good.checks.find(({ step }) => step === 'parity')?.evidence).toContain('of them are of the data sample');

    const bad = await registerTrained('people', 'people.json', '[["no", "such", "row"]]');
    expect(bad).toMatchObject({
      state: 'Ready',
      parity: { verdict: 'Passed', samples: 128 },
      evaluation: { state: 'Failed', reason: { code: 'SAMPLE_UNREADABLE' } },
    });
    expect(bad.checks.find(({ step }) => step === 'parity')?.evidence).toContain('The data sample was left out');

    const native = await registerTrained(
      'birch-native',
      'rows.json',
      JSON.stringify([
        [5.1, 3.5, 1.4, 0.2],
        [7, 3.2, 4.7, 1.4],
      ]),
    ); // prettier-ignore
    expect(native).toMatchObject({ state: 'Ready', parity: { verdict: 'NotConverted', samples: 130 }, evaluation: { state: 'Done', rows: 2, metrics: {} } });
  });
});
