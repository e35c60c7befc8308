import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { systemClock } from '@/core/clock';
import { systemContext, withTransaction } from '@/services/context';
import { emitEvent } from '@/services/events';
import { type Browser, openTestApi, type TestApi } from '@/testing/api';
import { stopEventStream } from './event-stream';

const admin = { organization: 'Acme', name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' };
vi.setConfig({ testTimeout: 120_000 }); // each password takes its time, on purpose
let api: TestApi;
let ada: Browser;
let organizationId: string;
beforeAll(async () => {
  api = await openTestApi();
  await api.call('POST', '/setup', { body: admin });
  ada = await api.browser(admin.email, admin.password);
  organizationId = (await api.from(ada, 'GET', '/me')).body.organization.id;
});
afterAll(async () => {
  await stopEventStream();
  await api.close();
});

const emit = (topic: string, message: string, organization = organizationId) =>
  withTransaction(systemContext(api.database, systemClock, 'test', organization), (ctx) =>
    emitEvent(ctx, { type: 'endpoint.updated', topics: ['endpoints', topic], resource: { name: message }, message }),
  );

/** A stream that is read as a browser reads it. */
async function openStream(topics: string, headers: Record<string, string> = {}, browser = ada) {
  const response = await api.open('GET', `/events?topics=${topics}`, { headers: { cookie: browser.cookie, ...headers } });
  const reader = response.body?.getReader();
  if (response.status !== 200 || reader === undefined) throw new Error(`answered ${response.status}: ${await response.text()}`);
  const decoder = new TextDecoder();
  let text = '';
  const until = async (isThere: (text: string) => boolean): Promise<string> => {
    while (!isThere(text)) {
      const { value, done } = await reader.read();
      if (done) return `${text}[end]`;
      text += decoder.decode(value, { stream: true });
    }
    return text;
  };
  return { response, until, close: () => reader.cancel() };
}

test('sends what happens, with ids to go on from, and passes through proxies unchanged', async () => {
  const stream = await openStream('endpoints/iris');
  expect(stream.response.headers.get('content-type')).toContain('text/event-stream');
  expect(stream.response.headers.get('cache-control')).toBe('no-cache, no-transform');
  expect(stream.response.headers.get('x-accel-buffering')).toBe('no');
  await emit('endpoints/other', 'not for us');
  await emit('endpoints/iris', 'for us');
  const text = await stream.until((seen) => seen.includes('for us'));
  expect(text).not.toContain('not for us');
  expect(text).toMatch(/id: \d+\ndata: \{.*"topic":"endpoints\/iris".*\}\n\n/);
  await stream.close();
});

test('replays what was missed after the last id', async () => {
  const first = await openStream('endpoints');
  await emit('endpoints/a', 'seen');
  const seen = await first.until((text) => text.includes('"seen"'));
  const lastId = /id: (\d+)\ndata: [^\n]*"seen"/.exec(seen)?.[1] ?? '';
  await first.close();
  await emit('endpoints/a', 'missed one');
  await emit('endpoints/b', 'missed two');
  const second = await openStream('endpoints', { 'last-event-id': lastId });
  const text = await second.until((replayed) => replayed.includes('missed two'));
  expect(text).toContain('missed one');
  expect(text).not.toContain('"seen"');
  await second.close();
});

test('tells nothing of another organization', async () => {
  const stream = await openStream('endpoints');
  await emit('endpoints/iris', 'of others', 'org_other');
  await emit('endpoints/iris', 'our own');
  expect(await stream.until((text) => text.includes('our own'))).not.toContain('of others');
  await stream.close();
});

test('ends before it tells anything to a session that was revoked a second ago', async () => {
  const other = await api.browser(admin.email, admin.password);
  const stream = await openStream('endpoints', {}, other);
  await api.from(other, 'DELETE', '/sessions/current');
  await new Promise((later) => setTimeout(later, 1_050)); // the bound that is promised
  await emit('endpoints/iris', 'too late for you');
  const text = await stream.until((seen) => seen.includes('too late'));
  expect(text.endsWith('[end]')).toBe(true);
  expect(text).not.toContain('too late');
});

test('refuses topics that there are none of, or that the caller may not read', async () => {
  expect((await api.from(ada, 'GET', '/events?topics=dragons')).status).toBe(400);
  expect((await api.from(ada, 'GET', '/events?topics=')).status).toBe(400);
  await api.from(ada, 'POST', '/members', { email: 'vi@example.com', name: 'Vi', role: 'viewer', password: 'long enough' });
  const viewer = await api.browser('vi@example.com', 'long enough');
  expect((await api.from(viewer, 'GET', '/events?topics=members')).status).toBe(403);
});
