import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { covers, type Role, roleActions, roles } from '@/core/policy/actions';
import { systemContext, withTransaction } from '@/services/context';
import { insertKey } from '@/services/keys/internal';
import { insertMember } from '@/services/members/internal';
import { createOrganization } from '@/services/organizations';
import { openTestApi, type TestApi } from '@/testing/api';
import { createServingOrganization } from '@/testing/serving-organization';

/**
 * Every route of the API against every role, against strangers and against the administrator of another organization. The table says
 * which action a route takes; a route that is missing here fails the test, so that none lands unjudged.
 */
interface Rule {
  /** Action that the caller must hold; null = anybody with credentials. */
  readonly action: string | null;
  /** Path with the resources of the organization under test filled in. */
  readonly path?: string;
  readonly body?: object;
  /** What it is about belongs to one organization: others are told that there is none. */
  readonly own?: boolean;
  /** For people only; the callers of this test have keys. */
  readonly people?: boolean;
}

const ids = { endpoint: 'iris', deployment: newId('dep'), upload: newId('upl'), draft: newId('drf'), key: '', member: '', session: newId('ses') };
const config = { variants: [{ model: 'iris', version: 1 }] };

const rules: Record<string, Rule> = {
  'GET /audit': { action: 'audit:Read' },
  'GET /audit/verify': { action: 'audit:ReadAll' },
  'GET /costs': { action: 'usage:Read' },
  'GET /deployments/{id}': { action: 'endpoints:Read', path: `/deployments/${ids.deployment}`, own: true },
  'POST /deployments/{id}/cancel': { action: 'endpoints:Deploy', path: `/deployments/${ids.deployment}/cancel`, own: true },
  'POST /drafts': { action: 'drafts:Write', body: { data: {} } },
  'GET /drafts': { action: 'drafts:Write' },
  'GET /drafts/{id}': { action: 'drafts:Write', path: `/drafts/${ids.draft}`, own: true },
  'PATCH /drafts/{id}': { action: 'drafts:Write', path: `/drafts/${ids.draft}`, body: { data: {}, revision: 9 }, own: true },
  'DELETE /drafts/{id}': { action: 'drafts:Write', path: '/drafts/drf_none', own: true },
  'POST /endpoint-configs': { action: 'endpoints:Deploy', body: { name: 'other', variants: [{ model: 'none', version: 1 }] }, own: true },
  'GET /endpoint-configs': { action: 'endpoints:Read' },
  'GET /endpoint-configs/{name}': { action: 'endpoints:Read', path: '/endpoint-configs/iris-config', own: true },
  'POST /endpoints': { action: 'endpoints:Deploy', body: { name: 'other', config: { variants: [{ model: 'none', version: 1 }] } } },
  'GET /endpoints': { action: 'endpoints:Read' },
  'GET /endpoints/{name}': { action: 'endpoints:Read', path: '/endpoints/iris', own: true },
  'DELETE /endpoints/{name}': { action: 'endpoints:Delete', path: '/endpoints/none', own: true },
  'GET /endpoints/{name}/access': { action: 'endpoints:Read', path: '/endpoints/iris/access', own: true },
  'GET /endpoints/{name}/deployments': { action: 'endpoints:Read', path: '/endpoints/iris/deployments', own: true },
  'POST /endpoints/{name}/deployments': { action: 'endpoints:Deploy', path: '/endpoints/none/deployments', body: { config } },
  'GET /endpoints/{name}/deployments/{id}': { action: 'endpoints:Read', path: `/endpoints/iris/deployments/${ids.deployment}`, own: true },
  'GET /endpoints/{name}/deployments/{id}/figures': { action: 'metrics:Read', path: `/endpoints/iris/deployments/${ids.deployment}/figures`, own: true },
  'POST /endpoints/{name}/deployments/{id}/promote': { action: 'endpoints:Deploy', path: `/endpoints/iris/deployments/${ids.deployment}/promote`, own: true },
  'POST /endpoints/{name}/deployments/{id}/cancel': { action: 'endpoints:Deploy', path: `/endpoints/iris/deployments/${ids.deployment}/cancel`, own: true },
  'GET /endpoints/{name}/events': { action: 'endpoints:Read', path: '/endpoints/iris/events', own: true },
  'GET /endpoints/{name}/metrics': { action: 'metrics:Read', path: '/endpoints/iris/metrics', own: true },
  'POST /endpoints/{name}/rollback': { action: 'endpoints:Deploy', path: '/endpoints/iris/rollback', own: true },
  'GET /endpoints/{name}/scaling': { action: 'endpoints:Read', path: '/endpoints/iris/scaling', own: true },
  'PATCH /endpoints/{name}/scaling': { action: 'endpoints:Deploy', path: '/endpoints/iris/scaling', body: { maxInstances: 2 }, own: true },
  'POST /endpoints/{name}/scaling/replay': { action: 'metrics:Read', path: '/endpoints/iris/scaling/replay', body: {}, own: true },
  'GET /endpoints/{name}/serving': { action: 'endpoints:Read', path: '/endpoints/iris/serving', own: true },
  'POST /endpoints/{name}/start': { action: 'endpoints:Start', path: '/endpoints/none/start', own: true },
  'POST /endpoints/{name}/stop': { action: 'endpoints:Stop', path: '/endpoints/none/stop', own: true },
  'PATCH /endpoints/{name}/weights': { action: 'endpoints:Deploy', path: '/endpoints/iris/weights', body: { weights: { main: 1 } }, own: true },
  'GET /events': { action: 'endpoints:Read', path: '/events?topics=endpoints' },
  'GET /fleet': { action: 'instances:Read' },
  'GET /instance-types': { action: 'instances:Read' },
  'GET /instances': { action: 'instances:Read' },
  'POST /keys': { action: 'keys:Create', body: { name: 'another' } },
  'GET /keys': { action: 'keys:Read' },
  'GET /keys/{id}': { action: 'keys:Read', path: '/keys/{key}', own: true },
  'DELETE /keys/{id}': { action: 'keys:Revoke', path: '/keys/key_none', own: true },
  'GET /logs': { action: 'logs:Read' },
  'GET /me': { action: null },
  'POST /me/password': { action: null, people: true, body: { currentPassword: 'x', newPassword: 'something else' } },
  'POST /members': { action: 'members:Invite', body: { email: 'ada@taken.example', name: 'Ada', role: 'viewer', password: 'long enough' } },
  'GET /members': { action: 'members:Read' },
  'GET /members/{id}': { action: 'members:Read', path: '/members/{member}', own: true },
  'PATCH /members/{id}': { action: 'members:Update', path: '/members/{member}', body: { role: 'viewer' }, own: true },
  'DELETE /members/{id}': { action: 'members:Remove', path: '/members/mem_none', own: true },
  'GET /metrics': { action: 'metrics:Read' },
  'GET /metrics/endpoints': { action: 'metrics:Read' },
  'POST /models': { action: 'models:Upload', body: { name: 'made-here' } },
  'GET /models': { action: 'models:Read' },
  'GET /models/{model}': { action: 'models:Read', path: '/models/iris', own: true },
  'PATCH /models/{model}': { action: 'models:Update', path: '/models/iris', body: { description: 'x' }, own: true },
  'DELETE /models/{model}': { action: 'models:Delete', path: '/models/none', own: true },
  'POST /models/{model}/versions': { action: 'models:Upload', path: '/models/none/versions', body: { source: { sample: 'iris' } }, own: true },
  'GET /models/{model}/versions': { action: 'models:Read', path: '/models/iris/versions', own: true },
  'GET /models/{model}/versions/{version}': { action: 'models:Read', path: '/models/iris/versions/1', own: true },
  'PATCH /models/{model}/versions/{version}': { action: 'models:Update', path: '/models/iris/versions/1', body: { notes: 'x' }, own: true },
  'GET /models/{model}/versions/{version}/deployments': { action: 'models:Read', path: '/models/iris/versions/1/deployments', own: true },
  'GET /models/{model}/versions/{version}/download': { action: 'models:Download', path: '/models/iris/versions/1/download', own: true },
  'GET /overview': { action: 'metrics:Read' },
  'POST /playground/token': { action: 'endpoints:Invoke', body: { endpoint: 'iris' }, own: true },
  'POST /policies/simulate': { action: null, body: { actions: ['endpoints:Read'], action: 'endpoints:Read' } },
  'GET /prices': { action: 'usage:Read' },
  'POST /prices': { action: 'prices:Update', body: { kind: 'instance-hour', item: 'local.small', amountMicros: 20_000 } },
  'GET /requests/{requestId}': { action: 'logs:Read', path: '/requests/none', own: true },
  'GET /sessions': { action: null },
  'DELETE /sessions/{id}': { action: null, path: `/sessions/${ids.session}`, own: true },
  'GET /status': { action: null },
  'POST /uploads': { action: 'models:Upload', body: { filename: 'iris.onnx', sizeBytes: 10 } },
  'GET /uploads': { action: 'models:Upload' },
  'GET /uploads/{id}': { action: 'models:Upload', path: `/uploads/${ids.upload}`, own: true },
  'DELETE /uploads/{id}': { action: 'models:Upload', path: '/uploads/upl_none', own: true },
  'POST /uploads/{id}/complete': { action: 'models:Upload', path: `/uploads/${ids.upload}/complete`, own: true },
  'GET /usage': { action: 'usage:Read' },
};
const open = ['GET /openapi.json', 'GET /setup', 'POST /setup'];

