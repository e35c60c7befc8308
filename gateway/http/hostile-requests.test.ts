import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { RawClient } from '../testing/raw-client';
import { snapshotEndpoint, snapshotVariant, TestGateway, testKey, until } from '../testing/test-gateway';
import { TestReplica } from '../testing/test-replica';

const replica = new TestReplica('rep_1');
let gateway: TestGateway;

beforeAll(async () => {
  await replica.listen();
  const limits = { headMs: 600, bodyProgressMs: 600, bodyProgressBytes: 1024, idleMs: 1_500, lingerMs: 500 };
  gateway = await TestGateway.start({ endpoints: [snapshotEndpoint([snapshotVariant([replica])])], http: limits });
  await gateway.connected(1);
});
afterAll(async () => {
  await gateway.stop();
  replica.close();
});

const body = '{"rows":[[1,2,3,4]]}';
const path = 'POST /v1/endpoints/sums/predict HTTP/1.1\r\n';
const host = 'Host: localhost\r\n';
const key = `Authorization: Bearer ${testKey}\r\n`;
const json = 'Content-Type: application/json\r\n';
const length = `Content-Length: ${body.length}\r\n`;
const chunked = 'Transfer-Encoding: chunked\r\n';
const end = '\r\n';
const chunkedBody = `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n`;
const base = path + host + key + json;
/** What an attacker hopes to have run as a second request. */
const smuggled = `${path + host + key + json + length}X-Request-Id: smuggled\r\n\r\n${body}`;

