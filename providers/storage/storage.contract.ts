import { createHash, randomBytes, randomUUID } from 'node:crypto';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ListedObject, objectKey, type StorageProvider, stagingKey } from './provider';

export interface StorageUnderTest {
  readonly storage: StorageProvider;
  /** Sends a part as the holder of its address does. */
  sendPart(url: string, body: Buffer): Promise<{ status: number; etag: string | null }>;
  close(): Promise<void>;
}

const mebibyte = 1024 * 1024;
const bytesOf = async (stream: Readable): Promise<Buffer> => Buffer.concat(await stream.toArray());
const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const uploadId = (): string => `upl_${randomUUID().replaceAll('-', '')}`;

/** What every storage provider must do. */
export function describeStorage(name: string, open: () => Promise<StorageUnderTest>): void {
  describe(`storage: ${name}`, () => {
    let under: StorageUnderTest;
    let storage: StorageProvider;
    beforeAll(async () => {
      under = await open();
      storage = under.storage;
    });
    afterAll(() => under.close());

    /** Begins an upload and sends the given parts of `content`. */
    async function send(content: Buffer, partBytes: number, numbers: readonly number[]) {
      const id = uploadId();
      const key = stagingKey(id);
      const token = await storage.beginUpload(key, id);
      const parts = Array.from({ length: Math.ceil(content.byteLength / partBytes) }, (_, i) => content.subarray(i * partBytes, (i + 1) * partBytes));
      const urls = await storage.signParts(
        key,
        token,
        id,
        parts.map((part, i) => ({ number: i + 1, sizeBytes: part.byteLength })),
      );
      for (const number of numbers) {
        const sent = await under.sendPart(urls[number - 1].url, parts[number - 1]);
        expect(sent).toEqual({ status: 200, etag: expect.stringMatching(/^".+"$/) });
      }
      return { id, key, token, urls, parts };
    }

    test('gives back what was put, whole and in ranges', async () => {
      const content = randomBytes(100_000);
      const key = objectKey(sha256(content));
      await storage.put(key, content);
      expect(await bytesOf(await storage.get(key))).toEqual(content);
      expect(await bytesOf(await storage.get(key, { start: 10, end: 19 }))).toEqual(content.subarray(10, 20));
      expect(await storage.size(key)).toBe(content.byteLength);
    });

    test('stores a stream of known length, and replaces what was there', async () => {
      const content = randomBytes(3 * mebibyte);
      await storage.put('objects/ab/replaced', Buffer.from('before'));
      await storage.put('objects/ab/replaced', Readable.from([content.subarray(0, mebibyte), content.subarray(mebibyte)]), content.byteLength);
      expect(sha256(await bytesOf(await storage.get('objects/ab/replaced')))).toBe(sha256(content));
    });

    test('stores an empty object', async () => {
      await storage.put('objects/ab/empty', Buffer.alloc(0));
      expect(await storage.size('objects/ab/empty')).toBe(0);
      expect(await bytesOf(await storage.get('objects/ab/empty'))).toHaveLength(0);
    });

    test('says NOT_FOUND for what is not there, and its size is null', async () => {
      expect(await storage.size('objects/no/thing')).toBeNull();
      await expect(storage.get('objects/no/thing')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(storage.copy('objects/no/thing', 'objects/no/copy')).rejects.toMatchObject({ code: 'NOT_FOUND' });
      await expect(storage.move('objects/no/thing', 'objects/no/copy')).rejects.toMatchObject({ code: 'NOT_FOUND' });
    });

    test('keeps nothing of a stream that breaks off', async () => {
      const broken = Readable.from(
        (async function* () {
          yield randomBytes(1000);
          throw new Error('the sender is gone');
        })(),
      );
      await expect(storage.put('objects/ab/broken', broken, 5000)).rejects.toThrow();
      expect(await storage.size('objects/ab/broken')).toBeNull();
    });

    test('removes, and removing again is no error', async () => {
      await storage.put('objects/ab/removed', Buffer.from('x'));
      await storage.remove('objects/ab/removed');
      await storage.remove('objects/ab/removed');
      expect(await storage.size('objects/ab/removed')).toBeNull();
    });

    test('copies and moves', async () => {
      await storage.put('objects/ab/source', Buffer.from('content'));
      await storage.copy('objects/ab/source', 'objects/cd/copy');
      expect((await bytesOf(await storage.get('objects/cd/copy'))).toString()).toBe('content');
      await storage.move('objects/ab/source', 'objects/cd/moved');
      expect(await storage.size('objects/ab/source')).toBeNull();
      expect((await bytesOf(await storage.get('objects/cd/moved'))).toString()).toBe('content');
    });

    test('lists keys below a prefix with their sizes and when they were written', async () => {
      for (const key of ['listed/a/1', 'listed/a/2', 'listed/b']) await storage.put(key, Buffer.from(key));
      const found = async (prefix: string) => Readable.from(storage.list(prefix)).toArray() as Promise<ListedObject[]>;
      const keysOf = async (prefix: string) => (await found(prefix)).map(({ key }) => key);
      expect(await keysOf('listed/')).toEqual(['listed/a/1', 'listed/a/2', 'listed/b']);
      expect(await keysOf('listed/a')).toEqual(['listed/a/1', 'listed/a/2']);
      expect(await keysOf('unlisted/')).toEqual([]);
      expect(await found('listed/b')).toEqual([{ key: 'listed/b', sizeBytes: 8, modifiedAt: expect.any(Number) }]);
      const [{ modifiedAt }] = await found('listed/b');
      expect(Math.abs(Date.now() - modifiedAt)).toBeLessThan(60_000);
    });

    test.each(['../escape', '/absolute', 'a/../b', 'a//b', 'a/./b', '', 'a\\b', 'a\0b', '.hidden', 'a/.tmp/b'])('refuses the key %j', async (key) => {
      await expect(storage.put(key, Buffer.from('x'))).rejects.toMatchObject({ code: 'BAD_REQUEST' });
    });

    test('joins parts that arrived in any order', async () => {
      const content = randomBytes(11 * mebibyte);
      const upload = await send(content, 5 * mebibyte, [3, 1, 2]);
      const arrived = await storage.listParts(upload.key, upload.token);
      expect(arrived.map(({ number, sizeBytes }) => [number, sizeBytes])).toEqual([
        [1, 5 * mebibyte],
        [2, 5 * mebibyte],
        [3, mebibyte],
      ]);
      await storage.completeUpload(upload.key, upload.token, arrived);
      expect(sha256(await bytesOf(await storage.get(upload.key)))).toBe(sha256(content));
      await storage.completeUpload(upload.key, upload.token, arrived); // again, as after a crash
    });

    test('knows after a break which parts arrived, and goes on with the missing ones only', async () => {
      const content = randomBytes(11 * mebibyte);
      const upload = await send(content, 5 * mebibyte, [2]);
      expect(await storage.beginUpload(upload.key, upload.id)).toBe(upload.token);
      expect((await storage.listParts(upload.key, upload.token)).map((part) => part.number)).toEqual([2]);
      for (const number of [1, 3]) await under.sendPart(upload.urls[number - 1].url, upload.parts[number - 1]);
      await storage.completeUpload(upload.key, upload.token, await storage.listParts(upload.key, upload.token));
      expect(sha256(await bytesOf(await storage.get(upload.key)))).toBe(sha256(content));
    });

    test('a part sent twice counts as it came last', async () => {
      const content = randomBytes(6 * mebibyte);
      const upload = await send(content, 5 * mebibyte, [1, 2]);
      const other = randomBytes(mebibyte);
      await under.sendPart(upload.urls[1].url, other);
      const arrived = await storage.listParts(upload.key, upload.token);
      expect(arrived).toHaveLength(2);
      await storage.completeUpload(upload.key, upload.token, arrived);
      expect(sha256(await bytesOf(await storage.get(upload.key)))).toBe(sha256(Buffer.concat([content.subarray(0, 5 * mebibyte), other])));
    });

    test('refuses to join a part that never arrived', async () => {
      const upload = await send(randomBytes(6 * mebibyte), 5 * mebibyte, [1]);
      const arrived = await storage.listParts(upload.key, upload.token);
      const claimed = [...arrived, { number: 2, sizeBytes: mebibyte, etag: '"00000000000000000000000000000000"' }];
      await expect(storage.completeUpload(upload.key, upload.token, claimed)).rejects.toMatchObject({ code: 'UPLOAD_INCOMPLETE' });
      expect(await storage.size(upload.key)).toBeNull();
    });

    test('refuses a part of another length than was signed', async () => {
      const upload = await send(randomBytes(mebibyte), 5 * mebibyte, []);
      expect((await under.sendPart(upload.urls[0].url, randomBytes(mebibyte + 1))).status).toBeGreaterThanOrEqual(400);
      expect(await storage.listParts(upload.key, upload.token)).toEqual([]);
    });

    test('refuses an address that was altered', async () => {
      const upload = await send(randomBytes(mebibyte), 5 * mebibyte, []);
      const altered = upload.urls[0].url.replace(/partNumber=1|parts\/1/i, (found) => found.replace('1', '2'));
      expect(altered).not.toBe(upload.urls[0].url);
      expect((await under.sendPart(altered, upload.parts[0])).status).toBe(403);
    });

    test('an aborted upload leaves nothing and takes no more parts', async () => {
      const upload = await send(randomBytes(6 * mebibyte), 5 * mebibyte, [1]);
      await storage.abortUpload(upload.key, upload.token);
      await storage.abortUpload(upload.key, upload.token);
      expect((await under.sendPart(upload.urls[1].url, upload.parts[1])).status).toBe(404);
      expect(await storage.size(upload.key)).toBeNull();
    });

    test('sweeping leaves what is under way alone', async () => {
      const upload = await send(randomBytes(6 * mebibyte), 5 * mebibyte, [1]);
      await storage.sweep();
      expect(await storage.listParts(upload.key, upload.token)).toHaveLength(1);
    });

    test('its own check passes', async () => {
      expect(await storage.check()).toMatchObject({ ok: true, detail: { text: expect.stringContaining('Objects are stored in') } });
    });
  });
}
