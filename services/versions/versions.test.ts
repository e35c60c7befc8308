import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { extract } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { DiskStorage } from '@/providers/storage/disk';
import { objectKey } from '@/providers/storage/provider';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization, testFleet } from '@/testing/serving-organization';
import { variantsInput } from '../endpoint-configs/schemas';
import { createEndpoint } from '../endpoints';
import { completeUpload, createUpload } from '../uploads';
import { createVersion, downloadVersion, getVersion, listVersions, updateVersion } from '.';
import { CreateVersionInput } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let root = '';
let storage: DiskStorage;
beforeAll(async () => {
  db = await createTestDatabase();
  root = mkdtempSync(join(tmpdir(), 'aimass-versions-'));
  storage = new DiskStorage({ root, clock: systemClock, masterKey: randomBytes(32) });
});
afterAll(async () => {
  await db.drop();
  rmSync(root, { recursive: true, force: true });
});

/** Its model `iris` has versions 1 and 2 Ready, 3 Failed and 4 archived. */
const make = () => createServingOrganization(db.database);
type Organization = Awaited<ReturnType<typeof make>>;
const register = (of: Organization, source: object, more: object = {}) => createVersion(of.admin, CreateVersionInput.parse({ model: 'iris', source, ...more }));

async function upload(of: Organization, filename: string, content: Buffer, ready = true): Promise<string> {
  const { id } = await createUpload(of.admin, { filename, sizeBytes: content.byteLength }, { storage });
  await storage.putPart(id, 1, content.byteLength, Readable.from([content]));
  if (ready) await expect.poll(async () => (await completeUpload(of.admin, { id }, { storage })).state, { timeout: 20_000 }).toBe('Ready');
  return id;
}

