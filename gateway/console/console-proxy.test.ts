import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { RawClient } from '../testing/raw-client';
import { TestGateway, until } from '../testing/test-gateway';

/** A console of this test: a real HTTP server that answers as the test says. */
let answer: (req: IncomingMessage, res: ServerResponse) => void;
const seen: IncomingMessage[] = [];
const consoleServer = createServer((req, res) => {
  seen.push(req);
  answer(req, res);
});
let gateway: TestGateway;
let lonely: TestGateway;

beforeAll(async () => {
  await new Promise<void>((done) => consoleServer.listen(0, '127.0.0.1', done));
  const { port } = consoleServer.address() as AddressInfo;
  gateway = await TestGateway.start({ config: { consoleUrl: `http://127.0.0.1:${port}` } });
  lonely = await TestGateway.start({ config: { consoleUrl: 'http://127.0.0.1:1' } });
});
beforeEach(() => {
  seen.length = 0;
  answer = (_req, res) => res.end('hello');
});
afterAll(async () => {
  await gateway.stop();
  await lonely.stop();
  consoleServer.closeAllConnections();
  consoleServer.close();
});

describe('what is not the gateway’s goes to the console', () => {
  test('with host, path, query, body and fields, and what the gateway knows of the client', async () => {
    let body = '';
    answer = (req, res) => {
      req.setEncoding('utf8').on('data', (piece: string) => {
        body += piece;
      });
      req.on('end', () => res.writeHead(201, { 'content-type': 'text/plain', 'set-cookie': ['a=1', 'b=2'] }).end('made'));
    };
    const reply = await fetch(`${gateway.url}/api/v1/models?x=%2F1`, {
      method: 'POST',
      body: 'the body',
      headers: { cookie: 'aimass=1', 'x-request-id': 'mine' },
    });
    expect(reply.status).toBe(201);
    expect(reply.headers.getSetCookie()).toEqual(['a=1', 'b=2']);
    expect(await reply.text()).toBe('made');
    expect(body).toBe('the body');
    expect(seen[0].url).toBe('/api/v1/models?x=%2F1');
    expect(seen[0].headers).toMatchObject({
      host: `127.0.0.1:${gateway.port}`,
      cookie: 'aimass=1',
      'x-request-id': 'mine',
      'x-forwarded-host': `127.0.0.1:${gateway.port}`,
      'x-forwarded-proto': 'http',
      'x-forwarded-for': '127.0.0.1',
    });
  });

  test('without anything by which a client could pose as the gateway, and without hop-by-hop fields', async () => {
    const client = await RawClient.connect(gateway.port);
    const fields = [
      'X-Forwarded-For: 6.6.6.6',
      'X-Forwarded-Proto: https',
      'X-Forwarded-User: root',
      'X-Middleware-Subrequest: middleware',
      'X-AIMass-Principal: admin',
      'Forwarded: for=6.6.6.6',
      'X-Real-IP: 6.6.6.6',
      'Connection: keep-alive, X-Secret',
      'X-Secret: 1',
      'Keep-Alive: timeout=5',
      'TE: trailers',
      'Upgrade: websocket',
      'Proxy-Authorization: Basic x',
      'X-Kept: yes',
    ];
    client.send(`GET / HTTP/1.1\r\nHost: localhost\r\n${fields.join('\r\n')}\r\n\r\n`);
    expect((await client.answer())?.status).toBe(200);
    client.leave();
    expect(seen[0].headers['x-forwarded-for']).toBe('127.0.0.1');
    expect(seen[0].headers['x-forwarded-proto']).toBe('http');
    expect(seen[0].headers['x-kept']).toBe('yes');
    for (const name of [
      'x-forwarded-user',
      'x-middleware-subrequest',
      'x-aimass-principal',
      'forwarded',
      'x-real-ip',
      'x-secret',
      'te',
      'upgrade',
      'proxy-authorization',
    ])
      expect(seen[0].headers[name]).toBeUndefined();
  });

  test('chunked bodies both ways, and answers without a body', async () => {
    let received = 0;
    answer = (req, res) => {
      req.on('data', (piece: Buffer) => {
        received += piece.byteLength;
      });
      req.on('end', () => {
        for (let i = 0; i < 100; i++) res.write(`line ${i}\n`);
        res.end();
      });
    };
    const client = await RawClient.connect(gateway.port);
    client.send('POST /x HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nhello\r\n6\r\n world\r\n0\r\n\r\n');
    await until('the body', () => received === 11);
    client.leave();
    const whole = await fetch(`${gateway.url}/y`);
    expect((await whole.text()).split('\n')).toHaveLength(101);
    answer = (_req, res) => res.writeHead(304, { etag: '"1"' }).end();
    const unchanged = await fetch(`${gateway.url}/z`);
    expect([unchanged.status, unchanged.headers.get('etag')]).toEqual([304, '"1"']);
    answer = (_req, res) => res.writeHead(200, { 'content-length': '5' }).end('hello');
    const head = await fetch(`${gateway.url}/z`, { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length')]).toEqual([200, '5']);
  });

  test('a large answer to a client that reads slowly is held back, not gathered', async () => {
    const size = 64 * 1024 * 1024;
    answer = (_req, res) => {
      res.writeHead(200, { 'content-length': String(size) });
      const piece = Buffer.alloc(64 * 1024, 1);
      let left = size;
      const more = (): void => {
        while (left > 0) {
          left -= piece.byteLength;
          if (!res.write(piece)) {
            res.once('drain', more);
            return;
          }
        }
        res.end();
      };
      more();
    };
    const before = process.memoryUsage().rss;
    const reply = await fetch(`${gateway.url}/large`);
    const reader = reply.body?.getReader();
    let received = 0;
    for (let piece = await reader?.read(); piece?.done === false; piece = await reader?.read()) received += piece.value.byteLength;
    expect(received).toBe(size);
    expect(process.memoryUsage().rss - before).toBeLessThan(200 * 1024 * 1024);
  });

  test('events arrive one by one while the stream stays open, and leaving ends it at the console', async () => {
    let stream: ServerResponse | null = null;
    let ended = false;
    answer = (_req, res) => {
      res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
      stream = res;
      res.on('close', () => {
        ended = true;
      });
    };
    const leave = new AbortController();
    const reply = await fetch(`${gateway.url}/api/v1/events?topics=endpoints`, { signal: leave.signal });
    expect(reply.headers.get('content-type')).toBe('text/event-stream');
    const reader = reply.body?.pipeThrough(new TextDecoderStream()).getReader();
    for (let i = 0; i < 5; i++) {
      (stream as ServerResponse | null)?.write(`id: ${i}\ndata: {}\n\n`);
      expect((await reader?.read())?.value).toBe(`id: ${i}\ndata: {}\n\n`);
    }
    leave.abort();
    await until('the console sees it', () => ended);
  });

  test('an event stream ends when the gateway stops, and does not keep it', async () => {
    answer = (_req, res) => res.writeHead(200, { 'content-type': 'text/event-stream' }).flushHeaders();
    const { port } = consoleServer.address() as AddressInfo;
    const stopping = await TestGateway.start({ config: { consoleUrl: `http://127.0.0.1:${port}`, drainMs: 20_000 } });
    const reply = await fetch(`${stopping.url}/api/v1/events`);
    const startedAt = performance.now();
    const [text] = await Promise.all([reply.text(), stopping.stop()]);
    expect(text).toBe('');
    expect(performance.now() - startedAt).toBeLessThan(5_000);
  });

  test('a console that breaks off in the middle is not passed on as a whole answer', async () => {
    answer = (_req, res) => {
      res.writeHead(200, { 'content-length': '100' });
      res.write('half');
      setImmediate(() => res.destroy());
    };
    const reply = await fetch(`${gateway.url}/broken`);
    await expect(reply.text()).rejects.toThrow();
  });

  test('a kept connection that the console closed meanwhile is dialled again', async () => {
    expect((await fetch(`${gateway.url}/a`)).status).toBe(200);
    consoleServer.closeIdleConnections();
    expect((await fetch(`${gateway.url}/b`)).status).toBe(200);
  });
});

describe('while the console starts', () => {
  test('a browser gets a page that tries again, a program a problem, both 503 with Retry-After', async () => {
    const page = await fetch(`${lonely.url}/overview`, { headers: { accept: 'text/html,*/*' } });
    expect(page.status).toBe(503);
    expect(page.headers.get('content-type')).toBe('text/html; charset=utf-8');
    expect(Number(page.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await page.text()).toContain('http-equiv="refresh"');
    const problem = await fetch(`${lonely.url}/api/v1/models`);
    expect(problem.status).toBe(503);
    expect(await problem.json()).toMatchObject({ code: 'CONSOLE_STARTING' });
  });

  test('the gateway’s own paths are served', async () => {
    expect((await fetch(`${lonely.url}/healthz`)).status).toBe(200);
  });
});