const cases: readonly (readonly [name: string, request: string, status: number])[] = [
  ['content-length and transfer-encoding', `${base + length + chunked + end}0\r\n\r\n${smuggled}`, 400],
  ['transfer-encoding and content-length', `${base + chunked + length + end}0\r\n\r\n${smuggled}`, 400],
  ['two equal content-lengths', base + length + length + end + body + smuggled, 400],
  ['two different content-lengths', `${base + length}Content-Length: 5\r\n${end}${body}${smuggled}`, 400],
  ['a content-length list', `${base}Content-Length: ${body.length}, ${body.length}\r\n${end}${body}${smuggled}`, 400],
  ['a content-length with a plus', `${base}Content-Length: +${body.length}\r\n${end}${body}${smuggled}`, 400],
  ['a negative content-length', `${base}Content-Length: -1\r\n${end}${body}${smuggled}`, 400],
  ['a hexadecimal content-length', `${base}Content-Length: 0x14\r\n${end}${body}${smuggled}`, 400],
  ['a content-length with spaces inside', `${base}Content-Length: 2 0\r\n${end}${body}${smuggled}`, 400],
  ['a content-length with a decimal point', `${base}Content-Length: 20.0\r\n${end}${body}${smuggled}`, 400],
  ['an empty content-length', `${base}Content-Length: \r\n${end}${body}${smuggled}`, 400],
  ['a content-length beyond 2^53', `${base}Content-Length: 99999999999999999999\r\n${end}${body}${smuggled}`, 400],
  ['two transfer-encodings', base + chunked + chunked + end + chunkedBody + smuggled, 400],
  ['transfer-encoding identity', `${base}Transfer-Encoding: identity\r\n${end}${smuggled}`, 400],
  ['transfer-encoding gzip, chunked', `${base}Transfer-Encoding: gzip, chunked\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['transfer-encoding chunked, identity', `${base}Transfer-Encoding: chunked, identity\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['transfer-encoding xchunked', `${base}Transfer-Encoding: xchunked\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['transfer-encoding with a quoted value', `${base}Transfer-Encoding: "chunked"\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['transfer-encoding with a vertical tab', `${base}Transfer-Encoding: \x0bchunked\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['transfer-encoding with a trailing semicolon', `${base}Transfer-Encoding: chunked;\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['a space before the colon', `${base}Transfer-Encoding : chunked\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['a tab before the colon', `${base}Content-Length\t: ${body.length}\r\n${end}${body}${smuggled}`, 400],
  ['Transfer_Encoding', `${base}Transfer_Encoding: chunked\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['Content_Length', `${base}Content_Length: ${body.length}\r\n${end}${body}${smuggled}`, 400],
  ['any name with an underscore', `${base}X_Forwarded_For: 1.2.3.4\r\n${length}${end}${body}`, 400],
  ['Content--Length', `${base}Content--Length: ${body.length}\r\n${end}${body}${smuggled}`, 400],
  ['Transfer.Encoding', `${base}Transfer.Encoding: chunked\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['-Transfer-Encoding-', `${base}-Transfer-Encoding-: chunked\r\n${end}${chunkedBody}${smuggled}`, 400],
  ['obs-fold in a field', `${base}X-Folded: one\r\n two\r\n${length}${end}${body}`, 400],
  ['obs-fold hiding chunked', `${base}X-Folded: one\r\n Transfer-Encoding: chunked\r\n${length}${end}${body}${smuggled}`, 400],
  ['a first field that begins with a space', `${path} Host: localhost\r\n${host}${key}${length}${end}${body}`, 400],
  ['bare LF after the request line', `${path.replace('\r\n', '\n')}${host}${key}${length}${end}${body}`, 400],
  ['bare LF after a field', `${path}Host: localhost\n${key}${length}${end}${body}`, 400],
  ['bare LF for the empty line', `${base}${length}\n${body}`, 400],
  ['bare CR in a field value', `${base}X-A: one\rTransfer-Encoding: chunked\r\n${length}${end}${body}`, 400],
  ['bare CR in the request line', `POST /v1/endpoints/sums/predict\rX HTTP/1.1\r\n${host}${key}${length}${end}${body}`, 400],
  ['NUL in a field value', `${base}X-A: a\0b\r\n${length}${end}${body}`, 400],
  ['NUL in a field name', `${base}X\0A: b\r\n${length}${end}${body}`, 400],
  ['a control character in a value', `${base}X-A: \x01\r\n${length}${end}${body}`, 400],
  ['DEL in a value', `${base}X-A: \x7f\r\n${length}${end}${body}`, 400],
  ['an empty field name', `${base}: value\r\n${length}${end}${body}`, 400],
  ['a field without a colon', `${base}Nonsense\r\n${length}${end}${body}`, 400],
  ['a field name with a non-ASCII letter', `${base}X-\xe9: a\r\n${length}${end}${body}`, 400],
  ['two Host fields', `${path}${host}Host: evil\r\n${key}${length}${end}${body}`, 400],
  ['two equal Host fields', `${path}${host}${host}${key}${length}${end}${body}`, 400],
  ['no Host', `${path}${key}${length}${end}${body}`, 400],
  ['an empty Host', `${path}Host: \r\n${key}${length}${end}${body}`, 400],
  ['Host with a path', `${path}Host: localhost/evil\r\n${key}${length}${end}${body}`, 400],
  ['Host with user information', `${path}Host: a@localhost\r\n${key}${length}${end}${body}`, 400],
  ['Host with a space', `${path}Host: local host\r\n${key}${length}${end}${body}`, 400],
  ['Host with a comma', `${path}Host: localhost, evil\r\n${key}${length}${end}${body}`, 400],
  ['Host with a port that is no number', `${path}Host: localhost:80a\r\n${key}${length}${end}${body}`, 400],
  ['an absolute target with another host', `POST http://evil/v1/endpoints/sums/predict HTTP/1.1\r\n${host}${key}${length}${end}${body}`, 400],
  ['an absolute target of another scheme', `POST ftp://localhost/v1 HTTP/1.1\r\n${host}${key}${length}${end}${body}`, 400],
  ['a target without a slash', `POST v1/endpoints/sums/predict HTTP/1.1\r\n${host}${key}${length}${end}${body}`, 400],
  ['an asterisk target', `OPTIONS * HTTP/1.1\r\n${host}${end}`, 400],
  ['a fragment in the target', `POST /v1/endpoints/sums/predict#x HTTP/1.1\r\n${host}${key}${length}${end}${body}`, 400],
  ['a space in the target', `POST /v1/endpoints/su ms/predict HTTP/1.1\r\n${host}${key}${length}${end}${body}`, 400],
  ['a byte above 126 in the target', `POST /v1/\xff HTTP/1.1\r\n${host}${key}${length}${end}${body}`, 400],
  ['two spaces in the request line', `POST  /v1/endpoints/sums/predict HTTP/1.1\r\n${host}${key}${length}${end}${body}`, 400],
  ['a tab in the request line', `POST\t/v1/endpoints/sums/predict\tHTTP/1.1\r\n${host}${key}${length}${end}${body}`, 400],
  ['a trailing space in the request line', `POST /v1/endpoints/sums/predict HTTP/1.1 \r\n${host}${key}${length}${end}${body}`, 400],
  ['a request line without a version', `GET /healthz\r\n${host}${end}`, 400],
  ['HTTP/0.9', `GET /healthz HTTP/0.9\r\n${host}${end}`, 400],
  ['HTTP/1.2', `GET /healthz HTTP/1.2\r\n${host}${end}`, 400],
  ['HTTP/2.0', `GET /healthz HTTP/2.0\r\n${host}${end}`, 400],
  ['http in small letters', `GET /healthz http/1.1\r\n${host}${end}`, 400],
  ['the preface of HTTP/2', 'PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 400],
  ['a method in small letters', `get /healthz HTTP/1.1\r\n${host}${end}`, 400],
  ['a method with a colon', `GE:T /healthz HTTP/1.1\r\n${host}${end}`, 400],
  ['a method that is not known', `BREW /healthz HTTP/1.1\r\n${host}${end}`, 405],
  ['TRACE', `TRACE / HTTP/1.1\r\n${host}${end}`, 405],
  ['CONNECT', `CONNECT localhost:443 HTTP/1.1\r\n${host}${end}`, 405],
  ['an empty line before the request', `\r\n${base}${length}${end}${body}`, 400],
  ['a TLS hello on the plain port', '\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03', 400],
  ['transfer-encoding on HTTP/1.0', `${base.replace('HTTP/1.1', 'HTTP/1.0') + chunked + end}${chunkedBody}${smuggled}`, 400],
  ['GET with a body', `GET /healthz HTTP/1.1\r\n${host}${length}${end}${body}`, 400],
  ['GET with a chunked body', `GET /healthz HTTP/1.1\r\n${host}${chunked}${end}${chunkedBody}`, 400],
  ['HEAD with a body', `HEAD /healthz HTTP/1.1\r\n${host}${length}${end}${body}`, 400],
  ['another expectation than 100-continue', `${base}Expect: 200-ok\r\n${length}${end}${body}`, 400],
  ['two Authorization fields', `${base}${key}${length}${end}${body}`, 400],
  ['two Content-Type fields', `${base}${json}${length}${end}${body}`, 400],
  ['a chunk size with an extension', `${base}${chunked}${end}14;a=b\r\n${body}\r\n0\r\n\r\n${smuggled}`, 400],
  ['a chunk size with a space', `${base}${chunked}${end}14 \r\n${body}\r\n0\r\n\r\n${smuggled}`, 400],
  ['a chunk size with 0x', `${base}${chunked}${end}0x14\r\n${body}\r\n0\r\n\r\n${smuggled}`, 400],
  ['a chunk size with a sign', `${base}${chunked}${end}+14\r\n${body}\r\n0\r\n\r\n${smuggled}`, 400],
  ['a chunk size that is too long', `${base}${chunked}${end}000000014\r\n${body}\r\n0\r\n\r\n${smuggled}`, 400],
  ['a chunk size that is empty', `${base}${chunked}${end}\r\n${body}\r\n0\r\n\r\n`, 400],
  ['a chunk size ended by a bare LF', `${base}${chunked}${end}14\n${body}\r\n0\r\n\r\n${smuggled}`, 400],
  ['a chunk longer than its size', `${base}${chunked}${end}13\r\n${body}\r\n0\r\n\r\n${smuggled}`, 400],
  ['a chunk shorter than its size', `${base}${chunked}${end}15\r\n${body}\r\n0\r\n\r\n${smuggled}`, 400],
  ['a chunk ended by a bare LF', `${base}${chunked}${end}14\r\n${body}\n0\r\n\r\n${smuggled}`, 400],
  ['trailers', `${base}${chunked}${end}14\r\n${body}\r\n0\r\nX-Evil: 1\r\n\r\n${smuggled}`, 400],
  ['a last chunk ended by a bare LF', `${base}${chunked}${end}14\r\n${body}\r\n0\r\n\n${smuggled}`, 400],
  ['a field of 20 KB', `${base}X-Large: ${'a'.repeat(20_000)}\r\n${length}${end}${body}`, 431],
  ['3,000 fields', `${base}${Array.from({ length: 3_000 }, (_, i) => `A${i}: b\r\n`).join('')}${length}${end}${body}`, 431],
  ['101 fields', `GET /healthz HTTP/1.1\r\n${host}${Array.from({ length: 100 }, (_, i) => `A${i}: b\r\n`).join('')}${end}`, 431],
  ['a target of 20 KB', `GET /${'a'.repeat(20_000)} HTTP/1.1\r\n${host}${end}`, 431],
];

describe('a request that two parsers could read differently', () => {
  test.each(cases)('%s is refused, and nothing after it is run', async (_name, request, status) => {
    const seen = replica.received.length;
    const client = await RawClient.connect(gateway.port);
    client.send(request);
    const answer = await client.answer();
    expect(answer?.status).toBe(status);
    expect(answer?.headers.connection).toBe('close');
    expect(answer?.headers['content-type']).toBe('application/problem+json');
    const problem = JSON.parse(answer?.body.toString() ?? '') as { status: number; requestId: string; detail: string };
    expect(problem.status).toBe(status);
    expect(problem.detail).not.toMatch(/ at .*\.ts|Error:/);
    await client.untilClosed();
    expect(await client.answer()).toBeNull();
    expect(replica.received.length).toBe(seen);
  });

  test('an ordinary request is run, so the refusals above are not for another reason', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(base + length + end + body);
    expect((await client.answer())?.status).toBe(200);
    client.send(base + chunked + end + chunkedBody);
    expect((await client.answer())?.status).toBe(200);
    client.send(base.replace('POST /v1', 'POST http://localhost/v1') + length + end + body);
    expect((await client.answer())?.status).toBe(200);
    client.leave();
  });
});

describe('a body that is too large', () => {
  const tooMuch = 1024 * 1024 + 1;

  test('is refused by its announced length before any of it is read', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(`${base}Content-Length: ${65 * 1024 * 1024}\r\n${end}`);
    const answer = await client.answer();
    expect(answer?.status).toBe(413);
    expect(answer?.headers.connection).toBe('close');
    client.leave();
  });

  test('is refused when chunks add up to it', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(base + chunked + end);
    const chunk = Buffer.concat([Buffer.from('10000\r\n'), Buffer.alloc(65_536, 32), Buffer.from('\r\n')]);
    for (let i = 0; i < 17; i++) client.send(chunk);
    expect((await client.answer())?.status).toBe(413);
    client.leave();
  });

  test('is refused when it only becomes so by decompression', async () => {
    const { gzipSync } = await import('node:zlib');
    const bomb = gzipSync(Buffer.alloc(tooMuch, 32));
    const client = await RawClient.connect(gateway.port);
    client.send(`${base}Content-Encoding: gzip\r\nContent-Length: ${bomb.byteLength}\r\n${end}`);
    client.send(bomb);
    expect((await client.answer())?.status).toBe(413);
    client.leave();
  });

  test('a million one-byte chunks are cut off at the limit without holding more than it', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(base + chunked + end);
    const before = process.memoryUsage().rss;
    const many = Buffer.from('1\r\n \r\n'.repeat(50_000));
    for (let i = 0; i < 24; i++) client.send(many);
    expect((await client.answer(20_000))?.status).toBe(413);
    expect(process.memoryUsage().rss - before).toBeLessThan(256 * 1024 * 1024);
    client.leave();
  });
});

describe('encodings', () => {
  test('gzip is read', async () => {
    const { gzipSync } = await import('node:zlib');
    const packed = gzipSync(body);
    const client = await RawClient.connect(gateway.port);
    client.send(`${base}Content-Encoding: gzip\r\nContent-Length: ${packed.byteLength}\r\n${end}`);
    client.send(packed);
    expect((await client.answer())?.status).toBe(200);
    client.leave();
  });

  test.each(['br', 'zstd', 'deflate', 'gzip, gzip', 'compress'])('%s is refused with 415 before the body is read', async (encoding) => {
    const client = await RawClient.connect(gateway.port);
    client.send(`${base}Content-Encoding: ${encoding}\r\n${length}${end}`);
    expect((await client.answer())?.status).toBe(415);
    client.leave();
  });

  test('a body that is not gzip though it says so is a 400', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(`${base}Content-Encoding: gzip\r\n${length}${end}${body}`);
    expect((await client.answer())?.status).toBe(400);
    client.leave();
  });
});

describe('a slow client', () => {
  test('that does not finish its head gets 408 and is closed', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send('POST /v1/endpoints/sums/predict HTTP/1.1\r\nHost: lo');
    expect((await client.answer())?.status).toBe(408);
    await client.untilClosed();
  });

  test('that drips its body gets 408 and is closed', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(`${base}Content-Length: 5000\r\n${end}{`);
    const drip = setInterval(() => client.send(' '), 100);
    try {
      expect((await client.answer())?.status).toBe(408);
    } finally {
      clearInterval(drip);
    }
    await client.untilClosed();
  });

  test('that sends nothing is closed', async () => {
    const client = await RawClient.connect(gateway.port);
    await client.untilClosed();
    expect(client.receivedBytes).toBe(0);
  });

  test('is not in the way of others', async () => {
    const slow = await Promise.all(Array.from({ length: 300 }, () => RawClient.connect(gateway.port)));
    for (const client of slow) client.send('GET /healthz HTTP/1.1\r\nHost: ');
    const startedAt = performance.now();
    expect((await gateway.predict([[1, 2, 3, 4]])).status).toBe(200);
    expect(performance.now() - startedAt).toBeLessThan(1_000);
    await until('all are cut off', () => slow.every((client) => client.closed));
  });
});

