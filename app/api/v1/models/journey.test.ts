import { createHash, randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { modelChecksLoop } from '@/control/model-checks/loop';
import { systemClock } from '@/core/clock';
import type { DiskStorage } from '@/providers/storage/disk';
import { systemContext, withTransaction } from '@/services/context';
import { insertKey } from '@/services/keys/internal';
import { openTestApi, type TestApi } from '@/testing/api';
import { createServingOrganization } from '@/testing/serving-organization';

let api: TestApi;
let key: string;
beforeAll(async () => {
  api = await openTestApi();
  const { organizationId, projectId } = await createServingOrganization(api.database);
  key = `aim_${randomBytes(24).toString('hex')}`;
  await withTransaction(systemContext(api.database, systemClock, 'test'), (ctx) =>
    insertKey(ctx, { key, organizationId, projectId, name: 'all', actions: ['*'], createdBy: 'test' }),
  );
});
afterAll(() => api.close());

const call = (method: string, path: string, body?: object, headers: Record<string, string> = {}) => api.withKey(key, method, path, body, headers);
const file = readFileSync(join(import.meta.dirname, '../../../../samples/iris/iris.onnx'));
const sha256 = createHash('sha256').update(file).digest('hex');

/** What the gateway does with a part. */
async function put(url: string): Promise<void> {
  const [, id, number] = /uploads\/([^/]+)\/parts\/(\d+)\?size=961&/.exec(url) ?? [];
  await (api.storage as DiskStorage).putPart(id, Number(number), file.byteLength, Readable.from([file]));
}

test('a model goes from a file to a version that is ready, promoted, downloaded and deleted', async () => {
  const begun = await call('POST', '/uploads', { filename: 'iris.onnx', sizeBytes: file.byteLength, sha256 });
  expect(begun).toMatchObject({ status: 201, body: { state: 'Uploading', parts: [{ number: 1, arrived: false }] } });
  await put(begun.body.parts[0].url);
  expect(await call('GET', `/uploads/${begun.body.id}`)).toMatchObject({ status: 200, body: { parts: [{ number: 1, arrived: true, url: null }] } });
  expect(await call('POST', `/uploads/${begun.body.id}/complete`)).toMatchObject({ status: 200, body: { state: 'Ready', sha256 } });

  expect(await call('POST', '/models', { name: 'flower' })).toMatchObject({ status: 201, body: { name: 'flower', revision: 1 } });
  const registered = await call('POST', '/models/flower/versions', { source: { uploadId: begun.body.id } });
  expect(registered).toMatchObject({ status: 202, body: { version: 1, state: 'Checking' } });
  const { database, storage, paths, log, settings } = api;
  const loop = modelChecksLoop({ database, clock: systemClock, storage, paths, log, settings });
  await loop.tick(new AbortController().signal, () => Promise.reject(new Error('not needed')));

  const ready = await call('GET', '/models/flower/versions/1');
  expect(ready).toMatchObject({
    status: 200,
    body: { state: 'Ready', files: [{ path: 'iris.onnx', sha256 }], signature: { task: 'classify' }, sample: { rows: [[5.1, 3.5, 1.4, 0.2]] } },
  });
  const promoted = await call('PATCH', '/models/flower/versions/1', { stage: 'Production' }, { 'if-match': ready.headers.get('etag') ?? '' });
  expect(promoted).toMatchObject({ status: 200, body: { stage: 'Production' } });
  expect((await call('PATCH', '/models/flower/versions/1', { notes: 'late' }, { 'if-match': ready.headers.get('etag') ?? '' })).status).toBe(409);
  expect(await call('GET', '/models?q=flow')).toMatchObject({
    body: { items: [{ name: 'flower', latestVersion: { number: 1, state: 'Ready', stage: 'Production' } }] },
  });

  const download = await api.open('GET', '/models/flower/versions/1/download', { headers: { authorization: `Bearer ${key}` } });
  expect(download.headers.get('content-disposition')).toBe('attachment; filename="flower-1.onnx"');
  expect(Buffer.from(await download.arrayBuffer()).equals(file)).toBe(true);

  expect(await call('DELETE', '/models/flower')).toMatchObject({ status: 204, body: '' });
  expect(await call('GET', '/models/flower/versions/1')).toMatchObject({ status: 404, body: { code: 'NOT_FOUND' } });
  expect((await call('DELETE', `/uploads/${begun.body.id}`)).status).toBe(204);
});

test('a known file needs no parts, and an upload is registered once for one Idempotency-Key', async () => {
  const begun = await call('POST', '/uploads', { filename: 'known.onnx', sizeBytes: 961 });
  await put(begun.body.parts[0].url);
  expect((await call('POST', `/uploads/${begun.body.id}/complete`, { sha256 })).body).toMatchObject({ state: 'Ready' });
  expect(await call('POST', '/uploads', { filename: 'again.onnx', sizeBytes: 961, sha256 })).toMatchObject({
    status: 201,
    body: { state: 'Ready', parts: [] },
  });
  await call('POST', '/models', { name: 'once' });
  const register = () => call('POST', '/models/once/versions', { source: { uploadId: begun.body.id } }, { 'idempotency-key': 'register-once' });
  const [first, second] = [await register(), await register()];
  expect([first.body.version, second.body.version]).toEqual([1, 1]);
  expect((await call('GET', '/models/once/versions')).body.items).toHaveLength(1);
});
