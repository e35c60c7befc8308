import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { textOf } from '@/core/sentences/sentence';
import { DiskStorage } from '@/providers/storage/disk';
import { objectKey, requestLogKey, type StorageProvider, stagingKey } from '@/providers/storage/provider';
import { S3Storage } from '@/providers/storage/s3';
import { systemContext } from '@/services/context';
import { probeStorage } from '@/services/status/probes';
import { lastPass } from '@/services/storage';
import { completeUpload, createUpload, expireUploads, getUpload, resumeVerifying } from '@/services/uploads';
import { ingestSegment } from '@/services/usage';
import { Crash, CrashPoint } from '@/testing/crashing';
import { createTestDatabase } from '@/testing/database';
import { type S3Server, s3ServerLacks, startS3Server } from '@/testing/s3-server';
import { createServingOrganization } from '@/testing/serving-organization';
import { spoolSegment, usageRecord } from '@/testing/usage-records';
import { Leadership } from '../leader';
import { collectStorage } from './collect';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

function diskStorage(): DiskStorage {
  const root = mkdtempSync(join(tmpdir(), 'aimass-collector-'));
  cleanups.push(() => rmSync(root, { recursive: true, force: true }));
  return new DiskStorage({ root, clock: new ManualClock(Date.now()), masterKey: randomBytes(32) });
}

/** Its clock begins now, where the objects that a test writes have their age. */
async function scene<Storage extends StorageProvider>(storage: Storage) {
  const db = await createTestDatabase();
  cleanups.push(() => db.drop());
  const clock = new ManualClock(Date.now());
  const of = await createServingOrganization(db.database, clock);
  const leader = new Leadership(db.database, clock, 'leader', newId('job'));
  await leader.renew();
  const fenced: Leadership['fenced'] = (work) => leader.fenced(work);
  const signal = new AbortController().signal;
  const job = { database: db.database, clock, storage };
  const file = async (): Promise<{ key: string; sha256: string; sizeBytes: number }> => {
    const content = randomBytes(100);
    const key = objectKey(sha256(content));
    await storage.put(key, content);
    return { key, sha256: sha256(content), sizeBytes: content.byteLength };
  };
  const owner = { organizationId: of.organizationId, projectId: of.projectId, createdBy: 'x' };
  return {
    of,
    clock,
    fenced,
    job,
    file,
    owner,
    collect: (more: { storage?: StorageProvider; fenced?: Leadership['fenced'] } = {}) =>
      collectStorage({ storage, clock, fenced, graceMs: dayMs, ...more }, signal),
    version: (files: object[], more: object = {}) =>
      of.look((tx) =>
        tx.version.create({
          data: {
            id: newId('ver'),
            ...owner,
            modelId: of.modelId,
            number: 1_000 + Math.floor(Math.random() * 1e6),
            state: 'Ready',
            source: {},
            files,
            ...more,
          },
        }),
      ),
    keys: async () => {
      const found: string[] = [];
      for await (const { key } of storage.list('')) found.push(key);
      return found.sort();
    },
  };
}

let server: S3Server | undefined;
beforeAll(async () => {
  if (s3ServerLacks() === null) server = await startS3Server(['models']);
});
afterAll(() => server?.close());

const worlds: [string, () => StorageProvider][] = [['disk', diskStorage]];
if (s3ServerLacks() === null) {
  worlds.push(['s3', () => new S3Storage({ bucket: 'models', prefix: `installation-${randomBytes(4).toString('hex')}`, ...(server as S3Server).access })]);
}