let api: TestApi;
const keys: Partial<Record<Role | 'stranger', string>> = {};

beforeAll(async () => {
  api = await openTestApi();
  const home = await createServingOrganization(api.database);
  const system = systemContext(api.database, systemClock, 'test');
  await withTransaction(system, async (ctx) => {
    const { organization, project } = await createOrganization(ctx, { name: 'Abroad' });
    const abroad = { organizationId: organization.id, projectId: project.id };
    const makeKey = async (of: typeof abroad, actions: readonly string[]) => {
      const key = `aim_${randomBytes(24).toString('hex')}`;
      const row = await insertKey(ctx, { key, organizationId: of.organizationId, projectId: of.projectId, name: 'test', actions, createdBy: 'test' });
      return { key, id: row.id };
    };
    for (const role of roles) keys[role] = (await makeKey(home, roleActions[role])).key;
    keys.stranger = (await makeKey(abroad, ['*'])).key;
    ids.key = (await makeKey(home, ['models:Read'])).id;
    const person = { email: 'ada@taken.example', name: 'Ada', role: 'viewer', passwordHash: '' } as const;
    ids.member = (await insertMember(ctx, home.organizationId, person)).id;
    const owner = { organizationId: home.organizationId, projectId: home.projectId, createdBy: 'test' };
    const configId = newId('cfg');
    const variants = [{ name: 'main', model: 'iris', version: 1, versionId: home.versionIds[0], modelId: home.modelId, ...variantDefaults }];
    await ctx.tx.endpointConfig.create({ data: { ...owner, id: configId, name: 'iris-config', variants } });
    const endpointId = newId('ep');
    await ctx.tx.endpoint.create({ data: { ...owner, id: endpointId, name: 'iris', state: 'InService', activeDeploymentId: ids.deployment } });
    await ctx.tx.deployment.create({ data: { ...owner, id: ids.deployment, endpointId, configId, number: 1, state: 'Succeeded' } });
    await ctx.tx.upload.create({ data: { ...owner, id: ids.upload, filename: 'iris.onnx', sizeBytes: 10n, partSizeBytes: 10n, state: 'Failed' } });
    await ctx.tx.draft.create({ data: { ...owner, id: ids.draft, data: {} } });
  });
});
afterAll(() => api.close());

