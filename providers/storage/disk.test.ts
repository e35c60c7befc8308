import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock, systemClock } from '@/core/clock';
import { isAppError } from '@/core/errors';
import { deriveSecret, uploadPartSignature } from '@/core/secrets';
import { DiskStorage } from './disk';
import { describeStorage } from './storage.contract';

const masterKey = randomBytes(32);
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

function openIn(root: string): DiskStorage {
  return new DiskStorage({ root, clock: systemClock, masterKey });
}

function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-storage-'));
  folders.push(folder);
  return folder;
}

/** What the gateway does with a part: checks the signature, then streams the body in. */
async function sendPart(storage: DiskStorage, url: string, body: Buffer): Promise<{ status: number; etag: string | null }> {
  const { pathname, searchParams } = new URL(url, 'http://127.0.0.1');
  const [, uploadId, number] = /^\/api\/v1\/uploads\/([^/]+)\/parts\/(\d+)$/.exec(pathname) ?? [];
  const [size, expires] = [Number(searchParams.get('size')), Number(searchParams.get('expires'))];
  const expected = uploadPartSignature(deriveSecret(masterKey, 'upload-part'), uploadId, Number(number), size, expires);
  if (searchParams.get('signature') !== expected || expires < Date.now()) return { status: 403, etag: null };
  try {
    return { status: 200, ...(await storage.putPart(uploadId, Number(number), size, Readable.from([body.subarray(0, 1000), body.subarray(1000)]))) };
  } catch (error) {
    if (isAppError(error)) return { status: error.status, etag: null };
    throw error;
  }
}

describeStorage('disk', async () => {
  const storage = openIn(newFolder());
  return { storage, sendPart: (url, body) => sendPart(storage, url, body), close: async () => {} };
});

test('a part that is too short, too long or broken off leaves no file', async () => {
  const root = newFolder();
  const storage = openIn(root);
  await storage.beginUpload('staging/upl_1', 'upl_1');
  await expect(storage.putPart('upl_1', 1, 10, Readable.from([Buffer.alloc(9)]))).rejects.toMatchObject({ code: 'UPLOAD_PART_REJECTED' });
  await expect(storage.putPart('upl_1', 1, 10, Readable.from([Buffer.alloc(11)]))).rejects.toMatchObject({ code: 'UPLOAD_PART_REJECTED' });
  const broken = Readable.from(
    (async function* () {
      yield Buffer.alloc(5);
      throw Object.assign(new Error('aborted'), { code: 'ECONNRESET' });
    })(),
  );
  await expect(storage.putPart('upl_1', 1, 10, broken)).rejects.toThrow();
  expect(readdirSync(join(root, '.tmp'))).toEqual([]);
  expect(await storage.listParts('', 'upl_1')).toEqual([]);
});

test('leftovers older than eight days are swept away, objects stay', async () => {
  const root = newFolder();
  await openIn(root).put('objects/ab/kept', Buffer.from('x'));
  await openIn(root).beginUpload('staging/upl_old', 'upl_old');
  writeFileSync(join(root, '.tmp', 'broken-off'), 'x');
  const later = new ManualClock(Date.now() + 8 * 24 * 60 * 60_000 + 60_000);
  await new DiskStorage({ root, clock: later }).sweep();
  expect([readdirSync(join(root, '.tmp')), readdirSync(join(root, '.parts'))]).toEqual([[], []]);
  expect(await openIn(root).size('objects/ab/kept')).toBe(1);
});

test.each(['../outside', 'a/b', '', '.', '..'])('refuses the upload id %j', async (id) => {
  await expect(openIn(newFolder()).putPart(id, 1, 1, Readable.from([Buffer.alloc(1)]))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
});

const isRoot = process.getuid?.() === 0 && process.platform === 'linux';
/** A file system of 8 MiB of its own, so that "full" is really full. */
describe.skipIf(!isRoot && process.env.CI !== 'true')(isRoot ? 'a full disk' : 'a full disk (skipped: needs root on Linux to mount one)', () => {
  let root = '';
  beforeAll(() => {
    root = newFolder();
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=8m', 'tmpfs', root]);
  });
  afterAll(() => execFileSync('umount', [root]));

  test('gives STORAGE_FULL, keeps the parts that arrived and leaves no torn file', async () => {
    const storage = openIn(root);
    const id = 'upl_full';
    await storage.beginUpload('staging/upl_full', id);
    const first = randomBytes(5 * 1024 * 1024);
    await storage.putPart(id, 1, first.byteLength, Readable.from([first]));
    const second = randomBytes(5 * 1024 * 1024);
    await expect(storage.putPart(id, 2, second.byteLength, Readable.from([second]))).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    await expect(storage.put('objects/ab/large', second)).rejects.toMatchObject({ code: 'STORAGE_FULL' });
    expect(await storage.size('objects/ab/large')).toBeNull();
    expect(readdirSync(join(root, '.tmp'))).toEqual([]);
    expect((await storage.listParts('', id)).map((part) => part.number)).toEqual([1]);
    expect(await storage.freeBytes()).toBeLessThan(4 * 1024 * 1024);
  });
});