describe.each(worlds)('the collector, %s', (_kind, open) => {
  test('removes what nothing refers to once it is old enough, and nothing else', async () => {
    const storage = open();
    const { of, clock, collect, file, job, keys, owner, version } = await scene(storage);
    const served = await file();
    const raw = await file();
    const uploaded = await file();
    const verifying = await file();
    await version([{ path: 'model.onnx', sizeBytes: 100, sha256: served.sha256 }]);
    await version([], { state: 'Checking', requested: { artifacts: { files: [{ path: 'a.zip', sizeBytes: 100, sha256: raw.sha256 }] } } });
    const upload = (id: string, data: { state: string; sha256?: string; sha256Expected?: string }) =>
      of.look((tx) => tx.upload.create({ data: { id, ...owner, filename: 'a', sizeBytes: 100n, partSizeBytes: 100n, ...data } }));
    await upload('upl_ready', { state: 'Ready', sha256: uploaded.sha256 });
    await upload('upl_verifying', { state: 'Verifying', sha256Expected: verifying.sha256 });
    await storage.put(stagingKey('upl_verifying'), Buffer.from('x'));
    await ingestSegment(job, 'gw_a-boot1-000001', spoolSegment([usageRecord({ organizationId: of.organizationId })]));
    const kept = await keys();
    const others = ['audit-heads/org.json', 'objects/zz/not-of-our-shape', `objects/ab/${'c'.repeat(64)}.copy`, 'elsewhere/1'];
    for (const key of others) await storage.put(key, Buffer.from('x'));
    const garbage = [await file(), await file()].map((each) => each.key);
    garbage.push(stagingKey('upl_gone'), requestLogKey('gw_a-boot1-000002'), `${requestLogKey('gw_a-boot1-000002')}.ids`);
    for (const key of garbage.slice(2)) await storage.put(key, Buffer.from('x'));
    const all = await keys();

    clock.advance(dayMs - hourMs);
    expect(await collect()).toEqual({ examined: all.length - 2, removed: 0, removedBytes: 0 }); // audit-heads/ and elsewhere/ are not listed
    expect(await keys()).toEqual(all);

    clock.advance(2 * hourMs);
    expect(await collect()).toEqual({ examined: all.length - 2, removed: 5, removedBytes: 203 });
    expect(await keys()).toEqual([...kept, ...others].sort());
    expect(await collect()).toMatchObject({ removed: 0 });
  });

  test("takes a deleted model's file, and an upload's seven days after nobody went on with it", async () => {
    const { of, clock, collect, file, job, keys, version } = await scene(open());
    const mine = await file();
    const { id } = await version([{ path: 'model.onnx', sizeBytes: 100, sha256: mine.sha256 }]);
    const known = { filename: 'model.onnx', sizeBytes: mine.sizeBytes, sha256: mine.sha256 };
    expect(await createUpload(of.admin, known, { storage: job.storage })).toMatchObject({ state: 'Ready' });
    await of.look((tx) => tx.version.delete({ where: { id } }));
    clock.advance(2 * dayMs);
    await collect();
    expect(await keys()).toEqual([mine.key]);
    clock.advance(6 * dayMs);
    expect(await expireUploads(job)).toBe(1);
    await collect();
    expect(await keys()).toEqual([]);
  });

  test('that is killed at any step leaves nothing that the next pass does not finish, and tells each object once', async () => {
    for (let steps = 0; ; steps++) {
      const storage = open();
      const { of, clock, collect, fenced, file, keys, version } = await scene(storage);
      const served = await file();
      await version([{ path: 'model.onnx', sizeBytes: 100, sha256: served.sha256 }]);
      const garbage = [await file(), await file(), await file()];
      clock.advance(25 * hourMs);
      const point = new CrashPoint(steps);
      await collect({ storage: point.wrap(storage, ['remove']), fenced: (work) => point.step(() => fenced(work)) }).catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      clock.advance(61_000);
      await collect();
      expect(await keys()).toEqual([served.key]);
      const told = await of.look((tx) => tx.audit.findMany({ where: { action: 'storage:Collect' } }));
      const named = told.flatMap((row) => (row.after as { keys: string[] }).keys);
      expect(named.sort()).toEqual(garbage.map((each) => each.key).sort());
      if (point.crashed) continue;
      expect(steps).toBeGreaterThan(8);
      break;
    }
  }, 120_000);
});