const variantDefaults = {
  weight: 1,
  instanceType: 'local.small',
  initialInstances: 1,
  minInstances: 1,
  maxInstances: 1,
  replicasPerInstance: 1,
  concurrency: 64,
  timeoutMs: 30_000,
  batching: { enabled: true, maxSize: 64 },
  cache: { enabled: false, ttlSeconds: 60 },
};

async function ask(name: string, headers: Record<string, string>) {
  const [method = '', template = ''] = name.split(' ');
  const rule = rules[name];
  const path = (rule?.path ?? template).replace('{key}', ids.key).replace('{member}', ids.member);
  // a stream has no end to wait for
  const answer = await api.call(method, path, { body: rule?.body, headers: name === 'GET /events' ? { ...headers, 'x-test': 'events' } : headers });
  return answer;
}

const bearer = (key: string | undefined): Record<string, string> => ({ authorization: `Bearer ${key}` });
const names = Object.keys(rules).filter((name) => name !== 'GET /events'); // has a test of its own

test('every route is judged here', () => {
  const found = api.routes.flatMap(({ path, module }) =>
    path.includes('...')
      ? []
      : Object.keys(module)
          .filter((name) => /^[A-Z]+$/.test(name))
          .map((method) => `${method} ${path}`),
  );
  expect(found.filter((name) => !open.includes(name) && rules[name] === undefined)).toEqual([]);
  expect(Object.keys(rules).filter((name) => !found.includes(name))).toEqual([]);
});

