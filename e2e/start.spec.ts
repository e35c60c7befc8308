import { spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { descendants } from '@/chaos/processes';
import { expect, test } from './fixtures';
import { startInstallation, temporaryFolder } from './installation';

/** A start that must end by itself. */
function startInVain(environment: Record<string, string>): Promise<{ code: number | null; output: string }> {
  const { DATABASE_URL: _mine, ...inherited } = process.env;
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: join(import.meta.dirname, '..'),
    env: { ...inherited, PORT: '0', TLS_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output += chunk.toString();
    });
  }
  return new Promise((done) => child.on('close', (code) => done({ code, output })));
}

test('every fault of the settings is told at once, and nothing starts', async () => {
  const { code, output } = await startInVain({
    PORT: 'eighty',
    AIMASS_STORAGE: 'ftp://x',
    AIMASS_INIT_ADMIN_EMAIL: 'ada@example.com',
    AIMASS_DATA_DIR: temporaryFolder(),
  });
  expect(code).toBe(1);
  for (const name of ['PORT', 'AIMASS_STORAGE']) expect(output).toContain(`${name}:`);
  expect(output).not.toContain('    at ');
});

test('a port in use is named, with what to do', async () => {
  const server = createServer();
  const port = await new Promise<number>((done) => server.listen(0, '127.0.0.1', () => done((server.address() as { port: number }).port)));
  const { code, output } = await startInVain({ PORT: String(port), AIMASS_DATA_DIR: temporaryFolder() });
  server.close();
  expect(code).toBe(1);
  expect(output).toContain(`Port ${port} is in use by another program`);
  expect(output).not.toContain('    at ');
});

test('a second start on the same data directory is refused and harms nothing', async ({ installation, api }) => {
  const { code, output } = await startInVain({ AIMASS_DATA_DIR: installation.dataDir });
  expect(code).toBe(1);
  expect(output).toContain(`process ${installation.pid}`);
  expect((await api.call('GET', '/api/v1/endpoints')).status).toBe(200);
});

test('processes carry their names, and what is secret is closed to others', async ({ installation }) => {
  const titles = descendants(installation.pid).map((one) => one.title);
  for (const name of ['aimass-gateway', 'aimass-console', 'aimass-control']) expect(titles).toContain(name);
  const { dataDir } = installation;
  for (const file of ['run/state.json', 'secrets/master.key']) expect(statSync(join(dataDir, file)).mode & 0o077, file).toBe(0);
  for (const folder of readdirSync(dataDir, { withFileTypes: true })) {
    if (folder.isDirectory() && !folder.name.startsWith('postgres')) expect(statSync(join(dataDir, folder.name)).mode & 0o077, folder.name).toBe(0);
  }
});

test('a killed process is back within two seconds, the gateway on the same port', async ({ installation, api }) => {
  for (const title of ['aimass-gateway', 'aimass-console', 'aimass-control']) {
    const before = descendants(installation.pid, title)[0];
    process.kill(before?.pid ?? 0, 'SIGKILL');
    const path = title === 'aimass-gateway' ? '/healthz' : '/api/v1/endpoints';
    const backMs = await api.until(
      `${title} is back`,
      async () => {
        const after = descendants(installation.pid, title)[0];
        if (after === undefined || after.pid === before?.pid) return false;
        return (await api.call('GET', path).catch(() => ({ status: 0 }))).status === 200;
      },
      20_000,
    );
    if (title === 'aimass-gateway') expect(backMs).toBeLessThan(2_000);
  }
});

test('Ctrl-C drains, leaves no process and no lock, and the next start finds everything again', async () => {
  const dataDir = temporaryFolder();
  const first = await startInstallation({
    AIMASS_DATA_DIR: dataDir,
    AIMASS_LOG_LEVEL: 'info',
    AIMASS_INIT_ADMIN_EMAIL: 'ada@example.com',
    AIMASS_INIT_ADMIN_PASSWORD: 'correct horse battery',
  });
  const family = descendants(first.pid);
  expect(family.length).toBeGreaterThan(3);
  process.kill(first.pid, 'SIGINT'); // as npm does, which passes on what the terminal has sent already
  const { code, seconds } = await first.stop();
  expect(code).toBe(0);
  expect(seconds).toBeLessThan(15);
  for (const one of family) expect(runs(one.pid), one.title).toBe(false);
  expect(existsSync(join(dataDir, 'run/supervisor.lock'))).toBe(false);
  expect(existsSync(join(dataDir, 'run/state.json'))).toBe(false);
  for (const log of ['aimass-gateway.log', 'aimass-control.log']) {
    for (const line of readFileSync(join(dataDir, 'logs', log), 'utf8')
      .trim()
      .split('\n'))
      if (line !== '') JSON.parse(line);
  }

  const second = await startInstallation({ AIMASS_DATA_DIR: dataDir });
  expect(second.output()).not.toContain('/setup');
  await second.stop();
});

test('on an empty database the start tells how to sign in', async () => {
  const installation = await startInstallation();
  expect(installation.output()).toContain(`AI Mass is ready at ${installation.url}`);
  expect(installation.output()).toContain(`${installation.url}/setup`);
  const page = await fetch(installation.url, { redirect: 'follow' });
  expect(new URL(page.url).pathname).toBe('/setup');
  await installation.stop();
});

/** A process that has ended and only waits to be collected does not run any more. */
function runs(pid: number): boolean {
  try {
    return !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false; // it is gone
  }
}
