import { createHash, randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { freePort, type S3Server, s3ServerLacks, startS3Server } from '@/testing/s3-server';
import { S3Storage } from './s3';
import { createS3Client } from './s3-client';
import { copyObject } from './s3-copy';
import { openS3Source } from './s3-source';
import { describeStorage } from './storage.contract';

const lacks = s3ServerLacks();

async function sendPart(url: string, body: Buffer): Promise<{ status: number; etag: string | null }> {
  const answer = await fetch(url, { method: 'PUT', body: new Uint8Array(body) });
  await answer.arrayBuffer();
  return { status: answer.status, etag: answer.headers.get('etag') };
}

describe.skipIf(lacks !== null)(lacks ?? 'S3', () => {
  let server: S3Server;
  const at = () => server.access;
  const open = (more: object = {}) => new S3Storage({ bucket: 'models', prefix: 'installation', ...at(), ...more });
  beforeAll(async () => {
    server = await startS3Server(['models', 'others']);
  });
  afterAll(() => server.close());

  describeStorage('s3 (versitygw)', async () => ({ storage: open(), sendPart, close: async () => {} }));

  test('sends a long stream in parts', async () => {
    const content = randomBytes(65 * 1024 * 1024);
    await open().put('objects/ab/long', Readable.from([content]), content.byteLength);
    const hash = createHash('sha256');
    for await (const chunk of await open().get('objects/ab/long')) hash.update(chunk as Uint8Array);
    expect(hash.digest('hex')).toBe(createHash('sha256').update(content).digest('hex'));
  });

  test('copies a large object in parts', async () => {
    const content = randomBytes(12 * 1024 * 1024);
    await open().put('objects/ab/large', content);
    const key = (name: string) => ({ Bucket: 'models', Key: `installation/objects/ab/${name}` });
    await copyObject(createS3Client(at()), key('large'), key('copy'), { single: 5 * 1024 * 1024, part: 5 * 1024 * 1024 });
    const copy = Buffer.concat(await (await open().get('objects/ab/copy')).toArray());
    expect(copy.equals(content)).toBe(true);
  });

  test('a signed address carries no checksum of an empty body', async () => {
    const token = await open().beginUpload('staging/upl_sum', 'upl_sum');
    const [{ url }] = await open().signParts('staging/upl_sum', token, 'upl_sum', [{ number: 1, sizeBytes: 3 }]);
    expect(url).not.toMatch(/checksum/i);
    expect(url).toContain('X-Amz-SignedHeaders=content-length%3Bhost');
  });

  test('wrong credentials give S3_ACCESS_DENIED with the statement to add', async () => {
    const storage = open({ credentials: { accessKeyId: 'testkey', secretAccessKey: 'wrong' } });
    await expect(storage.put('objects/ab/x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'S3_ACCESS_DENIED',
      details: { fix: { text: expect.stringContaining('"arn:aws:s3:::models/installation/*"') } },
    });
    expect(await storage.check()).toMatchObject({ ok: false, fix: { text: expect.stringContaining('s3:PutObject') } });
  });

  test('a bucket that is not there is named', async () => {
    await expect(open({ bucket: 'nowhere' }).put('objects/ab/x', Buffer.from('x'))).rejects.toMatchObject({
      code: 'S3_NOT_FOUND',
      message: 'There is no bucket nowhere.',
    });
  });

  test('a server that is away gives STORAGE_UNREACHABLE', async () => {
    const storage = open({ endpoint: `http://127.0.0.1:${await freePort()}` });
    await expect(storage.size('objects/ab/x')).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' });
  });

  test('its check names the CORS rule a browser needs', async () => {
    const { fix } = await open().check();
    expect(fix).toMatchObject({ code: 'storage.setCors', text: expect.stringContaining('"ExposeHeaders":["ETag"]') });
  });

  describe('an object named by s3://', () => {
    test('is read from the configured endpoint, wherever its name points', async () => {
      await createS3Client(at()).send(new PutObjectCommand({ Bucket: 'others', Key: 'team/model.onnx', Body: 'content' }));
      const [object] = await openS3Source('s3://others/team/model.onnx', at(), { bucket: 'models', prefix: 'installation' }, 10);
      expect(object).toMatchObject({ path: 'model.onnx', sizeBytes: 7 });
      expect(Buffer.concat(await (await object.read()).toArray()).toString()).toBe('content');
    });

    test('may be a folder, with all that lies below it', async () => {
      const client = createS3Client(at());
      for (const Key of ['export/1/', 'export/1/saved_model.pb', 'export/1/variables/variables.index', 'export/12/saved_model.pb']) {
        await client.send(new PutObjectCommand({ Bucket: 'others', Key, Body: Key.endsWith('/') ? '' : Key }));
      }
      for (const uri of ['s3://others/export/1', 's3://others/export/1/']) {
        const found = await openS3Source(uri, at(), { bucket: 'models', prefix: 'installation' }, 10);
        expect(found.map(({ path }) => path)).toEqual(['saved_model.pb', 'variables/variables.index']);
        expect(Buffer.concat(await (await found[1].read()).toArray()).toString()).toBe('export/1/variables/variables.index');
      }
      await expect(openS3Source('s3://others/export', at(), null, 2)).rejects.toMatchObject({ code: 'ARCHIVE_TOO_LARGE' });
    });

    test.each([
      ['s3://models/', 'S3_NOT_FOUND'],
      ['s3://models/installation', 'S3_ACCESS_DENIED'],
      ['s3://models/installation/', 'S3_ACCESS_DENIED'],
      ['s3://others/none/', 'S3_NOT_FOUND'],
      ['s3://others/none.onnx', 'S3_NOT_FOUND'],
      ['s3://nowhere-at-all/x', 'S3_NOT_FOUND'],
      ['s3://169.254.169.254/latest/meta-data', 'S3_NOT_FOUND'],
      ['s3://user:password@host/x', 'S3_NOT_FOUND'],
      ['s3://host:9000/x', 'S3_NOT_FOUND'],
      ['http://169.254.169.254/x', 'S3_NOT_FOUND'],
      ['s3://models/installation/objects/ab/large', 'S3_ACCESS_DENIED'],
    ])('refuses %s with %s', async (uri, code) => {
      await expect(openS3Source(uri, at(), { bucket: 'models', prefix: 'installation' }, 10)).rejects.toMatchObject({ code });
    });
  });
});