describe.each([
  ['without credentials', {}],
  ['with a key that does not exist', bearer(`aim_${'x'.repeat(40)}`)],
  ['with a key of the issued form but a wrong check sum', bearer(`aim_live_${'0'.repeat(49)}`)],
  ['with another scheme', { authorization: 'Basic YWRhOnNlY3JldA==' }],
  ['with an empty key', { 'x-api-key': '' }],
])('%s', (_name, headers: Record<string, string>) => {
  test('every route answers 401', async () => {
    for (const name of names) {
      const answer = await ask(name, headers);
      expect([name, answer.status, answer.body.code]).toEqual([name, 401, 'UNAUTHENTICATED']);
      expect(answer.headers.get('content-type')).toBe('application/problem+json');
    }
  });
});

describe.each(roles)('as %s', (role) => {
  test('every route lets through what the role may do and nothing else', async () => {
    for (const name of names) {
      const { action, people } = rules[name] as Rule;
      const answer = await ask(name, bearer(keys[role]));
      if (answer.body?.code !== 'INSTANCE_START_FAILED') expect([name, answer.status < 500]).toEqual([name, true]); // no fleet runs in this test
      const allowed = people !== true && (action === null || covers(roleActions[role], action));
      if (allowed) expect([name, answer.status, answer.body.code]).not.toEqual([name, 403, 'PERMISSION_DENIED']);
      else expect([name, answer.status, answer.body.code]).toEqual([name, 403, 'PERMISSION_DENIED']);
      expect(answer.status).not.toBe(401);
    }
  });
});

test('the administrator of another organization finds none of it', async () => {
  for (const name of names) {
    const answer = await ask(name, bearer(keys.stranger));
    if ((rules[name] as Rule).own && answer.body.code !== 'INSTANCE_START_FAILED') {
      expect([name, answer.status, answer.body.code]).toEqual([name, 404, 'NOT_FOUND']);
    }
    if (answer.status >= 300) continue; // a refusal may repeat the id it was asked for
    const text = JSON.stringify(answer.body);
    for (const id of [ids.deployment, ids.upload, ids.draft, ids.key, ids.member]) expect([name, text.includes(id)]).toEqual([name, false]);
  }
});

test('a refusal is recorded with who was refused what', async () => {
  const before = await api.withKey(keys.admin ?? '', 'GET', '/audit?outcome=denied&limit=1');
  await api.withKey(keys.viewer ?? '', 'POST', '/models', { name: 'mine' });
  const { body } = await api.withKey(keys.admin ?? '', 'GET', '/audit?outcome=denied&limit=1');
  expect(body.items[0].seq).toBeGreaterThan(before.body.items[0].seq);
  expect(body.items[0]).toMatchObject({ action: 'models:Upload', resource: 'models/mine', actorType: 'key' });
});

test('many refusals at once do not wait for one another', async () => {
  const answers = await Promise.all(Array.from({ length: 24 }, () => api.withKey(keys.viewer ?? '', 'GET', '/drafts')));
  expect(answers.map((answer) => answer.status)).toEqual(Array(24).fill(403));
});

test('a key that names endpoints reaches no other', async () => {
  const made = await api.withKey(keys.admin ?? '', 'POST', '/keys', {
    name: 'one',
    actions: ['endpoints:*', 'metrics:Read', 'keys:Create'],
    endpoints: ['iris'],
  });
  const key = made.body.key as string;
  expect((await api.withKey(key, 'GET', '/endpoints/iris')).status).toBe(200);
  expect((await api.withKey(key, 'GET', '/endpoints/iris/metrics')).status).toBe(200);
  expect((await api.withKey(key, 'GET', '/endpoints/other')).status).toBe(403);
  expect((await api.withKey(key, 'GET', '/endpoints')).status).toBe(403);
  expect((await api.withKey(key, 'GET', `/deployments/${ids.deployment}`)).status).toBe(403);
  expect((await api.withKey(key, 'GET', '/overview')).status).toBe(403);
  expect((await api.withKey(key, 'POST', '/keys', { name: 'wider' })).status).toBe(403);
  expect((await api.withKey(key, 'POST', '/keys', { name: 'wider', endpoints: ['other'] })).status).toBe(403);
  expect((await api.withKey(key, 'POST', '/keys', { name: 'narrow', endpoints: ['iris'] })).status).toBe(201);
});