describe('one connection', () => {
  test('answers pipelined requests in their order', async () => {
    const client = await RawClient.connect(gateway.port);
    const one = (i: number): string => {
      const rows = `{"rows":[[${i},0,0,0]]}`;
      return `${base}X-Request-Id: p-${i}\r\nContent-Length: ${rows.length}\r\n\r\n${rows}`;
    };
    client.send(Array.from({ length: 50 }, (_, i) => one(i)).join(''));
    for (let i = 0; i < 50; i++) {
      const answer = await client.answer();
      expect(answer?.headers['x-request-id']).toBe(`p-${i}`);
      expect(JSON.parse(answer?.body.toString() ?? '')).toMatchObject({ predictions: [{ value: i }] });
    }
    client.leave();
  });

  test('reads a request that comes byte by byte', async () => {
    const client = await RawClient.connect(gateway.port);
    for (const byte of base + length + end + body) client.send(byte);
    expect((await client.answer())?.status).toBe(200);
    client.leave();
  });

  test('tells a client that waits to go on, and only when it may', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(`${base}Expect: 100-continue\r\n${length}${end}`);
    expect((await client.answer())?.status).toBe(100);
    client.send(body);
    expect((await client.answer())?.status).toBe(200);
    client.send(`${path + host + json}Expect: 100-continue\r\n${length}${end}`);
    const refused = await client.answer();
    expect(refused?.status).toBe(401);
    expect(refused?.headers.connection).toBe('close');
    client.leave();
  });

  test('stays usable after an error whose small body nobody read', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(`${path + host + json + length + end}`);
    expect((await client.answer())?.status).toBe(401);
    client.send(body);
    client.send(base + length + end + body);
    expect((await client.answer())?.status).toBe(200);
    client.leave();
  });

  test('HTTP/1.0 is answered and closed, or kept where asked', async () => {
    const once = await RawClient.connect(gateway.port);
    once.send('GET /healthz HTTP/1.0\r\n\r\n');
    expect((await once.answer())?.headers.connection).toBe('close');
    await once.untilClosed();
    const kept = await RawClient.connect(gateway.port);
    kept.send('GET /healthz HTTP/1.0\r\nConnection: keep-alive\r\n\r\n');
    expect((await kept.answer())?.headers.connection).toBe('keep-alive');
    kept.send('GET /healthz HTTP/1.0\r\n\r\n');
    expect((await kept.answer())?.status).toBe(200);
  });

  test('is still answered when the client has finished sending', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(base + length + end + body);
    client.finish();
    expect((await client.answer())?.status).toBe(200);
    await client.untilClosed();
  });

  test('HEAD has the length and no body', async () => {
    const client = await RawClient.connect(gateway.port);
    client.send(`HEAD /healthz HTTP/1.1\r\n${host}${end}GET /healthz HTTP/1.1\r\n${host}${end}`);
    await until('both answers', () => client.receivedBytes > 300);
    client.leave();
  });
});
