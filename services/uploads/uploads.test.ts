import { execFileSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock, systemClock } from '@/core/clock';
import { DiskStorage } from '@/providers/storage/disk';
import { objectKey, stagingKey } from '@/providers/storage/provider';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { withTransaction } from '../context';
import { completeUpload, createUpload, expireUploads, getUpload, listUploads, removeUpload, resumeVerifying } from '.';
import { partSizeOf, partsOf } from './layout';
import type { Upload } from './schemas';

const mebibyte = 1024 * 1024;
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let root = '';
let storage: DiskStorage;
beforeAll(async () => {
  db = await createTestDatabase();
  root = mkdtempSync(join(tmpdir(), 'aimass-uploads-'));
  storage = new DiskStorage({ root, clock: systemClock, masterKey: randomBytes(32) });
});
afterAll(async () => {
  await db.drop();
  rmSync(root, { recursive: true, force: true });
});

const make = () => createServingOrganization(db.database);
type Organization = Awaited<ReturnType<typeof make>>;

const begin = (of: Organization, content: Buffer, more: { sha256?: string } = {}) =>
  createUpload(of.admin, { filename: 'model.onnx', sizeBytes: content.byteLength, ...more }, { storage });

/** Sends the given parts of a file as the gateway stores them. */
async function send(upload: Upload, content: Buffer, numbers: readonly number[]): Promise<void> {
  for (const number of numbers) {
    const body = content.subarray((number - 1) * upload.partSizeBytes, number * upload.partSizeBytes);
    await storage.putPart(upload.id, number, body.byteLength, Readable.from([body]));
  }
}

const complete = (of: Organization, id: string, more: { sha256?: string } = {}) => completeUpload(of.admin, { id, ...more }, { storage });
const read = (of: Organization, id: string) => getUpload(of.admin, { id }, { storage });
const resume = () =>
  resumeVerifying({ database: db.database, storage, clock: systemClock }, (_id, error) => {
    throw error;
  });

describe('the layout of parts', () => {
  test.each([
    [1, 8, 1],
    [8 * mebibyte, 8, 1],
    [8 * mebibyte + 1, 8, 2],
    [70_000 * mebibyte, 8, 8750],
    [1024 * 1024 * mebibyte, 117, 8963],
  ])('%i bytes: parts of %i MiB, %i of them', (sizeBytes, partMebibytes, count) => {
    const partSizeBytes = partSizeOf(sizeBytes);
    expect(partSizeBytes).toBe(partMebibytes * mebibyte);
    const parts = partsOf(sizeBytes, partSizeBytes);
    expect(parts).toHaveLength(count);
    expect(parts.reduce((sum, part) => sum + part.sizeBytes, 0)).toBe(sizeBytes);
    expect(count).toBeLessThanOrEqual(10_000);
  });
});

