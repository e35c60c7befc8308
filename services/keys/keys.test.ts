import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { issuedKeyPattern } from '@/core/api-keys';
import { ManualClock } from '@/core/clock';
import { sha256Hex } from '@/core/secrets';
import { type Browser, openTestApi, type TestApi } from '@/testing/api';
import { systemContext, withTransaction } from '../context';
import { readRoutingRevision } from '../routing';

const clock = new ManualClock();
const admin = { organization: 'Acme', name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
vi.setConfig({ testTimeout: 120_000 }); // each password takes its time, on purpose
let api: TestApi;
let ada: Browser;
beforeAll(async () => {
  api = await openTestApi(clock);
  await api.call('POST', '/setup', { body: admin });
  ada = await api.browser(admin.email, admin.password);
});
afterAll(() => api.close());

const create = (input: object) => api.from(ada, 'POST', '/keys', { name: 'a key', ...input });

describe('an API key', () => {
  test('is shown once and kept as its hash', async () => {
    const { body } = await create({});
    expect(body.key).toMatch(issuedKeyPattern);
    expect(body).toMatchObject({ actions: ['endpoints:Invoke'], endpoints: [], createdBy: 'Ada', revokedAt: null });
    const { body: again } = await api.from(ada, 'GET', `/keys/${body.id}`);
    expect(again.key).toBeUndefined();
    expect(body.key.startsWith(again.prefix)).toBe(true);
    const row = await withTransaction(systemContext(api.database, clock, 'test'), ({ tx }) => tx.apiKey.findUniqueOrThrow({ where: { id: body.id } }));
    expect(row.sha256).toBe(sha256Hex(body.key));
    expect(JSON.stringify((await api.from(ada, 'GET', '/audit?action=keys:Create')).body)).not.toContain(body.key);
  });

  test('opens the API until it is revoked, and moves what gateways route by', async () => {
    const { body } = await create({ actions: ['models:Read'] });
    expect((await api.withKey(body.key, 'GET', '/models')).status).toBe(200);
    expect((await api.call('GET', '/models', { headers: { 'x-api-key': body.key } })).status).toBe(200);
    const before = await readRoutingRevision(api.database);
    const revoked = await api.from(ada, 'DELETE', `/keys/${body.id}`);
    expect(revoked.body.revokedAt).not.toBeNull();
    expect(await readRoutingRevision(api.database)).toBeGreaterThan(before);
    expect((await api.withKey(body.key, 'GET', '/models')).status).toBe(401);
    // revoking again changes nothing
    expect((await api.from(ada, 'DELETE', `/keys/${body.id}`)).body).toEqual(revoked.body);
  });

  test('expires', async () => {
    const { body } = await create({ actions: ['models:Read'], expiresAt: new Date(clock.now() + 60_000).toISOString() });
    expect((await api.withKey(body.key, 'GET', '/models')).status).toBe(200);
    clock.advance(60_000);
    expect((await api.withKey(body.key, 'GET', '/models')).status).toBe(401);
  });

  test('notes when it was last used, once a minute at most', async () => {
    const { body } = await create({ actions: ['models:Read'] });
    const lastUsed = async () => {
      await api.withKey(body.key, 'GET', '/models');
      return (await api.from(ada, 'GET', `/keys/${body.id}`)).body.lastUsedAt as string;
    };
    const first = await lastUsed();
    clock.advance(30_000);
    expect(await lastUsed()).toBe(first);
    clock.advance(31_000);
    expect(await lastUsed()).not.toBe(first);
  });

  test('never gets more than its creator has', async () => {
    const { body: weak } = await create({ actions: ['keys:Create', 'models:*'] });
    const attempt = async (actions: string[]) => (await api.withKey(weak.key, 'POST', '/keys', { name: 'x', actions })).status;
    expect(await attempt(['models:Read', 'models:*'])).toBe(201);
    expect(await attempt(['endpoints:Invoke'])).toBe(403);
    expect(await attempt(['*'])).toBe(403);
    expect(await attempt(['keys:*'])).toBe(403);
  });

  test.each([
    ['an action that is none', { actions: ['models:Fly'] }],
    ['a noun that is none', { actions: ['dragons:*'] }],
    ['no action', { actions: [] }],
    ['an end that has passed', { expiresAt: '2020-01-01T00:00:00Z' }],
    ['a project that is none', { project: 'nowhere' }],
    ['no name', { name: '' }],
    ['a rate below one', { requestsPerSecond: 0 }],
  ])('is refused with %s', async (_name, input) => {
    const answer = await create(input);
    expect([answer.status, answer.body.code]).toEqual([400, 'VALIDATION_FAILED']);
  });

  test('is listed page by page, the newest first', async () => {
    for (let i = 0; i < 5; i++) {
      clock.advance(1_000);
      await create({ name: `listed ${i}` });
    }
    const first = await api.from(ada, 'GET', '/keys?limit=3');
    expect(first.body.items.map((key: { name: string }) => key.name)).toEqual(['listed 4', 'listed 3', 'listed 2']);
    const second = await api.from(ada, 'GET', `/keys?limit=3&cursor=${first.body.nextCursor}`);
    expect(second.body.items[0].name).toBe('listed 1');
    expect((await api.from(ada, 'GET', '/keys?cursor=nonsense')).status).toBe(400);
    expect((await api.from(ada, 'GET', '/keys?sort=sha256')).status).toBe(400);
  });
});
