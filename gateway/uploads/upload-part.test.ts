import { createHash, randomBytes } from 'node:crypto';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { deriveSecret, uploadPartSignature } from '@/core/secrets';
import { DiskStorage } from '@/providers/storage/disk';
import { RawClient } from '../testing/raw-client';
import { TestGateway, testMasterKey, until } from '../testing/test-gateway';

const root = mkdtempSync(join(tmpdir(), 'aimass-parts-'));
const storage = new DiskStorage({ root, clock: systemClock, masterKey: testMasterKey });
const uploadId = newId('upl');
const key = `staging/${uploadId}`;
let gateway: TestGateway;
let token: string;

beforeAll(async () => {
  gateway = await TestGateway.start({ parts: storage });
  token = await storage.beginUpload(key, uploadId);
});
afterAll(async () => {
  await gateway.stop();
  rmSync(root, { recursive: true, force: true });
});

async function urlOf(number: number, sizeBytes: number): Promise<string> {
  const [{ url }] = await storage.signParts(key, token, uploadId, [{ number, sizeBytes }]);
  return url;
}

test('a part goes to the disk as it comes, and its ETag comes back', async () => {
  const bytes = randomBytes(9 * 1024 * 1024);
  const answer = await fetch(gateway.url + (await urlOf(1, bytes.byteLength)), { method: 'PUT', body: bytes });
  expect(answer.status).toBe(200);
  const etag = `"${createHash('md5').update(bytes).digest('hex')}"`;
  expect(answer.headers.get('etag')).toBe(etag);
  expect(await storage.listParts(key, token)).toEqual([{ number: 1, sizeBytes: bytes.byteLength, etag }]);
});

test('a part larger than the limit for inference bodies goes through', async () => {
  const bytes = Buffer.alloc(70 * 1024 * 1024, 5);
  const answer = await fetch(gateway.url + (await urlOf(2, bytes.byteLength)), { method: 'PUT', body: bytes });
  expect(answer.status).toBe(200);
});

test.each([
  ['another part number', (url: string) => url.replace('/parts/3', '/parts/4')],
  ['another upload', (url: string) => url.replace(uploadId, newId('upl'))],
  ['another size', (url: string) => url.replace('size=4', 'size=5')],
  ['a later expiry', (url: string) => url.replace(/expires=(\d)/, 'expires=9$1')],
  ['no signature', (url: string) => url.replace(/&signature=.*/, '')],
  ['no query', (url: string) => url.replace(/\?.*/, '')],
])('an address altered to %s is refused', async (_name, alter) => {
  const answer = await fetch(gateway.url + alter(await urlOf(3, 4)), { method: 'PUT', body: 'abcd' });
  expect(answer.status).toBe(403);
  expect(await answer.json()).toMatchObject({ code: 'UPLOAD_URL_EXPIRED' });
});

test('an address that has expired is refused', async () => {
  const expires = Date.now() - 1;
  const signature = uploadPartSignature(deriveSecret(testMasterKey, 'upload-part'), uploadId, 3, 4, expires);
  const url = `${gateway.url}/api/v1/uploads/${uploadId}/parts/3?size=4&expires=${expires}&signature=${signature}`;
  expect((await fetch(url, { method: 'PUT', body: 'abcd' })).status).toBe(403);
});

test.each(['abc', 'abcde'])('a body of another length than signed (%s) is refused before it is read', async (body) => {
  const answer = await fetch(gateway.url + (await urlOf(3, 4)), { method: 'PUT', body });
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ code: 'UPLOAD_PART_REJECTED' });
});

test('a part cut in the middle leaves nothing, and the same part sent again counts', async () => {
  const url = await urlOf(5, 2_000_000);
  const client = await RawClient.connect(gateway.port);
  client.send(`PUT ${url} HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\n\r\n`);
  client.send(Buffer.alloc(1_000_000, 1));
  client.leave();
  const halfFiles = (): number =>
    readdirSync(root, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile() && /^[0-9a-f-]{36}$/.test(entry.name)).length;
  await until('nothing half is left', () => halfFiles() === 0);
  expect((await storage.listParts(key, token)).map((part) => part.number)).not.toContain(5);
  expect((await fetch(gateway.url + url, { method: 'PUT', body: Buffer.alloc(2_000_000, 1) })).status).toBe(200);
  expect((await storage.listParts(key, token)).map((part) => part.number)).toContain(5);
});

test('a part of an upload that was ended is a 404', async () => {
  const ended = newId('upl');
  const [{ url }] = await storage.signParts(`staging/${ended}`, '', ended, [{ number: 1, sizeBytes: 4 }]);
  expect((await fetch(gateway.url + url, { method: 'PUT', body: 'abcd' })).status).toBe(404);
});
