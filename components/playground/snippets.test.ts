import { execFile } from 'node:child_process';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { curlSnippet, javascriptSnippet, pythonSnippet } from './snippets';

const run = promisify(execFile);
const programs = {
  curl: { write: curlSnippet, start: (code: string) => run('sh', ['-c', code], { env }) },
  python: { write: pythonSnippet, start: (code: string) => run('python3', ['-c', code], { env }) },
  javascript: { write: javascriptSnippet, start: (code: string) => run(process.execPath, ['--input-type=module', '-e', code], { env }) },
};
const key = 'aim_test_0123456789';
const env = { PATH: process.env.PATH, AIMASS_API_KEY: key } as unknown as NodeJS.ProcessEnv;

let server: Server;
let url: string;
let received: { body: string; type: string | undefined; authorization: string | undefined; method: string | undefined } | null;

beforeAll(async () => {
  server = createServer((request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      received = {
        body: Buffer.concat(chunks).toString('utf8'),
        type: request.headers['content-type'],
        authorization: request.headers.authorization,
        method: request.method,
      };
      response.end('{"predictions":[]}');
    });
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/endpoints/iris/predict`;
});
afterAll(async () => {
  server.closeAllConnections();
  await new Promise((closed) => server.close(closed));
});

const bodies: [string, string, string][] = [
  ['JSON', 'application/json', '{"rows": [[5.10, 3.5, 1.4, 0.2]]}'],
  ['JSON over lines', 'application/json', '{\n  "rows": [\n    ["it\'s", "a \\"quote\\"", "back\\\\slash", "$HOME `ls` !"]\n  ]\n}'],
  ['CSV with other scripts', 'text/csv', 'city,note\n"Köln","花 🌸 $1"\n'],
];

test.each(bodies.flatMap(([name, type, body]) => Object.keys(programs).map((program) => [program as keyof typeof programs, name, type, body] as const)))(
  '%s sends %s byte for byte',
  async (program, _name, contentType, body) => {
    received = null;
    const { write, start } = programs[program];
    const { stdout } = await start(write({ url, contentType, body }));
    expect(received).toEqual({ body, type: contentType, authorization: `Bearer ${key}`, method: 'POST' });
    expect(stdout.trim()).toBe('{"predictions":[]}');
  },
);