describe('an upload', () => {
  test('arrives in parts, is hashed by the server and lies under its content address', async () => {
    const of = await make();
    const content = randomBytes(20 * mebibyte);
    const upload = await begin(of, content, { sha256: sha256(content) });
    expect(upload).toMatchObject({ state: 'Uploading', partSizeBytes: 8 * mebibyte });
    expect(upload.parts.map(({ number, sizeBytes, arrived }) => [number, sizeBytes, arrived])).toEqual([
      [1, 8 * mebibyte, false],
      [2, 8 * mebibyte, false],
      [3, 4 * mebibyte, false],
    ]);
    expect(upload.parts[0].url).toMatch(new RegExp(`^/api/v1/uploads/${upload.id}/parts/1\\?size=8388608&expires=\\d+&signature=`));
    await send(upload, content, [2, 3, 1]);
    expect(await complete(of, upload.id)).toMatchObject({ state: 'Ready', sha256: sha256(content), reason: null });
    expect(await storage.size(objectKey(sha256(content)))).toBe(content.byteLength);
    expect(await storage.size(stagingKey(upload.id))).toBeNull();
    expect(readdirSync(join(root, '.parts'))).not.toContain(upload.id);
    const audits = await of.look((tx) => tx.audit.findMany({ where: { resource: `uploads/${upload.id}` } }));
    expect(audits.map((row) => row.action)).toEqual(['models:Upload', 'models:Upload']);
  });

  test('goes on after a break with the missing parts only', async () => {
    const of = await make();
    const content = randomBytes(17 * mebibyte);
    const upload = await begin(of, content);
    await send(upload, content, [1]);
    const again = await read(of, upload.id);
    expect(again.parts.map(({ arrived, url }) => [arrived, url === null])).toEqual([
      [true, true],
      [false, false],
      [false, false],
    ]);
    await expect(complete(of, upload.id)).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE', message: expect.stringContaining('2, 3') });
    await send(upload, content, [2, 3]);
    expect(await complete(of, upload.id, { sha256: sha256(content) })).toMatchObject({ state: 'Ready', sha256: sha256(content) });
  });

  test.each([
    ['known from the start', true],
    ['known at the end', false],
  ])('that was cut and resumed with another file is refused by its SHA-256, %s', async (_name, early) => {
    const of = await make();
    const [first, other] = [randomBytes(17 * mebibyte), randomBytes(17 * mebibyte)];
    const upload = await begin(of, first, early ? { sha256: sha256(first) } : {});
    await send(upload, first, [1]);
    await send(upload, other, [2, 3]);
    const late = early ? {} : { sha256: sha256(other) };
    await expect(complete(of, upload.id, late)).rejects.toMatchObject({
      code: 'UPLOAD_FILE_CHANGED',
      details: { fix: { code: 'uploads.chooseAgain' }, evidence: { text: expect.stringContaining('expected SHA-256') } },
    });
    expect(await read(of, upload.id)).toMatchObject({ state: 'Failed', reason: { code: 'UPLOAD_FILE_CHANGED' } });
    expect(await storage.size(stagingKey(upload.id))).toBeNull();
    await expect(complete(of, upload.id)).rejects.toMatchObject({ code: 'UPLOAD_FILE_CHANGED' });
  });

  test('begun with one SHA-256 cannot end with another', async () => {
    const of = await make();
    const content = randomBytes(1000);
    const upload = await begin(of, content, { sha256: sha256(content) });
    await send(upload, content, [1]);
    await expect(complete(of, upload.id, { sha256: sha256(Buffer.from('other')) })).rejects.toMatchObject({ code: 'UPLOAD_FILE_CHANGED' });
    expect((await read(of, upload.id)).state).toBe('Uploading');
  });

  test('of a file the organization has is Ready at once; another organization must send it', async () => {
    const [of, stranger] = [await make(), await make()];
    const content = randomBytes(1000);
    const known = { sha256: sha256(content) };
    const upload = await begin(of, content, known);
    await send(upload, content, [1]);
    await complete(of, upload.id);
    expect(await begin(of, content, known)).toMatchObject({ state: 'Ready', parts: [], sha256: sha256(content) });
    expect(await begin(stranger, content, known)).toMatchObject({ state: 'Uploading' });
    expect(await begin(of, Buffer.alloc(999), known)).toMatchObject({ state: 'Uploading' });
  });

  test('completed twice, and by two at once, is the same as once', async () => {
    const of = await make();
    const content = randomBytes(9 * mebibyte);
    const upload = await begin(of, content);
    await send(upload, content, [1, 2]);
    const answers = await Promise.all([complete(of, upload.id), complete(of, upload.id)]);
    for (const answer of answers) expect(['Verifying', 'Ready']).toContain(answer.state);
    await expect.poll(async () => (await complete(of, upload.id)).state, { timeout: 10_000 }).toBe('Ready');
  });

  test('completed inside another transaction is verified once that has committed', async () => {
    const of = await make();
    const content = randomBytes(1000);
    const upload = await begin(of, content);
    await send(upload, content, [1]);
    const answer = await withTransaction(of.admin, (tx) => completeUpload(tx, { id: upload.id }, { storage }));
    expect(answer.state).toBe('Verifying');
    await resume();
    expect((await read(of, upload.id)).state).toBe('Ready');
  });

  test('is ended by whoever began it, with its parts', async () => {
    const of = await make();
    const content = randomBytes(1000);
    const upload = await begin(of, content);
    await send(upload, content, [1]);
    await removeUpload(of.admin, { id: upload.id }, { storage });
    expect(readdirSync(join(root, '.parts'))).not.toContain(upload.id);
    await expect(read(of, upload.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(send(upload, content, [1])).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });

  test('that nobody goes on with for seven days is ended', async () => {
    const of = await make();
    const content = randomBytes(1000);
    const upload = await begin(of, content);
    await send(upload, content, [1]);
    const later = new ManualClock(Date.now() + 7 * 24 * 60 * 60_000 - 60_000);
    expect(await expireUploads({ database: db.database, clock: later, storage })).toBe(0);
    later.advance(120_000);
    expect(await expireUploads({ database: db.database, clock: later, storage })).toBeGreaterThan(0);
    await expect(read(of, upload.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(readdirSync(join(root, '.parts'))).not.toContain(upload.id);
  });

  test('is listed newest first, without asking the storage', async () => {
    const of = await make();
    const ids = [];
    for (let i = 0; i < 3; i++) ids.push((await begin(of, randomBytes(10))).id);
    const page = await listUploads(of.admin, { limit: 2 });
    expect(page.items.map((upload) => upload.id)).toEqual([ids[2], ids[1]]);
    const rest = await listUploads(of.admin, { limit: 2, cursor: page.nextCursor ?? '' });
    expect(rest).toMatchObject({ items: [{ id: ids[0], parts: [] }], nextCursor: null });
  });
});

describe('a crash while verifying', () => {
  const stale = async (of: Organization, id: string) =>
    of.look((tx) => tx.upload.update({ where: { id }, data: { state: 'Verifying', updatedAt: new Date(0) } }));

  test.each([
    ['before the parts are joined', async () => {}],
    ['after they are joined', async (upload: Upload) => storage.completeUpload(stagingKey(upload.id), upload.id, await storage.listParts('', upload.id))],
    [
      'after the file was moved',
      async (upload: Upload, content: Buffer) => {
        await storage.completeUpload(stagingKey(upload.id), upload.id, await storage.listParts('', upload.id));
        await storage.move(stagingKey(upload.id), objectKey(sha256(content)));
      },
    ],
  ])('%s: another process ends the work', async (_name, until) => {
    const of = await make();
    const content = randomBytes(9 * mebibyte);
    const upload = await begin(of, content, { sha256: sha256(content) });
    await send(upload, content, [1, 2]);
    await until(upload, content);
    await stale(of, upload.id);
    await resume();
    expect(await read(of, upload.id)).toMatchObject({ state: 'Ready', sha256: sha256(content) });
    expect(await storage.size(objectKey(sha256(content)))).toBe(content.byteLength);
  });

  test('an upload that somebody is at is left alone', async () => {
    const of = await make();
    const content = randomBytes(1000);
    const upload = await begin(of, content);
    await send(upload, content, [1]);
    await of.look((tx) => tx.upload.update({ where: { id: upload.id }, data: { state: 'Verifying', updatedAt: new Date() } }));
    await resume();
    expect((await read(of, upload.id)).state).toBe('Verifying');
    await expect(removeUpload(of.admin, { id: upload.id }, { storage })).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  });
});

describe('who may not', () => {
  test('without the right: 403, and it is on record', async () => {
    const of = await make();
    const viewer = of.as('models:Read');
    await expect(createUpload(viewer, { filename: 'x', sizeBytes: 1 }, { storage })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const denied = await of.look((tx) => tx.audit.findMany({ where: { action: 'models:Upload', outcome: 'denied' } }));
    expect(denied).toHaveLength(1);
  });

  test('of another organization: 404', async () => {
    const [of, stranger] = [await make(), await make()];
    const upload = await begin(of, randomBytes(10));
    await expect(read(stranger, upload.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(complete(stranger, upload.id)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(removeUpload(stranger.admin, { id: upload.id }, { storage })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  });
});

const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
describe.skipIf(!isRoot && process.env.CI !== 'true')(isRoot ? 'a full disk' : 'a full disk (skipped: needs root on Linux to mount one)', () => {
  let small = '';
  beforeAll(() => {
    small = mkdtempSync(join(tmpdir(), 'aimass-full-'));
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=24m', 'tmpfs', small]);
  });
  afterAll(() => {
    execFileSync('umount', [small]);
    rmSync(small, { recursive: true });
  });

  /** The same disk, by a client that did not ask how much is free, or asked too early. */
  class UncheckedStorage extends DiskStorage {
    override async freeBytes(): Promise<number> {
      return Number.MAX_SAFE_INTEGER;
    }
  }

  test('is told before a byte is sent, with both figures', async () => {
    const of = await make();
    const full = new DiskStorage({ root: small, clock: systemClock, masterKey: randomBytes(32) });
    await expect(createUpload(of.admin, { filename: 'm', sizeBytes: 100 * mebibyte }, { storage: full })).rejects.toMatchObject({
      code: 'STORAGE_FULL',
      details: { evidence: { text: expect.stringMatching(/needed [\d,]+ bytes, free [\d,]+ bytes/) } },
    });
    expect((await listUploads(of.admin, { limit: 10 })).items).toEqual([]);
  });

  test('while joining keeps the parts, so that it goes on once there is room', async () => {
    const of = await make();
    const full = new UncheckedStorage({ root: small, clock: systemClock, masterKey: randomBytes(32) });
    const content = randomBytes(14 * mebibyte);
    const upload = await createUpload(of.admin, { filename: 'm', sizeBytes: content.byteLength }, { storage: full });
    for (const [number, start, end] of [
      [1, 0, 8 * mebibyte],
      [2, 8 * mebibyte, 14 * mebibyte],
    ]) {
      await full.putPart(upload.id, number, end - start, Readable.from([content.subarray(start, end)]));
    }
    await expect(completeUpload(of.admin, { id: upload.id }, { storage: full })).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    const kept = await getUpload(of.admin, { id: upload.id }, { storage: full });
    expect(kept).toMatchObject({ state: 'Uploading', reason: { code: 'STORAGE_FULL' }, parts: [{ arrived: true }, { arrived: true }] });
    execFileSync('mount', ['-o', 'remount,size=64m', small]);
    expect(await completeUpload(of.admin, { id: upload.id }, { storage: full })).toMatchObject({ state: 'Ready', sha256: sha256(content), reason: null });
  });
});
