import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { DiskStorage } from '@/providers/storage/disk';
import { objectKey } from '@/providers/storage/provider';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization, testFleet } from '@/testing/serving-organization';
import { withTransaction } from '../context';
import { variantsInput } from '../endpoint-configs/schemas';
import { createEndpoint, removeEndpoint } from '../endpoints';
import { claimUnreferenced } from '../storage/references';
import { createVersion, getVersion, leaseAnswers, leaseVersion, listVersionDeployments, settleAnswers, settleVersion, updateVersion } from '.';
import { CreateVersionInput, UpdateVersionInput } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let root = '';
let storage: DiskStorage;
beforeAll(async () => {
  db = await createTestDatabase();
  root = mkdtempSync(join(tmpdir(), 'aimass-corrections-'));
  storage = new DiskStorage({ root, clock: systemClock, masterKey: randomBytes(32) });
});
afterAll(async () => {
  await db.drop();
  rmSync(root, { recursive: true, force: true });
});

const make = () => createServingOrganization(db.database);
type Organization = Awaited<ReturnType<typeof make>>;
const job = () => ({ database: db.database, clock: systemClock });
const update = (of: Organization, changes: object, who = of.admin, version = 1) =>
  updateVersion(who, UpdateVersionInput.parse({ model: 'iris', version, ...changes }));
const read = (of: Organization, version = 1) => getVersion(of.admin, { model: 'iris', version });
const variants = variantsInput.parse([{ name: 'main', model: 'iris', version: 1 }]);
const deploy = (of: Organization, name = 'shop') => createEndpoint(of.admin, { name, config: { variants } }, { fleet: testFleet });

/** An upload that is there, without its way there. */
async function uploaded(of: Organization, more: object = {}): Promise<string> {
  const id = newId('upl');
  const sha256 = randomBytes(32).toString('hex');
  const { organizationId, projectId } = of;
  const row = { id, organizationId, projectId, createdBy: 'test', filename: 'rows.csv', sizeBytes: 100n, partSizeBytes: 100n, state: 'Ready', sha256, ...more };
  await of.look((tx) => tx.upload.create({ data: row }));
  return id;
}

