import { admin, expect, test } from './fixtures';
import { type Session, signIn } from './session';

const password = 'a password of its own';
const people = { viewer: 'vera@example.com', engineer: 'erik@example.com', manager: 'mona@example.com' } as const;
const sessions = new Map<string, Session>();

test.beforeAll(async ({ installation, api }) => {
  for (const [role, email] of Object.entries(people)) {
    await api.must('POST', '/api/v1/members', { email, name: role, role, password });
    sessions.set(role, await signIn(installation.url, email, password));
  }
  sessions.set('admin', await signIn(installation.url, admin.email, admin.password));
});

function session(role: string): Session {
  const found = sessions.get(role);
  if (found === undefined) throw new Error(`nobody is signed in as ${role}`);
  return found;
}

/** What each may do; refused is 403 with the action's name. */
const rights = [
  { what: 'read models', method: 'GET', path: '/api/v1/models', allowed: ['viewer', 'engineer', 'manager', 'admin'], action: 'models:Read' },
  { what: 'make a model', method: 'POST', path: '/api/v1/models', body: true, allowed: ['engineer', 'admin'], action: 'models:Upload' },
  { what: 'read logs', method: 'GET', path: '/api/v1/logs', allowed: ['engineer', 'admin'], action: 'logs:Read' },
  { what: 'read what all projects cost', method: 'GET', path: '/api/v1/costs', allowed: ['viewer', 'engineer', 'manager', 'admin'], action: 'usage:Read' },
  { what: 'read the members', method: 'GET', path: '/api/v1/members', allowed: ['manager', 'admin'], action: 'members:Read' },
] as const;

for (const { what, method, path, allowed, action, ...more } of rights) {
  for (const role of ['viewer', 'engineer', 'manager', 'admin'] as const) {
    const may = (allowed as readonly string[]).includes(role);
    test(`${role} ${may ? 'may' : 'may not'} ${what}`, async () => {
      const body = 'body' in more ? { name: `by-${role}-${Date.now()}` } : undefined;
      const answer = method === 'GET' ? await session(role).fetch(path) : await session(role).change(method, path, body);
      expect(answer.ok).toBe(may);
      if (may) return;
      expect(answer.status).toBe(403);
      expect(await answer.json()).toMatchObject({ code: 'PERMISSION_DENIED', detail: expect.stringContaining(action) });
    });
  }
}

test('each lands where their work is', async () => {
  const landing = async (role: string): Promise<unknown> => {
    const answer = await session(role).fetch('/api/v1/me');
    return ((await answer.json()) as { landingPage: string }).landingPage;
  };
  expect(await landing('manager')).toBe('/billing');
  expect(await landing('engineer')).toBe('/overview');
});

test('a change without the token of the session, or from another site, is refused', async ({ installation }) => {
  const { cookie, csrfToken } = session('admin');
  const change = async (headers: Record<string, string>): Promise<number> =>
    (
      await fetch(`${installation.url}/api/v1/models`, {
        method: 'POST',
        headers: { cookie, 'content-type': 'application/json', ...headers },
        body: '{"name":"forged"}',
      })
    ).status;
  const own = { origin: installation.url, 'sec-fetch-site': 'same-origin' };
  expect(await change(own)).toBe(403);
  expect(await change({ ...own, 'x-csrf-token': `${csrfToken}x` })).toBe(403);
  expect(await change({ origin: 'https://evil.example', 'sec-fetch-site': 'cross-site', 'x-csrf-token': csrfToken })).toBe(403);
  expect((await fetch(`${installation.url}/api/v1/models/forged`, { headers: { cookie } })).status).toBe(404);
});

test('a session that is revoked is over within a second', async ({ installation, api }) => {
  const doomed = await signIn(installation.url, admin.email, admin.password);
  const mine = (await (await doomed.fetch('/api/v1/sessions')).json()) as { items: { id: string; current: boolean }[] };
  const { id } = mine.items.find((one) => one.current) ?? { id: '' };
  expect((await doomed.fetch('/api/v1/models')).status).toBe(200);
  expect((await session('admin').change('DELETE', `/api/v1/sessions/${id}`)).ok).toBe(true);
  const overMs = await api.until('it is over', async () => (await doomed.fetch('/api/v1/models')).status === 401, 5_000);
  expect(overMs).toBeLessThan(1_000);
});

test('wrong passwords: the same answer for known and unknown people, then a wait', async ({ installation }) => {
  const attempt = async (email: string): Promise<{ status: number; text: string }> => {
    const offered = await fetch(`${installation.url}/api/auth/csrf`);
    const cookie = offered.headers
      .getSetCookie()
      .map((line) => line.split(';')[0])
      .join('; ');
    const { csrfToken } = (await offered.json()) as { csrfToken: string };
    const answer = await fetch(`${installation.url}/api/auth/callback/credentials`, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/x-www-form-urlencoded', cookie, origin: installation.url, 'sec-fetch-site': 'same-origin' },
      body: new URLSearchParams({ csrfToken, email, password: 'not it', json: 'true', callbackUrl: installation.url }),
    });
    return { status: answer.status, text: (await answer.text()).replaceAll(email, '').replaceAll(/req_\w+/g, '') };
  };
  const known = await attempt(people.viewer);
  expect(await attempt('nobody@example.com')).toEqual(known);
  expect(known.status).toBeGreaterThanOrEqual(400);
  for (let n = 0; n < 6; n++) await attempt(people.viewer);
  await expect(signIn(installation.url, people.viewer, password)).rejects.toThrow('was refused');
});
