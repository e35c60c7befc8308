import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { systemClock } from '@/core/clock';
import { sha256Hex } from '@/core/secrets';
import { readSettings } from '@/core/settings';
import { openTestApi, type TestApi } from '@/testing/api';
import { openSecret } from '../access-keys';
import { systemContext, type TxCtx, withTransaction } from '../context';
import { bootstrap, setupCode } from '.';

vi.setConfig({ testTimeout: 120_000 }); // each password takes its time, on purpose
let api: TestApi;
beforeEach(async () => {
  api = await openTestApi();
});
afterEach(() => api.close());

const admin = { organization: 'Acme', name: 'Ada', email: 'Ada@example.com', password: 'correct horse battery' };
const key = `aim_${'k'.repeat(40)}`;
const elsewhere = { 'x-forwarded-for': '203.0.113.9' };
const look = <T>(work: (tx: TxCtx['tx']) => Promise<T>): Promise<T> => withTransaction(systemContext(api.database, systemClock, 'test'), ({ tx }) => work(tx));
const start = (settings: object) =>
  bootstrap({ database: api.database, clock: systemClock, settings: { ...api.settings, ...settings }, masterKey: api.masterKey, log: api.log });

describe('set-up by the page', () => {
  test('makes an organization with its project, prices and administrator, once', async () => {
    expect((await api.call('GET', '/setup')).body).toMatchObject({ done: false, storage: { ok: true }, codeNeeded: false });
    expect((await api.call('POST', '/setup', { body: admin })).body).toMatchObject({ email: 'ada@example.com', role: 'admin' });
    const [organization, projects, prices] = await look(
      async (tx) => [await tx.organization.findFirstOrThrow(), await tx.project.findMany(), await tx.price.findMany()] as const,
    );
    expect(organization).toMatchObject({ name: 'Acme', accountId: expect.stringMatching(/^\d{12}$/) });
    expect(projects.map((project) => project.name)).toEqual(['default']);
    expect(prices.filter((price) => price.kind === 'instance-hour').every((price) => price.amountMicros > 0n)).toBe(true);
    expect((await api.call('POST', '/setup', { body: { ...admin, email: 'eve@example.com' } })).body.code).toBe('SETUP_ALREADY_DONE');
    expect((await api.call('GET', '/setup')).body).toEqual({
      done: true,
      storage: { ok: true, detail: '' },
      fleet: { ok: true, detail: '' },
      codeNeeded: false,
    });
    expect((await api.call('GET', '/me', { headers: { cookie: (await api.signIn(admin.email, admin.password)).cookie } })).body).toMatchObject({
      role: 'admin',
    });
  });

  test('by two at once makes one', async () => {
    const answers = await Promise.all(['ada@example.com', 'eve@example.com'].map((email) => api.call('POST', '/setup', { body: { ...admin, email } })));
    expect(answers.map((answer) => answer.status).sort()).toEqual([201, 409]);
    expect(await look((tx) => tx.organization.count())).toBe(1);
  });

  test('from another machine takes the code that the start printed', async () => {
    expect((await api.call('GET', '/setup', { headers: elsewhere })).body.codeNeeded).toBe(true);
    const attempt = (code?: string) => api.call('POST', '/setup', { body: { ...admin, code }, headers: elsewhere });
    expect((await attempt()).body).toMatchObject({ code: 'PERMISSION_DENIED', errors: [{ pointer: '/code', detail: 'is needed' }] });
    expect((await attempt('AAAA-AAAA-AAAA')).status).toBe(403);
    expect((await attempt(setupCode(api.masterKey).toLowerCase())).status).toBe(201);
  });

  test('does not take a change that another site sent', async () => {
    const answer = await api.call('POST', '/setup', { body: admin, headers: { 'sec-fetch-site': 'cross-site', origin: 'http://evil.example' } });
    expect(answer.body.code).toBe('CSRF_REFUSED');
  });

  test('refuses a password that is too short and an address that is none', async () => {
    const { body } = await api.call('POST', '/setup', { body: { ...admin, password: 'short', email: 'nobody' } });
    expect(body.errors.map((error: { pointer: string }) => error.pointer).sort()).toEqual(['/email', '/password']);
  });
});

describe('set-up by settings', () => {
  const settings = {
    AIMASS_INIT_ADMIN_EMAIL: 'Root@example.com',
    AIMASS_INIT_ADMIN_PASSWORD: 'a first password',
    AIMASS_INIT_API_KEY: key,
    AIMASS_INIT_ACCESS_KEY_ID: 'AKIAFIRST',
    AIMASS_INIT_SECRET_ACCESS_KEY: 'the secret of the pair',
  };

  test('without any leaves the database empty', async () => {
    expect(await start({})).toEqual({ administrator: false });
    expect(await look((tx) => tx.organization.count())).toBe(0);
  });

  test('makes the administrator, the key and the key pair', async () => {
    expect(await start(settings)).toEqual({ administrator: true });
    expect((await api.withKey(key, 'GET', '/me')).body).toMatchObject({ role: 'key', actions: ['*'] });
    expect((await api.signIn('root@example.com', 'a first password')).cookie).not.toBe('');
    const [stored, pair] = await look(async (tx) => [await tx.apiKey.findFirstOrThrow(), await tx.accessKey.findFirstOrThrow()] as const);
    expect(stored.sha256).toBe(sha256Hex(key));
    expect(openSecret(api.masterKey, pair.id, pair.secretSealed)).toBe('the secret of the pair');
    expect(Buffer.from(pair.secretSealed).toString('latin1')).not.toContain('the secret');
    expect(() => openSecret(api.masterKey, 'AKIAOTHER', pair.secretSealed)).toThrow();
    const { body } = await api.withKey(key, 'GET', '/audit');
    expect(body.items.map((row: { action: string }) => row.action).sort()).toEqual([
      'access-keys:Create',
      'keys:Create',
      'members:Invite',
      'organizations:Create',
      'sessions:SignIn',
    ]);
  });

  test('changes nothing on a database that is not empty', async () => {
    await api.call('POST', '/setup', { body: admin });
    expect(await start(settings)).toEqual({ administrator: true });
    expect((await api.withKey(key, 'GET', '/me')).status).toBe(401);
    expect(await look((tx) => tx.user.count())).toBe(1);
  });

  test('with a key alone leaves the administrator to the page, in the same organization', async () => {
    expect(await start({ AIMASS_INIT_API_KEY: key })).toEqual({ administrator: false });
    expect((await api.call('GET', '/setup')).body.done).toBe(false);
    expect((await api.call('POST', '/setup', { body: admin })).status).toBe(201);
    expect((await api.withKey(key, 'GET', '/me')).body.organization.name).toBe('Acme');
    expect(await look((tx) => tx.organization.count())).toBe(1);
  });

  test('by two starts at once happens once', async () => {
    const both = await Promise.all([start(settings), start(settings)]);
    expect(both).toEqual([{ administrator: true }, { administrator: true }]);
    expect(await look((tx) => tx.organization.count())).toBe(1);
  });
});

test('settings with a first key that would never be let in are refused', () => {
  expect(() => readSettings({ AIMASS_INIT_API_KEY: `aim_live_${'0'.repeat(49)}` })).toThrow(/AIMASS_INIT_API_KEY/);
  expect(readSettings({ AIMASS_INIT_API_KEY: key }).AIMASS_INIT_API_KEY).toBe(key);
});