describe('the collector', () => {
  test('tells what it did in audit, events and its last pass', async () => {
    const { of, clock, collect, file, job } = await scene(diskStorage());
    const system = systemContext(job.database, clock, 'test');
    expect(await lastPass(system)).toBeNull();
    const { key } = await file();
    clock.advance(25 * hourMs);
    await collect();
    expect(await of.look((tx) => tx.audit.findFirst({ where: { action: 'storage:Collect' } }))).toMatchObject({
      actorType: 'system',
      resource: 'storage',
      after: { objects: 1, sizeBytes: 100, keys: [key] },
    });
    expect(await of.look((tx) => tx.event.findFirst({ where: { type: 'storage.collected' } }))).toMatchObject({
      message: 'Removed 1 stored object (100 B) that nothing refers to.',
    });
    expect(textOf((await probeStorage(job.storage, system)).detail)).toMatch(
      /^Objects are stored in .*\. On .* UTC the collector looked at 1 object and removed 1 \(100 B\) that nothing referred to\.$/,
    );
    expect(await lastPass(system)).toEqual({ at: new Date(clock.now()).toISOString(), examined: 1, removed: 1, removedBytes: 100 });
  });

  test('and an upload of the same file that arrives while the old one is removed: the upload waits and is stored anew', async () => {
    const storage = diskStorage();
    const { of, clock, collect, job } = await scene(storage);
    const content = randomBytes(1_000);
    const key = objectKey(sha256(content));
    await storage.put(key, content);
    const { id } = await createUpload(of.admin, { filename: 'model.onnx', sizeBytes: content.byteLength }, { storage });
    await storage.putPart(id, 1, content.byteLength, Readable.from([content]));
    clock.advance(25 * hourMs);
    let met = false;
    const slow = new Proxy(storage, {
      get: (target, name) => {
        if (name !== 'remove') return Reflect.get(target, name) as unknown;
        return async (removed: string) => {
          if (removed === key && !met) {
            met = true;
            await expect.poll(async () => (await completeUpload({ ...of.admin, clock }, { id }, { storage })).state, { timeout: 10_000 }).toBe('Verifying');
            await expect.poll(async () => (await getUpload(of.admin, { id }, { storage })).state, { timeout: 10_000 }).toBe('Verifying');
          }
          return target.remove(removed);
        };
      },
    });
    await collect({ storage: proxied(slow, storage) });
    expect(met).toBe(true);
    clock.advance(60_000);
    await resumeVerifying(job, (_id, error) => {
      throw error;
    });
    expect(await getUpload(of.admin, { id }, { storage })).toMatchObject({ state: 'Ready', sha256: sha256(content) });
    expect(await storage.size(key)).toBe(1_000);
    clock.advance(48 * hourMs);
    await collect();
    expect(await storage.size(key)).toBe(1_000);
  });

  test('removes nothing more once it was held up, since another may have finished its marks', async () => {
    const storage = diskStorage();
    const { clock, collect, file, keys } = await scene(storage);
    const garbage = [await file(), await file()];
    clock.advance(25 * hourMs);
    const slow = new Proxy(storage, {
      get: (target, name) => {
        const member: unknown = Reflect.get(target, name);
        if (typeof member !== 'function') return member;
        return (...words: unknown[]): unknown => {
          if (name === 'remove') clock.advance(11_000);
          return Reflect.apply(member, target, words);
        };
      },
    });
    expect(await collect({ storage: slow })).toMatchObject({ removed: 1 });
    expect(await keys()).toHaveLength(1);
    expect(await collect()).toMatchObject({ removed: 0 }); // another process waits for a minute
    clock.advance(61_000);
    expect(await collect()).toMatchObject({ removed: 1 });
    expect(await keys()).toEqual([]);
    expect(garbage).toHaveLength(2);
  });
});

/** Methods of a class with private fields need the object itself as their `this`. */
function proxied(outer: StorageProvider, inner: StorageProvider): StorageProvider {
  return new Proxy(inner, {
    get: (target, name) => {
      const member: unknown = name === 'remove' ? Reflect.get(outer, name) : Reflect.get(target, name);
      return typeof member === 'function' ? (...words: unknown[]): unknown => Reflect.apply(member, target, words) : member;
    },
  });
}
