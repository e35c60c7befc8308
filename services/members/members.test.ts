import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { type Browser, openTestApi, type TestApi } from '@/testing/api';

const admin = { organization: 'Acme', name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
vi.setConfig({ testTimeout: 120_000 }); // each password takes its time, on purpose
let api: TestApi;
let ada: Browser;
let adaId: string;
beforeAll(async () => {
  api = await openTestApi();
  adaId = (await api.call('POST', '/setup', { body: admin })).body.id;
  ada = await api.browser(admin.email, admin.password);
});
afterAll(() => api.close());

const add = (email: string, role = 'viewer') => api.from(ada, 'POST', '/members', { email, name: email, role, password: 'long enough' });
const auditsOf = async (action: string, id: string) => (await api.from(ada, 'GET', `/audit?action=${action}&resource=members/${id}`)).body.items;

test('adds a member who can sign in, and records it without the password', async () => {
  const { body } = await add('Bob@example.com', 'manager');
  expect(body).toMatchObject({ email: 'bob@example.com', role: 'manager' });
  const bob = await api.browser('bob@example.com', 'long enough');
  expect((await api.from(bob, 'GET', '/me')).body).toMatchObject({ landingPage: '/billing', role: 'manager' });
  const [row] = await auditsOf('members:Invite', body.id);
  expect(row).toMatchObject({ actorName: 'Ada', outcome: 'success', after: { email: 'bob@example.com' } });
  expect(JSON.stringify(row)).not.toMatch(/long enough|argon2/);
});

test('refuses an e-mail that is taken, in whatever spelling', async () => {
  await add('carol@example.com');
  const answer = await add('CAROL@example.com');
  expect([answer.status, answer.body.code]).toEqual([409, 'NAME_TAKEN']);
});

test('changes a role and says so in the audit, once', async () => {
  const { body } = await add('dan@example.com');
  expect((await api.from(ada, 'PATCH', `/members/${body.id}`, { role: 'engineer' })).body.role).toBe('engineer');
  await api.from(ada, 'PATCH', `/members/${body.id}`, { role: 'engineer' });
  expect(await auditsOf('members:Update', body.id)).toMatchObject([{ before: { role: 'viewer' }, after: { role: 'engineer' } }]);
});

test('keeps the last administrator', async () => {
  expect((await api.from(ada, 'PATCH', `/members/${adaId}`, { role: 'viewer' })).body.code).toBe('STATE_CONFLICT');
  expect((await api.from(ada, 'DELETE', `/members/${adaId}`)).body.code).toBe('STATE_CONFLICT');
});

test('keeps one of two administrators who remove each other at once', async () => {
  const { body: eve } = await add('eve@example.com', 'admin');
  const other = await api.browser('eve@example.com', 'long enough');
  const answers = await Promise.all([
    api.from(ada, 'PATCH', `/members/${eve.id}`, { role: 'viewer' }),
    api.from(other, 'PATCH', `/members/${adaId}`, { role: 'viewer' }),
  ]);
  const statuses = answers.map((answer) => answer.status);
  expect(statuses).toContain(200);
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  if (answers[1]?.status === 200) await api.from(other, 'PATCH', `/members/${adaId}`, { role: 'admin' });
});

test('a removed member may be added again', async () => {
  const { body } = await add('fay@example.com');
  expect((await api.from(ada, 'DELETE', `/members/${body.id}`)).status).toBe(204);
  expect((await api.from(ada, 'GET', `/members/${body.id}`)).status).toBe(404);
  expect((await add('fay@example.com')).status).toBe(201);
});
