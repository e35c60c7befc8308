import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { systemContext, withTransaction } from '@/services/context';
import { insertKey } from '@/services/keys/internal';
import { openTestApi, type TestApi } from '@/testing/api';
import { createServingOrganization } from '@/testing/serving-organization';
import { methodsInstead } from './methods';
import { route } from './route';
import { answerMethodNotAllowed } from './unknown-path';

let api: TestApi;
let key: string;
let organizationId: string;
beforeAll(async () => {
  api = await openTestApi();
  const of = await createServingOrganization(api.database);
  organizationId = of.organizationId;
  key = `aim_${randomBytes(24).toString('hex')}`;
  await withTransaction(systemContext(api.database, systemClock, 'test'), (ctx) =>
    insertKey(ctx, { key, organizationId: of.organizationId, projectId: of.projectId, name: 'all', actions: ['*'], createdBy: 'test' }),
  );
});
afterAll(() => api.close());

const authorized = (headers: Record<string, string> = {}) => ({ authorization: `Bearer ${key}`, ...headers });

describe('a body that cannot be taken', () => {
  const deep = `${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}`;
  test.each([
    ['is no JSON', '{"name":', {}, 400, 'BODY_NOT_PARSEABLE'],
    ['is an array', '[1]', {}, 400, 'BODY_NOT_PARSEABLE'],
    ['is null', 'null', {}, 400, 'BODY_NOT_PARSEABLE'],
    ['is no UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), {}, 400, 'BODY_NOT_PARSEABLE'],
    ['is a form', 'name=x', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['has no type', '{"name":"x"}', { 'content-type': '' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['is packed', '{"name":"x"}', { 'content-encoding': 'gzip' }, 415, 'UNSUPPORTED_MEDIA_TYPE'],
    ['is larger than 1 MiB', `{"name":"${'x'.repeat(1_100_000)}"}`, {}, 413, 'BODY_TOO_LARGE'],
    ['says that it is larger', '{}', { 'content-length': '99999999' }, 413, 'BODY_TOO_LARGE'],
    ['is nested without end', deep, {}, 400, 'VALIDATION_FAILED'],
    ['holds NUL', '{"name":"a\\u0000b"}', {}, 400, 'VALIDATION_FAILED'],
    ['holds half a character', '{"name":"a","tags":{"x":"\\ud800"}}', {}, 400, 'VALIDATION_FAILED'],
    ['holds __proto__', '{"name":"a","tags":{"__proto__":"x"}}', {}, 400, 'VALIDATION_FAILED'],
    ['lacks a field', '{}', {}, 400, 'VALIDATION_FAILED'],
    ['has a wrong type', '{"name":7}', {}, 400, 'VALIDATION_FAILED'],
    ['has a name that is none', '{"name":"a b"}', {}, 400, 'VALIDATION_FAILED'],
  ])('%s', async (_name, rawBody: string | Uint8Array<ArrayBuffer>, headers: Record<string, string>, status, code) => {
    const answer = await api.call('POST', '/models', { rawBody, headers: authorized(headers) });
    expect([answer.status, answer.body.code]).toEqual([status, code]);
    expect(answer.body).toMatchObject({ type: `/docs/errors#${code}`, status, requestId: answer.headers.get('x-request-id') });
    expect(answer.body.detail).toEqual(expect.any(String));
    expect(JSON.stringify(answer.body)).not.toMatch(/\bat .*\.ts:\d+/);
  });

  test('names every field that is wrong, with a pointer into the body', async () => {
    const config = { variants: [{ name: 'a b', model: 'iris', version: 0, wight: 1 }] };
    const { body } = await api.withKey(key, 'POST', '/endpoints', { name: 'x/y', config });
    const pointers = body.errors.map((error: { pointer: string }) => error.pointer);
    expect(pointers).toEqual(expect.arrayContaining(['/name', '/config/variants/0/name', '/config/variants/0/version']));
  });

  test('gives numbers that no column holds back as a fault, not as a failure', async () => {
    for (const version of ['99999999999', '-1', '1.5', 'NaN', '1e400']) {
      const { status } = await api.withKey(key, 'GET', `/models/iris/versions/${version}`);
      expect([version, status]).toEqual([version, 400]);
    }
  });
});

describe('an answer', () => {
  test('carries the request id of the caller, or a new one where that is none', async () => {
    expect((await api.withKey(key, 'GET', '/me', undefined, { 'x-request-id': 'mine-1.2_3' })).headers.get('x-request-id')).toBe('mine-1.2_3');
    expect((await api.withKey(key, 'GET', '/me', undefined, { 'x-request-id': 'a b' })).headers.get('x-request-id')).toMatch(/^req_/);
  });

  test('is never stored and never guessed at', async () => {
    const { headers } = await api.withKey(key, 'GET', '/me');
    expect(headers.get('cache-control')).toBe('no-store');
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  });

  test('speaks the language that was chosen, else the one wished for', async () => {
    const titleOf = async (headers: Record<string, string>) => (await api.call('GET', '/me', { headers })).body.title as string;
    expect(await titleOf({})).toBe('Credentials are missing or not valid');
    expect(await titleOf({ 'accept-language': 'zh-CN,zh;q=0.9,en;q=0.8' })).toBe('缺少凭据或凭据无效');
    expect(await titleOf({ 'accept-language': 'zh-CN', cookie: 'aimass-locale=en' })).toBe('Credentials are missing or not valid');
  });

  test('has its revision as ETag, and If-Match is the revision of a change', async () => {
    const made = await api.withKey(key, 'POST', '/drafts', { data: { step: 1 } });
    const id = made.body.id as string;
    expect(made.headers.get('etag')).toBe('"1"');
    const change = (ifMatch: string) => api.withKey(key, 'PATCH', `/drafts/${id}`, { data: { step: 2 } }, { 'if-match': ifMatch });
    expect((await change('"7"')).body.code).toBe('REVISION_CONFLICT');
    expect((await change('W/"1"')).headers.get('etag')).toBe('"2"');
    expect((await change('abc')).status).toBe(400);
  });

  test('to an unknown path is 404 for callers and 401 for strangers', async () => {
    const answer = await api.withKey(key, 'GET', '/no/such/path');
    expect([answer.status, answer.body.code]).toEqual([404, 'NOT_FOUND']);
    expect((await api.call('GET', '/no/such/path')).status).toBe(401);
  });

  test('to an unknown method names those there are', async () => {
    expect(methodsInstead('PUT', '/endpoints')).toEqual(['GET', 'POST']);
    expect(methodsInstead('GET', '/endpoints')).toBeNull();
    expect(methodsInstead('HEAD', '/endpoints/iris')).toBeNull();
    expect(methodsInstead('PUT', '/nothing')).toBeNull();
    const headers = { ...authorized(), 'x-aimass-allow': 'GET, POST' };
    const answer = await answerMethodNotAllowed(new Request('http://127.0.0.1/api/method-not-allowed', { method: 'PUT', headers }));
    expect([answer.status, answer.headers.get('allow')]).toEqual([405, 'GET, POST']);
    expect(await answer.json()).toMatchObject({ code: 'METHOD_NOT_ALLOWED', fix: 'Use GET or POST.' });
  });

  test('of an unforeseen failure says nothing of what went wrong inside', async () => {
    const broken = route({
      method: 'GET',
      path: '/broken',
      summary: 'Fails',
      input: z.object({}),
      output: z.object({}),
      handler: async () => {
        throw new TypeError('secret of the house');
      },
    });
    const answer = await broken(new Request('http://127.0.0.1/api/v1/broken', { headers: authorized() }), { params: Promise.resolve({}) });
    expect(answer.status).toBe(500);
    expect(await answer.text()).not.toContain('secret');
  });

  test('that is to be repeated later says when', async () => {
    const busy = route({
      method: 'GET',
      path: '/busy',
      summary: 'Is busy',
      input: z.object({}),
      output: z.object({}),
      handler: async () => {
        throw new AppError('DATABASE_UNREACHABLE', { retryAfterSeconds: 4.2 });
      },
    });
    const answer = await busy(new Request('http://127.0.0.1/api/v1/busy', { headers: authorized() }), { params: Promise.resolve({}) });
    expect([answer.status, answer.headers.get('retry-after')]).toEqual([503, '5']);
  });
});

describe('an Idempotency-Key', () => {
  const create = (idempotencyKey: string, body: object, path = '/models') => api.withKey(key, 'POST', path, body, { 'idempotency-key': idempotencyKey });

  test('gives the first answer again and does nothing twice', async () => {
    const first = await create('k1', { name: 'once', description: 'x' });
    const second = await create('k1', { description: 'x', name: 'once' });
    expect([first.status, second.status]).toEqual([201, 201]);
    expect(second.body).toEqual(first.body);
    expect([first.headers.get('idempotency-replayed'), second.headers.get('idempotency-replayed')]).toEqual([null, 'true']);
  });

  test('with another body is refused', async () => {
    await create('k2', { name: 'two' });
    const answer = await create('k2', { name: 'three' });
    expect([answer.status, answer.body.code]).toEqual([422, 'IDEMPOTENCY_CONFLICT']);
  });

  test('on another route is another request', async () => {
    await create('k3', { name: 'four' });
    expect((await create('k3', { data: {} }, '/drafts')).status).toBe(201);
  });

  test('of ten at once lets one through; all get its answer', async () => {
    const answers = await Promise.all(Array.from({ length: 10 }, () => create('k4', { name: 'five' })));
    expect(new Set(answers.map((answer) => answer.body.id)).size).toBe(1);
    expect(answers.filter((answer) => answer.headers.get('idempotency-replayed') === null)).toHaveLength(1);
    const { body } = await api.withKey(key, 'GET', '/audit?action=models:&resource=models/five');
    expect(body.items).toHaveLength(1);
  });

  test('of a request that failed may be used again', async () => {
    expect((await create('k5', { name: 'five' })).status).toBe(409);
    expect((await create('k5', { name: 'six' })).status).toBe(201);
  });

  test('keeps no key in the open that was shown once', async () => {
    const made = await create('k6', { name: 'secret' }, '/keys');
    expect((await create('k6', { name: 'secret' }, '/keys')).body.key).toBe(made.body.key);
    const kept = await withTransaction(systemContext(api.database, systemClock, 'test', organizationId), ({ tx }) => tx.idempotencyKey.findMany());
    expect(kept.length).toBeGreaterThan(0);
    expect(JSON.stringify(kept)).not.toContain(made.body.key);
    expect(JSON.stringify(kept)).not.toContain('secret');
  });

  test('that is no text is refused', async () => {
    expect((await create('a b', { name: 'seven' })).status).toBe(400);
    expect((await create('x'.repeat(256), { name: 'seven' })).status).toBe(400);
  });
});
