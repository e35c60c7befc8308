import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { request } from 'undici';

export interface Nginx {
  readonly url: string;
  readonly pids: readonly number[];
  stop(): void;
}

/** nginx, one worker, as a proxy with keep-alive connections before `backend`. */
export function startNginxProxy(folder: string, backend: string): Promise<Nginx> {
  const upstream = backend.replace('http://', '');
  return start(
    folder,
    `upstream backend { server ${upstream}; keepalive 512; keepalive_requests 10000000; }`,
    'location / { proxy_pass http://backend; proxy_http_version 1.1; proxy_set_header Connection ""; proxy_request_buffering on; }',
  );
}

/** nginx, one worker, that answers every request at once with `body`: the cheapest backend there is. */
export function startNginxBackend(folder: string, body: string): Promise<Nginx> {
  return start(folder, '', `location / { default_type application/json; return 200 '${body}'; }`);
}

async function start(folder: string, http: string, server: string): Promise<Nginx> {
  mkdirSync(join(folder, 'logs'), { recursive: true });
  const port = await freePort();
  const file = join(folder, 'nginx.conf');
  writeFileSync(
    file,
    `worker_processes 1; daemon off; pid ${folder}/nginx.pid; error_log ${folder}/logs/error.log;
events { worker_connections 4096; }
http {
  access_log off; keepalive_requests 10000000; client_max_body_size 64m; client_body_buffer_size 128k;
  client_body_temp_path ${folder}/body; proxy_temp_path ${folder}/proxy; fastcgi_temp_path ${folder}/f; uwsgi_temp_path ${folder}/u; scgi_temp_path ${folder}/s;
  ${http}
  server { listen 127.0.0.1:${port} backlog=4096; ${server} }
}
`,
  );
  const child: ChildProcess = spawn('nginx', ['-p', folder, '-c', file], { stdio: 'ignore' });
  const url = `http://127.0.0.1:${port}`;
  await answering(url);
  return { url, pids: [child.pid ?? 0, ...childrenOf(child.pid ?? 0)], stop: () => child.kill('SIGTERM') };
}

function childrenOf(parent: number): number[] {
  return readdirSync(`/proc/${parent}/task`).flatMap((task) =>
    readFileSync(`/proc/${parent}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
  );
}

async function answering(url: string): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const up = await request(url).then(
      (answer) => answer.body.dump().then(() => true),
      () => false,
    );
    if (up) return;
    await new Promise((next) => setTimeout(next, 50));
  }
  throw new Error(`nginx does not answer at ${url}`);
}

export function freePort(): Promise<number> {
  return new Promise((done) => {
    const server = createServer();
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}
