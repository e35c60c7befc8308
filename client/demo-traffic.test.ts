import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, expect, test } from 'vitest';
import { runDemoTraffic } from './demo-traffic';
import { Http } from './http';

let server: Server;
afterEach(() => server.close());

/** An installation as far as the traffic sees it: real HTTP, one endpoint, a key that is known only after a while. */
function start(): Promise<{ url: string; calls: { method: string; path: string; key: string }[] }> {
  const calls: { method: string; path: string; key: string }[] = [];
  let looks = 0;
  server = createServer((request, response) => {
    const path = request.url ?? '';
    calls.push({ method: request.method ?? '', path, key: request.headers.authorization ?? '' });
    request.resume();
    request.on('end', () => {
      const json = (status: number, body: unknown): void => {
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
      };
      if (path.startsWith('/api/v1/endpoints'))
        json(200, { items: [{ name: 'iris', state: 'InService', variants: [{ model: 'iris', version: 1 }] }], nextCursor: null });
      else if (path.startsWith('/api/v1/models')) json(200, { sample: { request: { rows: [[5.1, 3.5, 1.4, 0.2]] } }, signature: null });
      else if (path === '/api/v1/keys') json(201, { id: 'key_1', key: 'aim_demo' });
      else if (path === '/api/v1/keys/key_1') response.writeHead(204).end();
      else if (path.endsWith('/ready')) json(++looks > 2 ? 200 : 401, {});
      else json(200, { predictions: [] });
    });
  });
  return new Promise((done) => server.listen(0, '127.0.0.1', () => done({ url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, calls })));
}

test('sends under a key of its own, once that is known, and revokes it at the end', async () => {
  const { url, calls } = await start();
  const http = new Http({ baseUrl: url, headers: () => ({ authorization: 'Bearer aim_admin' }) });
  const done = await runDemoTraffic({ http, baseUrl: url, minutes: 1 / 60 });
  const predictions = calls.filter((call) => call.path === '/v1/endpoints/iris/predict');
  expect(done).toMatchObject({ endpoints: ['iris'], sent: predictions.length, answered: predictions.length, lost: 0 });
  expect(predictions.length).toBeGreaterThan(5);
  expect(new Set(predictions.map((call) => call.key))).toEqual(new Set(['Bearer aim_demo']));
  expect(calls.findIndex((call) => call.path.endsWith('/predict'))).toBeGreaterThan(calls.findLastIndex((call) => call.path.endsWith('/ready')));
  expect(calls.at(-1)).toEqual({ method: 'DELETE', path: '/api/v1/keys/key_1', key: 'Bearer aim_admin' });
});

test('an interruption ends it at once, and the key is revoked all the same', async () => {
  const { url, calls } = await start();
  const stop = new AbortController();
  const running = runDemoTraffic({
    http: new Http({ baseUrl: url }),
    baseUrl: url,
    minutes: 5,
    signal: stop.signal,
    onProgress: ({ answered }) => {
      if (answered > 3) stop.abort();
    },
  });
  const { answered } = await running;
  expect(answered).toBeGreaterThan(3);
  expect(calls.at(-1)?.method).toBe('DELETE');
});
