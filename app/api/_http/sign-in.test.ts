import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { ManualClock } from '@/core/clock';
import { type Browser, openTestApi, origin, type TestApi } from '@/testing/api';

vi.setConfig({ testTimeout: 120_000 }); // each password takes its time, on purpose
const clock = new ManualClock();
const admin = { organization: 'Acme', name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
let api: TestApi;
let ada: Browser;
let members = 0;

beforeAll(async () => {
  api = await openTestApi(clock);
  await api.call('POST', '/setup', { body: admin });
  ada = await api.browser(admin.email, admin.password);
});
afterAll(() => api.close());

/** A member of their own for each test, so that failures of one do not slow down another. */
async function newMember(role = 'engineer') {
  const email = `m${++members}@example.com`;
  const password = 'a password of mine';
  const answer = await api.from(ada, 'POST', '/members', { email, name: `Member ${members}`, role, password });
  expect(answer.status).toBe(201);
  return { id: answer.body.id as string, email, password };
}

const meOf = (browser: Browser) => api.call('GET', '/me', { headers: { cookie: browser.cookie } });

describe('signing in', () => {
  test('begins a session whose cookie only the browser sees', async () => {
    const csrf = await api.auth('GET', 'csrf', '');
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const cookie = csrf.headers.getSetCookie()[0]?.split(';')[0] ?? '';
    const answer = await api.auth('POST', 'callback/credentials', cookie, { csrfToken, email: 'Ada@Example.com ', password: admin.password, json: 'true' });
    const session = answer.headers.getSetCookie().find((each) => each.startsWith('aimass='));
    expect(session).toMatch(/; HttpOnly/);
    expect(session).toMatch(/; SameSite=Lax/);
    expect(session).not.toMatch(/Secure/);
  });

  test('binds the cookie to the host over HTTPS', async () => {
    const answer = await api.signIn(admin.email, admin.password, { 'x-forwarded-proto': 'https', 'x-forwarded-host': 'aimass.example' });
    expect(answer.cookie).toMatch(/^__Host-aimass=/);
    const me = await api.call('GET', '/me', { headers: { cookie: answer.cookie, 'x-forwarded-proto': 'https', 'x-forwarded-host': 'aimass.example' } });
    expect(me.body).toMatchObject({ email: admin.email });
    // over plain HTTP that cookie is none of ours
    expect((await api.call('GET', '/me', { headers: { cookie: answer.cookie } })).status).toBe(401);
  });

  test('answers a wrong password and an unknown user alike', async () => {
    const member = await newMember();
    const wrong = await api.signIn(member.email, 'wrong');
    const unknown = await api.signIn('nobody@example.com', 'wrong');
    expect(wrong.status).toBe(401);
    const same = ({ body }: typeof wrong) => ({ ...body, requestId: '' });
    expect(same(wrong)).toEqual(same(unknown));
    expect(wrong.body).toMatchObject({ code: 'SIGN_IN_REFUSED', status: 401 });
    expect(wrong.cookie).toBe('');
  });

  test('does the same work for an unknown user', async () => {
    const member = await newMember();
    const timed = async (email: string) => {
      const begun = performance.now();
      await api.signIn(email, 'wrong');
      return performance.now() - begun;
    };
    await timed('warm-up@example.com');
    const [known, unknown] = [await timed(member.email), await timed('somebody@example.com')];
    expect(unknown).toBeGreaterThan(known / 4); // without a hash it would be a twentieth
  });

  test('needs the token that next-auth gave out', async () => {
    const answer = await api.auth('POST', 'callback/credentials', '', { email: admin.email, password: admin.password, json: 'true' });
    expect(answer.headers.getSetCookie().some((each) => each.startsWith('aimass='))).toBe(false);
  });

  test('makes an account wait after five failures, whoever asks, twice as long each time', async () => {
    for (const email of [(await newMember()).email, 'ghost@example.com']) {
      for (let i = 0; i < 5; i++) expect((await api.signIn(email, 'wrong', { 'x-forwarded-for': `10.0.0.${i}` })).headers.get('retry-after')).toBeNull();
      const waits: (string | null)[] = [];
      for (let i = 0; i < 3; i++) {
        const blocked = await api.signIn(email, 'wrong', { 'x-forwarded-for': `10.0.1.${i}` });
        expect(blocked.body).toMatchObject({ code: 'SIGN_IN_REFUSED', status: 401 });
        waits.push(blocked.headers.get('retry-after'));
        clock.advance(Number(waits.at(-1)) * 1_000);
        await api.signIn(email, 'wrong', { 'x-forwarded-for': `10.0.2.${i}` });
      }
      expect(waits).toEqual(['1', '2', '4']);
    }
  });

  test('refuses even the right password while an account has to wait, and takes it afterwards', async () => {
    const { email, password } = await newMember();
    for (let i = 0; i < 5; i++) await api.signIn(email, 'wrong');
    expect((await api.signIn(email, password)).status).toBe(401);
    clock.advance(1_000);
    expect((await api.signIn(email, password)).cookie).not.toBe('');
    // the count begins anew
    expect((await api.signIn(email, 'wrong')).headers.get('retry-after')).toBeNull();
  });

  test('makes an address wait that tries many accounts', async () => {
    const from = { 'x-forwarded-for': '192.0.2.7' };
    for (let i = 0; i < 20; i++) await api.signIn(`spray${i}@example.com`, 'wrong', from);
    expect(Number((await api.signIn('another@example.com', 'wrong', from)).headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await api.signIn('another@example.com', 'wrong', { 'x-forwarded-for': '192.0.2.8' })).headers.get('retry-after')).toBeNull();
  });

  test('is recorded, refused or not', async () => {
    const { email, password } = await newMember();
    await api.signIn(email, 'wrong');
    await api.signIn(email, password);
    const { body } = await api.from(ada, 'GET', '/audit?action=sessions:SignIn&limit=2');
    expect(body.items).toMatchObject([
      { outcome: 'success', actorType: 'user' },
      { outcome: 'denied', actorType: 'anonymous', actorName: email },
    ]);
  });
});

describe('a session', () => {
  test('ends at once when its user signs out, and cannot be replayed', async () => {
    const { email, password } = await newMember();
    const browser = await api.browser(email, password);
    const csrf = await api.auth('GET', 'csrf', browser.cookie);
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const cookie = `aimass-locale=zh; ${csrf.headers.getSetCookie()[0]?.split(';')[0]}; ${browser.cookie}`;
    await api.auth('POST', 'signout', cookie, { csrfToken, json: 'true' });
    expect((await meOf(browser)).status).toBe(401);
    expect(await (await api.auth('GET', 'session', browser.cookie)).json()).toEqual({});
  });

  test('is listed with the others of its user and ended from one of them', async () => {
    const { email, password } = await newMember();
    const [here, there] = [await api.browser(email, password), await api.browser(email, password)];
    const { body } = await api.from(here, 'GET', '/sessions');
    expect(body.items).toHaveLength(2);
    const other = body.items.find((item: { current: boolean }) => !item.current);
    expect((await api.from(here, 'DELETE', `/sessions/${other.id}`)).status).toBe(204);
    expect((await meOf(there)).status).toBe(401);
    expect((await meOf(here)).status).toBe(200);
    expect((await api.from(here, 'DELETE', '/sessions/current')).status).toBe(204);
    expect((await meOf(here)).status).toBe(401);
  });

  test('of somebody else looks as if there were none', async () => {
    const { email, password } = await newMember();
    const { body } = await api.from(await api.browser(email, password), 'GET', '/sessions');
    expect((await api.from(ada, 'DELETE', `/sessions/${body.items[0].id}`)).status).toBe(404);
  });

  test('ends after 30 minutes without a request', async () => {
    const { email, password } = await newMember();
    const browser = await api.browser(email, password);
    clock.advance(29 * 60_000);
    expect((await meOf(browser)).status).toBe(200);
    clock.advance(29 * 60_000);
    expect((await meOf(browser)).status).toBe(200);
    clock.advance(31 * 60_000);
    expect((await meOf(browser)).status).toBe(401);
    ada = await api.browser(admin.email, admin.password);
  });

  test('ends after 12 hours however busy it was', async () => {
    const { email, password } = await newMember();
    const browser = await api.browser(email, password);
    for (let hours = 0; hours < 12; hours += 0.25) {
      expect((await meOf(browser)).status).toBe(200);
      clock.advance(0.25 * 3_600_000);
    }
    expect((await meOf(browser)).status).toBe(401);
    ada = await api.browser(admin.email, admin.password);
  });

  test('has the rights of the role its user has now', async () => {
    const { id, email, password } = await newMember('engineer');
    const browser = await api.browser(email, password);
    expect((await api.from(browser, 'POST', '/keys', { name: 'mine' })).status).toBe(201);
    await api.from(ada, 'PATCH', `/members/${id}`, { role: 'viewer' });
    expect((await api.from(browser, 'POST', '/keys', { name: 'mine' })).status).toBe(403);
  });

  test('ends when its user gets another password or is removed', async () => {
    const first = await newMember();
    const browser = await api.browser(first.email, first.password);
    await api.from(ada, 'PATCH', `/members/${first.id}`, { password: 'another password' });
    expect((await meOf(browser)).status).toBe(401);
    const second = await newMember();
    const other = await api.browser(second.email, second.password);
    expect((await api.from(ada, 'DELETE', `/members/${second.id}`)).status).toBe(204);
    expect((await meOf(other)).status).toBe(401);
    expect((await api.signIn(second.email, second.password)).status).toBe(401);
  });

  test('stays when its own user changes the password; the others end', async () => {
    const { email, password } = await newMember();
    const [here, there] = [await api.browser(email, password), await api.browser(email, password)];
    expect((await api.from(here, 'POST', '/me/password', { currentPassword: 'wrong', newPassword: 'a better password' })).status).toBe(400);
    expect((await api.from(here, 'POST', '/me/password', { currentPassword: password, newPassword: 'a better password' })).status).toBe(204);
    expect((await meOf(here)).status).toBe(200);
    expect((await meOf(there)).status).toBe(401);
    expect((await api.signIn(email, 'a better password')).cookie).not.toBe('');
  });

  test('of another installation is none', async () => {
    expect((await api.call('GET', '/me', { headers: { cookie: 'aimass=eyJhbGciOiJkaXIiLCJlbmMiOiJBMjU2R0NNIn0..AAAA.BBBB.CCCC' } })).status).toBe(401);
  });
});

describe('a change by cookie', () => {
  const change = (headers: Record<string, string>) => api.call('POST', '/keys', { body: { name: 'x' }, headers: { cookie: ada.cookie, ...headers } });

  test.each([
    ['without the token', {}, 403],
    ['with the token of another session', { 'x-csrf-token': 'AAAA' }, 403],
    ['from another site', { 'x-csrf-token': 'mine', 'sec-fetch-site': 'cross-site' }, 403],
    ['from a sibling host', { 'x-csrf-token': 'mine', 'sec-fetch-site': 'same-site' }, 403],
    ['with a foreign Origin', { 'x-csrf-token': 'mine', origin: 'http://evil.example' }, 403],
    ['with the Origin null', { 'x-csrf-token': 'mine', origin: 'null' }, 403],
    ['from our own page', { 'x-csrf-token': 'mine', 'sec-fetch-site': 'same-origin', origin }, 201],
    ['from our own page in an old browser', { 'x-csrf-token': 'mine', origin }, 201],
  ])('%s', async (_name, headers: Record<string, string>, status) => {
    const sent = headers['x-csrf-token'] === 'mine' ? { ...headers, 'x-csrf-token': ada.csrfToken } : headers;
    const answer = await change(sent);
    expect(answer.status).toBe(status);
    if (status === 403) expect(answer.body.code).toBe('CSRF_REFUSED');
  });

  test('is not needed with an API key', async () => {
    const { body } = await api.from(ada, 'POST', '/keys', { name: 'all', actions: ['*'] });
    expect((await api.withKey(body.key, 'POST', '/keys', { name: 'by a key' })).status).toBe(201);
  });
});