describe('registering', () => {
  test('answers Checking with five pending steps, the next number, an audit record and an event', async () => {
    const of = await make();
    const version = await register(of, { uploadId: await upload(of, 'm.onnx', Buffer.from('m')) }, { metadata: { accuracy: 0.98 } });
    expect(version).toMatchObject({
      model: 'iris',
      version: 5,
      state: 'Checking',
      stage: 'None',
      metadata: { accuracy: 0.98 },
      files: [],
      reason: null,
      usedBy: [],
    });
    expect(version.checks.map(({ step, result }) => `${step} ${result}`)).toEqual(
      ['unpack', 'detect', 'signature', 'load', 'predict'].map((step) => `${step} Pending`),
    );
    expect(await of.look((tx) => tx.audit.count({ where: { resource: 'models/iris/versions/5', action: 'models:Upload' } }))).toBe(1);
    const events = await of.look((tx) => tx.event.findMany({ where: { type: 'version.updated' } }));
    expect(events[0].topics).toEqual(['models', 'models/iris', 'models/iris/versions/5']);
  });

  test('gives each number once, also to two at once', async () => {
    const of = await make();
    const versions = await Promise.all(Array.from({ length: 5 }, () => register(of, { sample: 'iris' })));
    expect(versions.map((version) => version.version).sort()).toEqual([5, 6, 7, 8, 9]);
  });

  test('keeps what the upload held, so that the upload may go', async () => {
    const of = await make();
    const content = Buffer.from('the model');
    const { version } = await register(of, { uploadId: await upload(of, 'a/m.onnx', content) }, { signature: { task: 'classify', labels: ['a', 'b'] } });
    const [row] = await of.look((tx) => tx.version.findMany({ where: { number: version } }));
    expect(row.requested).toEqual({
      artifacts: { files: [{ path: 'a/m.onnx', sizeBytes: content.byteLength, sha256: createHash('sha256').update(content).digest('hex') }] },
      framework: null,
      signature: { task: 'classify', labels: ['a', 'b'] },
      runtime: 'auto',
      container: null,
    });
  });

  test('refuses uploads that are not there, not complete, of another organization, or of one path', async () => {
    const [of, stranger] = [await make(), await make()];
    const bytes = Buffer.from('x');
    await expect(register(of, { uploadId: 'upl_none' })).rejects.toMatchObject({ code: 'NOT_FOUND', details: { errors: [{ pointer: '/source/uploadId' }] } });
    const unfinished = await upload(of, 'm', bytes, false);
    await expect(register(of, { uploadIds: [unfinished] })).rejects.toMatchObject({
      code: 'STATE_CONFLICT',
      details: { errors: [{ pointer: '/source/uploadIds/0' }] },
    });
    await expect(register(of, { uploadId: await upload(stranger, 'm', bytes) })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    const twice = [await upload(of, 'Model.onnx', bytes), await upload(of, 'model.onnx', Buffer.from('y'))];
    await expect(register(of, { uploadIds: twice })).rejects.toMatchObject({
      code: 'VALIDATION_FAILED',
      details: { errors: [{ pointer: '/source/uploadIds/1' }] },
    });
    expect((await listVersions(of.admin, { model: 'iris', limit: 50 })).items).toHaveLength(4);
  });

  test('refuses a runtime that is not there yet, and a model that is not', async () => {
    const of = await make();
    await expect(register(of, { sample: 'iris' }, { runtime: 'container' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(createVersion(of.admin, CreateVersionInput.parse({ model: 'none', source: { sample: 'iris' } }))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(createVersion(of.as('models:Read'), CreateVersionInput.parse({ model: 'iris', source: { sample: 'iris' } }))).rejects.toMatchObject({
      code: 'PERMISSION_DENIED',
    });
  });

  test.each([
    [{ sample: 'other' }],
    [{ s3Uri: 'http://127.0.0.1/x' }],
    [{ s3Uri: 's3://bucket' }],
    [{ uploadId: 'a', sample: 'iris' }],
    [{ uploadIds: [] }],
    [{}],
  ])('the source %j is no source', (source) => {
    expect(CreateVersionInput.safeParse({ model: 'iris', source }).success).toBe(false);
  });
});

describe('stages', () => {
  const to = (of: Organization, version: number, stage: 'None' | 'Staging' | 'Production' | 'Archived', who = of.admin) =>
    updateVersion(who, { model: 'iris', version, stage });

  test('are moved with an audit record; Production needs the right to approve', async () => {
    const of = await make();
    const engineer = of.as('models:Read', 'models:Update');
    expect(await to(of, 1, 'Staging', engineer)).toMatchObject({ stage: 'Staging', revision: 2 });
    await expect(to(of, 1, 'Production', engineer)).rejects.toMatchObject({ code: 'PERMISSION_DENIED', message: expect.stringContaining('models:Approve') });
    expect((await getVersion(of.admin, { model: 'iris', version: 1 })).stage).toBe('Staging');
    expect(await to(of, 1, 'Production')).toMatchObject({ stage: 'Production' });
    const audits = await of.look((tx) => tx.audit.findMany({ where: { resource: 'models/iris/versions/1', outcome: 'success' }, orderBy: { seq: 'asc' } }));
    expect(audits.map((row) => row.action)).toEqual(['models:Update', 'models:Approve']);
  });

  test('a version that failed its check cannot be promoted', async () => {
    const of = await make();
    await expect(to(of, 3, 'Production')).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    expect(await to(of, 3, 'Archived')).toMatchObject({ stage: 'Archived' });
  });

  test('a version that serves cannot be archived, and says where it serves', async () => {
    const of = await make();
    await createEndpoint(
      of.admin,
      { name: 'shop', config: { variants: variantsInput.parse([{ name: 'main', model: 'iris', version: 1 }]) } },
      { fleet: testFleet },
    );
    expect((await getVersion(of.admin, { model: 'iris', version: 1 })).usedBy).toEqual(['shop']);
    await expect(to(of, 1, 'Archived')).rejects.toMatchObject({ code: 'IN_USE', message: expect.stringContaining('shop') });
    expect(await to(of, 2, 'Archived')).toMatchObject({ stage: 'Archived' });
  });

  test('changing nothing changes nothing, and a late revision is refused', async () => {
    const of = await make();
    expect(await to(of, 1, 'None')).toMatchObject({ revision: 1 });
    expect(await updateVersion(of.admin, { model: 'iris', version: 1, notes: 'Good.', revision: 1 })).toMatchObject({ notes: 'Good.', revision: 2 });
    await expect(updateVersion(of.admin, { model: 'iris', version: 1, notes: 'Late.', revision: 1 })).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
    expect(await of.look((tx) => tx.audit.count({ where: { resource: 'models/iris/versions/1' } }))).toBe(1);
  });

  test('of another organization are not there', async () => {
    const [of, stranger] = [await make(), await make()];
    await of.look((tx) => tx.model.updateMany({ data: { name: 'own' } }));
    await expect(updateVersion(stranger.admin, { model: 'own', version: 1, stage: 'Staging' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getVersion(stranger.admin, { model: 'own', version: 1 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(getVersion(of.admin, { model: 'own', version: 99 })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

describe('downloading', () => {
  async function withFiles(files: Record<string, string>) {
    const of = await make();
    const stored: { path: string; sizeBytes: number; sha256: string }[] = [];
    for (const [path, content] of Object.entries(files)) {
      const sha256 = createHash('sha256').update(content).digest('hex');
      await storage.put(objectKey(sha256), Buffer.from(content));
      stored.push({ path, sizeBytes: content.length, sha256 });
    }
    await of.look((tx) => tx.version.updateMany({ where: { number: 1 }, data: { files: stored } }));
    return of;
  }

  test('one file comes as it is', async () => {
    const of = await withFiles({ 'deep/model.onnx': 'the model' });
    const download = await downloadVersion(of.admin, { model: 'iris', version: 1 }, { storage });
    expect(download).toMatchObject({ filename: 'iris-1.onnx', sizeBytes: 9 });
    expect(Buffer.concat(await download.body.toArray()).toString()).toBe('the model');
    expect(await of.look((tx) => tx.audit.count({ where: { action: 'models:Download' } }))).toBe(1);
  });

  test('several come as a tar with their paths', async () => {
    const of = await withFiles({ 'm/model.onnx': 'the model', 'm/weights.bin': 'w'.repeat(100_000) });
    const download = await downloadVersion(of.admin, { model: 'iris', version: 1 }, { storage });
    expect(download).toMatchObject({ filename: 'iris-1.tar', contentType: 'application/x-tar' });
    const found: Record<string, number> = {};
    const archive = extract();
    download.body.pipe(archive as unknown as NodeJS.WritableStream);
    for await (const entry of archive) {
      let length = 0;
      for await (const chunk of entry) length += (chunk as Buffer).byteLength;
      found[entry.header.name] = length;
    }
    expect(found).toEqual({ 'm/model.onnx': 9, 'm/weights.bin': 100_000 });
  });

  test('needs the right, and files', async () => {
    const of = await make();
    await expect(downloadVersion(of.admin, { model: 'iris', version: 1 }, { storage })).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    await expect(downloadVersion(of.as('models:Read'), { model: 'iris', version: 1 }, { storage })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });
});
