import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { openDatabase } from '@/prisma/client';
import { type Browser, openTestApi, type TestApi } from '@/testing/api';
import { getResources, setResources } from './resources';

const admin = { organization: 'Acme', name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
vi.setConfig({ testTimeout: 120_000 }); // each password takes its time, on purpose
let api: TestApi;
let ada: Browser;
let nowhere: ReturnType<typeof openDatabase>;
beforeAll(async () => {
  api = await openTestApi();
  await api.call('POST', '/setup', { body: admin });
  ada = await api.browser(admin.email, admin.password);
  nowhere = openDatabase('postgresql://nobody:x@127.0.0.1:1/none'); // nothing listens there
  setResources({ ...getResources(), database: nowhere.database, pool: nowhere.pool });
});
afterAll(async () => {
  await nowhere.close();
  await api.close();
});

test('the shell opens from the cookie alone, for reading only', async () => {
  const { status, body } = await api.from(ada, 'GET', '/me');
  expect(status).toBe(200);
  expect(body).toMatchObject({ email: admin.email, role: 'admin', readOnly: true, organization: { name: 'Acme' } });
});

test('the status page says what is down and what is not', async () => {
  const { status, body } = await api.from(ada, 'GET', '/status');
  expect(status).toBe(200);
  const stateOf = Object.fromEntries(body.components.map((part: { name: string; state: string }) => [part.name, part.state]));
  expect(stateOf).toMatchObject({ console: 'ok', database: 'down', control: 'down', storage: 'ok' });
});

test('everything else is 503 and says when to come back', async () => {
  for (const [method, path, body] of [
    ['GET', '/endpoints'],
    ['POST', '/keys', { name: 'x' }],
    ['GET', '/audit/verify'],
    ['GET', '/setup'],
  ] as const) {
    const answer = await api.from(ada, method, path, body);
    expect([path, answer.status, answer.body.code]).toEqual([path, 503, 'DATABASE_UNREACHABLE']);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
  }
});

test('a cookie that is not ours opens nothing', async () => {
  expect((await api.call('GET', '/me', { headers: { cookie: 'aimass=forged' } })).status).toBe(401);
});

test('a key cannot be checked, which is not the fault of its holder', async () => {
  expect((await api.withKey(`aim_${'k'.repeat(40)}`, 'GET', '/me')).status).toBe(503);
});

test('nobody can sign in, and hears why', async () => {
  const answer = await api.signIn(admin.email, admin.password);
  expect([answer.status, answer.body.code]).toEqual([503, 'DATABASE_UNREACHABLE']);
});