describe('the signature of a version', () => {
  test('is corrected until it is published, with audit and event; its sample is to be answered anew', async () => {
    const of = await make();
    await of.look((tx) =>
      tx.version.updateMany({ where: { number: 1 }, data: { sample: { request: { rows: [[1, 2, 3, 4]] }, response: { predictions: [] } } } }),
    );
    const columns = { x: ['a', 'b', 'c', 'd'] };
    const corrected = await update(of, { signature: { labels: ['no', 'yes'], columns }, revision: 1 });
    expect(corrected).toMatchObject({ published: false, revision: 2, signature: { labels: ['no', 'yes'], inputs: [{ columns: columns.x }] } });
    expect(await of.look((tx) => tx.audit.count({ where: { resource: 'models/iris/versions/1', action: 'models:Update' } }))).toBe(1);
    expect(await of.look((tx) => tx.event.findFirst({ orderBy: { seq: 'desc' } }))).toMatchObject({
      message: 'Ada corrected the signature of iris version 1.',
    });

    const due = await leaseAnswers(job(), 'test');
    expect(due).toMatchObject({ request: { rows: [[1, 2, 3, 4]] }, dataSample: null, signature: { labels: ['no', 'yes'] } });
    if (due === null) return;
    // What was asked before a second correction is not the answer any more.
    await update(of, { signature: { labels: ['bad', 'good'] } });
    await settleAnswers(job(), due, { response: { predictions: ['no'] }, evaluation: null });
    const sample = await of.look((tx) => tx.version.findFirstOrThrow({ where: { number: 1 } }));
    expect(sample).toMatchObject({ sample: { response: null }, answersDue: true });
    await of.look((tx) => tx.version.updateMany({ data: { answersDue: false } }));
  });

  test('changes nothing where it says the same, where it cannot be so, for others, and by a late revision', async () => {
    const of = await make();
    const before = await update(of, { signature: { task: 'classify', labels: ['no', 'yes'] } });
    await of.look((tx) => tx.version.updateMany({ data: { answersDue: false } }));
    expect(await update(of, { signature: { task: 'classify' } })).toEqual(before);
    await expect(update(of, { signature: { task: 'embed' } })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(update(of, { signature: { task: 'custom' }, revision: 7 })).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    await expect(update(of, { signature: { task: 'custom' } }, of.as('models:Read'))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(update(of, { signature: { task: 'custom' } }, of.admin, 3)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    expect(UpdateVersionInput.safeParse({ model: 'iris', version: 1, signature: { shape: [1] } }).success).toBe(false);
    expect(await read(of)).toEqual(before);
  });

  test('stays as it is once the version has a stage or was deployed, also where the endpoint is gone', async () => {
    const of = await make();
    await update(of, { stage: 'Staging' });
    await expect(update(of, { signature: { task: 'custom' } })).rejects.toMatchObject({ code: 'STATE_CONFLICT', message: expect.stringContaining('Staging') });
    await update(of, { stage: 'None' });
    await deploy(of);
    await removeEndpoint(of.admin, { name: 'shop' });
    await expect(update(of, { signature: { task: 'custom' } })).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
      message: expect.stringContaining('deployed to shop'),
    });
    expect((await read(of)).published).toBe(true);
  });
});

describe('datatypes and shapes', () => {
  const sklearn = async () => {
    const of = await make();
    await of.look((tx) => tx.version.updateMany({ where: { number: 1 }, data: { framework: 'sklearn' } }));
    return of;
  };

  test('are refused with their place where the file says otherwise, and nothing changes', async () => {
    const of = await make();
    const before = await read(of);
    for (const [signature, pointer] of [
      [{ datatypes: { x: 'INT64' } }, '/signature/datatypes/x'],
      [{ task: 'custom', shapes: { x: [5] } }, '/signature/shapes/x/0'],
    ] as const) {
      await expect(update(of, { signature })).rejects.toMatchObject({ code: 'VALIDATION_FAILED', details: { errors: [{ pointer }] } });
    }
    expect(await read(of)).toEqual(before);
  });

  test('make the check run again; meanwhile nothing else is decided, and the files of before are kept', async () => {
    const of = await sklearn();
    const key = objectKey(randomBytes(32).toString('hex'));
    const files = [{ path: 'model.joblib', sizeBytes: 4, sha256: key.split('/').at(-1) ?? '' }];
    await of.look((tx) => tx.version.updateMany({ where: { number: 1 }, data: { files } }));
    const before = await read(of);
    const asked = await update(of, { signature: { datatypes: { x: 'INT64' } }, revision: before.revision });
    expect(asked).toMatchObject({ state: 'Checking', signature: before.signature, correction: { state: 'Checking', wanted: { datatypes: { x: 'INT64' } } } });
    expect(JSON.stringify(asked)).not.toContain('"before"');
    for (const changes of [{ signature: { task: 'custom' } }, { stage: 'Archived' }, { dataSample: { version: 2 } }]) {
      await expect(update(of, changes)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    }
    const leased = await leaseVersion(job(), 'test');
    expect(leased?.requested).toMatchObject({ artifacts: { files }, signature: { datatypes: { x: 'INT64' } } });
    expect(await withTransaction({ ...of.admin, organizationId: '*' }, (tx) => claimUnreferenced(tx, [{ key, sizeBytes: 4 }]))).toEqual([]);
    if (leased === null) return;
    await settleVersion(job(), leased, { reason: { code: 'MODEL_PREDICTION_FAILED', message: 'It takes no whole numbers.', fix: '', evidence: '' } });
    const kept = await read(of);
    expect(kept).toMatchObject({ correction: { state: 'NotTaken', reason: { message: 'It takes no whole numbers.' } } });
    expect({ ...kept, correction: null, revision: 0 }).toEqual({ ...before, revision: 0 });
  });

  test('and a deployment at the same time: one of them is refused', async () => {
    const of = await sklearn();
    const ended = await Promise.allSettled([update(of, { signature: { datatypes: { x: 'INT64' } } }), deploy(of)]);
    const refused = ended.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []));
    expect(refused).toEqual([expect.objectContaining({ code: 'STATE_CONFLICT' })]);
    expect(await read(of)).toMatchObject(ended[0].status === 'fulfilled' ? { state: 'Checking', published: false } : { state: 'Ready', published: true });
  });
});

