import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { deriveSecret, issuePlaygroundToken } from '@/core/secrets';
import { snapshotEndpoint, snapshotKey, snapshotVariant, TestGateway, testKey, testMasterKey, until } from '../testing/test-gateway';
import { TestReplica } from '../testing/test-replica';

const replica = new TestReplica('rep_1');
let gateway: TestGateway;
const variant = () => snapshotVariant([replica]);

beforeAll(async () => {
  await replica.listen();
  gateway = await TestGateway.start();
});
beforeEach(async () => {
  gateway.route([snapshotEndpoint([variant()])]);
  await gateway.connected(1);
});
afterAll(async () => {
  await gateway.stop();
  replica.close();
});

const row = [[1, 2, 3, 4]];
const token = (overrides: object = {}) =>
  issuePlaygroundToken(deriveSecret(testMasterKey, 'playground-token'), {
    userId: 'usr_1',
    organizationId: 'org_1',
    projectId: 'prj_1',
    endpoint: 'sums',
    expiresAt: Date.now() + 60_000,
    ...overrides,
  });

describe('who calls', () => {
  test.each([
    ['nothing', {}],
    ['an unknown key', { authorization: 'Bearer aim_unknown_0123456789abcdef0123456789ab' }],
    ['another scheme', { authorization: `Basic ${testKey}` }],
    ['an empty bearer', { authorization: 'Bearer ' }],
    ['an unknown X-API-Key', { 'x-api-key': 'aim_unknown_0123456789abcdef0123456789ab' }],
    ['a forged playground token', { authorization: `Bearer ${token().slice(0, -2)}xx` }],
    ['an expired playground token', { authorization: `Bearer ${token({ expiresAt: Date.now() - 1 })}` }],
    ['a session cookie', { cookie: 'aimass=abc' }],
  ])('with %s is not let in', async (_name, headers) => {
    const answer = await fetch(`${gateway.url}/v1/endpoints/sums/predict`, { method: 'POST', headers, body: '{}' });
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(await answer.json()).toMatchObject({ code: 'UNAUTHENTICATED', status: 401 });
  });

  test('is known by bearer key, X-API-Key and playground token, and metered under its own id', async () => {
    const before = gateway.records().length;
    for (const headers of [{ authorization: `bearer ${testKey}` }, { authorization: '', 'x-api-key': testKey }, { authorization: `Bearer ${token()}` }]) {
      const given = Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
      const answer = await fetch(`${gateway.url}/v1/endpoints/sums/predict`, {
        method: 'POST',
        headers: { ...given, 'content-type': 'application/json' },
        body: JSON.stringify({ rows: row }),
      });
      expect(answer.status).toBe(200);
    }
    await until('the records', () => gateway.records().length === before + 3);
    const [, second, third] = gateway.records().slice(before);
    expect(second.principalId).toMatch(/^key_/);
    expect(third.principalId).toBe('usr_1');
  });

  test('is refused from the snapshot on that no longer holds its key, and once it has expired', async () => {
    expect((await gateway.predict(row)).status).toBe(200);
    gateway.route([snapshotEndpoint([variant()])], []);
    expect((await gateway.predict(row)).status).toBe(401);
    gateway.route([snapshotEndpoint([variant()])], [snapshotKey(testKey, { expiresAt: Date.now() + 150 })]);
    await gateway.connected(1);
    expect((await gateway.predict(row)).status).toBe(200);
    await until('expiry', async () => (await gateway.predict(row)).status === 401, 3_000);
  });
});

