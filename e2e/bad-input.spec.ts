import { connect } from 'node:net';
import { adminKey, expect, test } from './fixtures';

/** One raw exchange: what the server answers to these bytes before it closes or 3 s pass. */
function exchange(url: string, head: string, body: Iterable<Buffer> = []): Promise<string> {
  const { hostname, port } = new URL(url);
  return new Promise((done, failed) => {
    const socket = connect(Number(port), hostname, () => {
      socket.write(head);
      for (const chunk of body) if (!socket.destroyed) socket.write(chunk);
    });
    let text = '';
    const finish = (): void => {
      socket.destroy();
      done(text);
    };
    socket.setTimeout(3_000, finish);
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1');
    });
    socket.on('end', finish);
    socket.on('error', (error) => (text === '' ? failed(error) : finish()));
  });
}

test.beforeAll(async ({ api }) => {
  const version = await api.registerSample('bad-input', 'iris');
  await api.createEndpoint('bad-input', { model: 'bad-input', version });
});
test.afterAll(async ({ api }) => {
  await api.must('DELETE', '/api/v1/endpoints/bad-input');
});

const path = '/v1/endpoints/bad-input/predict';

for (const { name, body, type, status, pointer } of [
  { name: 'not JSON', body: '{"rows": [[1,', status: 400 },
  { name: 'an empty body', body: '', status: 400 },
  { name: 'wrong input name', body: '{"inputs": {"y": [[1,2,3,4]]}}', status: 400, pointer: '/inputs' },
  { name: 'too few columns', body: '{"rows": [[1,2,3]]}', status: 400, pointer: '/rows' },
  { name: 'text for a number', body: '{"rows": [[1,2,3,"four"]]}', status: 400, pointer: '/rows/0/3' },
  { name: 'NaN', body: '{"rows": [[1,2,3,NaN]]}', status: 400 },
  { name: 'a number beyond the datatype', body: '{"rows": [[1,2,3,1e300]]}', status: 400 },
  { name: 'ragged rows', body: '{"rows": [[1,2,3,4],[1,2]]}', status: 400, pointer: '/rows/1' },
  { name: 'a tensor whose data do not fit its shape', body: '{"tensors":[{"name":"x","shape":[2,4],"datatype":"FP32","data":[1,2,3]}]}', status: 400 },
  { name: 'no rows', body: '{"rows": []}', status: 400 },
  { name: 'JSON nested a hundred thousand deep', body: `{"rows": ${'['.repeat(100_000)}${']'.repeat(100_000)}}`, status: 400 },
  { name: 'CSV with words', body: '1,2,3,four', type: 'text/csv', status: 400 },
  { name: 'a type nobody speaks', body: '<rows/>', type: 'application/xml', status: 415 },
]) {
  test(`prediction: ${name} is ${status} with the place`, async ({ installation }) => {
    const answer = await fetch(`${installation.url}${path}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': type ?? 'application/json' },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    const problem = (await answer.json()) as { code: string; status: number; detail: string; requestId: string; errors?: { pointer: string }[] };
    expect(problem).toMatchObject({ status, code: expect.any(String), detail: expect.any(String), title: expect.any(String) });
    expect(problem.requestId).toBe(answer.headers.get('x-request-id'));
    expect(JSON.stringify(problem)).not.toMatch(/\bat .+:\d+:\d+/);
    if (pointer !== undefined) expect(problem.errors?.[0]?.pointer).toContain(pointer.slice(0, 5));
  });
}

test('credentials: none, wrong, and for another place', async ({ installation, api }) => {
  const ask = async (headers: Record<string, string>, to = path): Promise<number> =>
    (await fetch(`${installation.url}${to}`, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: '{"rows":[[1,2,3,4]]}' }))
      .status;
  expect(await ask({})).toBe(401);
  expect(await ask({ authorization: `Bearer ${adminKey}x` })).toBe(401);
  expect(await ask({ authorization: 'Basic YTpi' })).toBe(401);
  expect(await ask({ 'x-api-key': adminKey })).toBe(200);
  expect(await ask({ authorization: `Bearer ${adminKey}` }, '/v1/endpoints/nobody/predict')).toBe(404);
  const limited = await api.must<{ id: string; key: string }>('POST', '/api/v1/keys', { name: 'elsewhere', endpoints: ['another'] });
  await api.until('the key is known', async () => (await ask({ authorization: `Bearer ${limited.key}` })) !== 401, 5_000);
  expect([403, 404]).toContain(await ask({ authorization: `Bearer ${limited.key}` }));
  await api.must('DELETE', `/api/v1/keys/${limited.id}`);
});

test('a body of 65 MiB is refused with 413 and the connection ends', async ({ installation }) => {
  const size = 65 * 1024 * 1024;
  const head = `POST ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${adminKey}\r\nContent-Type: application/json\r\nContent-Length: ${size}\r\n\r\n`;
  expect(await exchange(installation.url, head)).toMatch(/^HTTP\/1\.1 413 /);
  const chunked = head.replace(/Content-Length: \d+/, 'Transfer-Encoding: chunked');
  const mebibyte = Buffer.concat([Buffer.from('100000\r\n'), Buffer.alloc(1024 * 1024, 0x20), Buffer.from('\r\n')]);
  expect(
    await exchange(
      installation.url,
      chunked,
      Array.from({ length: 66 }, () => mebibyte),
    ),
  ).toMatch(/^HTTP\/1\.1 413 /);
});

for (const { name, bytes } of [
  { name: 'length and chunked together', bytes: 'POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n' },
  { name: 'two lengths', bytes: 'POST /v1/x HTTP/1.1\r\nHost: x\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabc' },
  { name: 'a bare line feed in the head', bytes: 'GET / HTTP/1.1\nHost: x\n\n' },
  { name: 'a space before the colon', bytes: 'GET / HTTP/1.1\r\nHost : x\r\n\r\n' },
  { name: 'no Host', bytes: 'GET / HTTP/1.1\r\n\r\n' },
  { name: 'a zero byte in a header', bytes: 'GET / HTTP/1.1\r\nHost: x\r\nA: b\0c\r\n\r\n' },
]) {
  test(`HTTP: ${name} is 400`, async ({ installation }) => {
    expect(await exchange(installation.url, bytes)).toMatch(/^HTTP\/1\.1 400 /);
  });
}

test('HTTP: headers of 100 KiB are 431', async ({ installation }) => {
  expect(await exchange(installation.url, `GET / HTTP/1.1\r\nHost: x\r\nA: ${'b'.repeat(100_000)}\r\n\r\n`)).toMatch(/^HTTP\/1\.1 431 /);
});

for (const { name, method, to, body, status } of [
  { name: 'a body that is no object', method: 'POST', to: '/api/v1/models', body: '[]', status: 400 },
  { name: 'a name with a slash', method: 'POST', to: '/api/v1/models', body: '{"name":"a/b"}', status: 400 },
  { name: 'a page of a million', method: 'GET', to: '/api/v1/models?limit=1000000', body: null, status: 400 },
  { name: 'a cursor from nowhere', method: 'GET', to: '/api/v1/models?cursor=xyz', body: null, status: 400 },
  { name: 'a version that is a word', method: 'GET', to: '/api/v1/models/a/versions/one', body: null, status: 400 },
  { name: 'a path that is not there', method: 'GET', to: '/api/v1/nothing', body: null, status: 404 },
  { name: 'a method that is not there', method: 'PUT', to: '/api/v1/models', body: '{}', status: 405 },
  {
    name: 'an instance type that is not there',
    method: 'POST',
    to: '/api/v1/endpoints',
    body: '{"name":"e","config":{"variants":[{"model":"bad-input","version":1,"instanceType":"moon"}]}}',
    status: 400,
  },
  {
    name: 'a model that is not there',
    method: 'POST',
    to: '/api/v1/endpoints',
    body: '{"name":"e","config":{"variants":[{"model":"none","version":1}]}}',
    status: 404,
  },
] as const) {
  test(`control API: ${name} is ${status}`, async ({ installation }) => {
    const answer = await fetch(`${installation.url}${to}`, {
      method,
      headers: { authorization: `Bearer ${adminKey}`, ...(body === null ? {} : { 'content-type': 'application/json' }) },
      body,
    });
    expect(answer.status).toBe(status);
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(await answer.json()).toMatchObject({ status, code: expect.any(String), requestId: expect.any(String) });
  });
}