describe('a data sample', () => {
  test('is attached by an upload of its own organization, and its content is kept though the upload goes', async () => {
    const [of, stranger] = [await make(), await make()];
    const uploadId = await uploaded(of);
    const attached = await update(of, { dataSample: { uploadId, target: 'kind' } });
    expect(attached).toMatchObject({ dataSample: { filename: 'rows.csv', sizeBytes: 100, target: 'kind' }, evaluation: { state: 'Pending' } });
    await of.look((tx) => tx.upload.deleteMany({}));
    const key = objectKey(attached.dataSample?.sha256 ?? '');
    await storage.put(key, Buffer.from('rows'));
    expect(await withTransaction({ ...of.admin, organizationId: '*' }, (tx) => claimUnreferenced(tx, [{ key, sizeBytes: 4 }]))).toEqual([]);
    await of.look((tx) => tx.version.updateMany({ data: { answersDue: false } }));

    const theirs = await uploaded(stranger);
    await expect(update(of, { dataSample: { uploadId: theirs } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { errors: [{ pointer: '/dataSample/uploadId' }] },
    });
    await expect(update(of, { dataSample: { uploadId: await uploaded(of, { state: 'Uploading' }) } })).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    const large = await uploaded(of, { sizeBytes: 17n * 1024n * 1024n });
    await expect(update(of, { dataSample: { uploadId: large } })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      message: expect.stringContaining('at most 16'),
    });
    await expect(update(of, { dataSample: { version: 2 } })).rejects.toMatchObject({
      code: 'NOT_FOUND',
      details: { errors: [{ pointer: '/dataSample/version' }] },
    });
    await expect(update(of, { dataSample: { version: 1 } }, of.admin, 3)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    expect((await read(of)).dataSample).toEqual(attached.dataSample);
  });

  test("stands beside the trainer's metrics, which are figures by name", async () => {
    const of = await make();
    const input = { model: 'iris', source: { sample: 'iris' }, dataSample: { uploadId: await uploaded(of) } };
    const version = await createVersion(of.admin, CreateVersionInput.parse({ ...input, metadata: { metrics: { accuracy: 0.97 }, run: 'a1' } }));
    expect(version).toMatchObject({ metadata: { metrics: { accuracy: 0.97 }, run: 'a1' }, dataSample: { target: null }, evaluation: { state: 'Pending' } });
    expect(CreateVersionInput.safeParse({ ...input, metadata: { metrics: [0.97] } }).success).toBe(false);
    expect(CreateVersionInput.safeParse({ ...input, metadata: { metrics: { deep: {} } } }).success).toBe(false);
  });
});

test('who deployed a version where and when is told, and to nobody else', async () => {
  const [of, stranger] = [await make(), await make()];
  await deploy(of);
  await deploy(of, 'office');
  await removeEndpoint(of.admin, { name: 'office' });
  const { items } = await listVersionDeployments(of.admin, { model: 'iris', version: 1, limit: 50 });
  expect(items.map(({ endpoint, number, createdBy, servedFrom, variants }) => ({ endpoint, number, createdBy, servedFrom, variants }))).toEqual(
    ['office', 'shop'].map((endpoint) => ({ endpoint, number: 1, createdBy: 'Ada', servedFrom: null, variants: [{ name: 'main', weight: 1 }] })),
  );
  expect((await listVersionDeployments(of.admin, { model: 'iris', version: 2, limit: 50 })).items).toEqual([]);
  expect((await listVersionDeployments(stranger.admin, { model: 'iris', version: 1, limit: 50 })).items).toEqual([]);
  await expect(listVersionDeployments(of.as('models:Read'), { model: 'iris', version: 1, limit: 50 })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
});