describe('what they may call', () => {
  test.each([
    ['an endpoint that is not there', 'absent', {}],
    ['another organization’s endpoint', 'sums', { organizationId: 'org_2' }],
    ['an endpoint its key is not for', 'sums', { endpoints: ['other'] }],
  ])('%s is the same 404, and is not metered', async (_name, name, key) => {
    gateway.route([snapshotEndpoint([variant()])], [snapshotKey(testKey, key)]);
    const before = gateway.records().length;
    const answer = await gateway.predict(row, {}, name);
    expect(answer.status).toBe(404);
    const { code, detail } = (await answer.json()) as { code: string; detail: string };
    expect({ code, detail }).toEqual({ code: 'NOT_FOUND', detail: `There is no endpoint "${name}".` });
    expect(gateway.records().length).toBe(before);
  });

  test('a key without endpoints:Invoke gets 403', async () => {
    gateway.route([snapshotEndpoint([variant()])], [snapshotKey(testKey, { actions: ['metrics:Read', 'endpoints:Read'] })]);
    expect((await gateway.predict(row)).status).toBe(403);
  });

  test('a playground token is for one endpoint', async () => {
    const answer = await gateway.predict(row, { authorization: `Bearer ${token({ endpoint: 'other' })}` });
    expect(answer.status).toBe(404);
  });
});

describe('an endpoint that is not in service', () => {
  test.each([
    ['Stopped', 'ENDPOINT_STOPPED'],
    ['ScaledToZero', 'ENDPOINT_STOPPED'],
    ['Deleting', 'ENDPOINT_STOPPED'],
    ['Creating', 'ENDPOINT_STARTING'],
    ['Waking', 'ENDPOINT_STARTING'],
  ])('in state %s answers 503 %s with its reason and Retry-After', async (state, code) => {
    gateway.route([snapshotEndpoint([], { state, reason: `It is ${state}, they say.` })]);
    const before = gateway.records().length;
    const answer = await gateway.predict(row);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await answer.json()).toMatchObject({ code, detail: `It is ${state}, they say.` });
    await until('the record', () => gateway.records().length === before + 1);
    expect(gateway.records().at(-1)).toMatchObject({ status: 503, code, variant: '', predictions: 0 });
  });

  test.each(['Updating', 'Degraded', 'RollingBack'])('in state %s answers as long as replicas do', async (state) => {
    gateway.route([snapshotEndpoint([variant()], { state, reason: 'Busy.' })]);
    await gateway.connected(1);
    expect((await gateway.predict(row)).status).toBe(200);
  });
});

describe('limits of a key', () => {
  test('above its rate it gets 429 with RateLimit, RateLimit-Policy and Retry-After', async () => {
    gateway.route([snapshotEndpoint([variant()])], [snapshotKey(testKey, { requestsPerSecond: 3 })]);
    await gateway.connected(1);
    const answers = await Promise.all(Array.from({ length: 10 }, () => gateway.predict(row)));
    const statuses = answers.map((answer) => answer.status);
    expect(statuses.filter((status) => status === 200).length).toBeGreaterThanOrEqual(3);
    expect(statuses.filter((status) => status === 200).length).toBeLessThanOrEqual(5);
    const refused = answers.find((answer) => answer.status === 429);
    expect(refused?.headers.get('ratelimit-policy')).toBe('"key";q=3;w=1');
    expect(refused?.headers.get('ratelimit')).toBe('"key";r=0;t=1');
    expect(refused?.headers.get('retry-after')).toBe('1');
    expect(await refused?.json()).toMatchObject({ code: 'RATE_LIMITED' });
    await until('it may again', async () => (await gateway.predict(row)).status === 200);
  });

  test('above its concurrency it gets 429, and less under way makes room', async () => {
    gateway.route([snapshotEndpoint([variant()])], [snapshotKey(testKey, { concurrency: 2 })]);
    await gateway.connected(1);
    replica.behaviour.hold = true;
    const seen = replica.received.length;
    const held = [gateway.predict(row), gateway.predict(row)];
    await until('two under way', () => replica.received.length === seen + 2);
    const refused = await gateway.predict(row);
    expect(refused.status).toBe(429);
    expect(await refused.json()).toMatchObject({ code: 'CONCURRENCY_LIMITED' });
    replica.release();
    expect((await Promise.all(held)).map((answer) => answer.status)).toEqual([200, 200]);
    expect((await gateway.predict(row)).status).toBe(200);
  });
});
