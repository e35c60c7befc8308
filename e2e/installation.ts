import { spawn } from 'node:child_process';
import { chmodSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An installation of this checkout, started as a user does, in a data directory of its own. */
export interface Installation {
  readonly url: string;
  /** Null while the gateway has no HTTPS listener. */
  readonly tlsUrl: string | null;
  /** The supervisor's process; everything else descends from it. */
  readonly pid: number;
  readonly dataDir: string;
  readonly databaseUrl: string;
  /** What it printed so far. */
  output(): string;
  /** Ends it as Ctrl-C does, and removes the data directory it was given here. */
  stop(): Promise<{ code: number | null; seconds: number }>;
}

interface State {
  readonly url: string;
  readonly tlsPort: number | null;
  readonly databaseUrl: string;
}

/** Shared by all installations of the tests, which would build them anew otherwise. */
const toolchains = join(import.meta.dirname, '..', '.cache', 'toolchains');

/** The first start of a checkout builds; later ones take seconds. */
const readyWithinMs = 300_000;

/**
 * Starts an installation with ports from the system. `AIMASS_DATA_DIR` may name a folder that is kept; by default it is temporary.
 * @param root the checkout that is started; this one by default
 * @throws Error with its output when it does not get ready
 */
export async function startInstallation(environment: Readonly<Record<string, string>> = {}, root = join(import.meta.dirname, '..')): Promise<Installation> {
  const dataDir = environment.AIMASS_DATA_DIR ?? temporaryFolder();
  const { DATABASE_URL: _mine, ...inherited } = process.env;
  const child = spawn(process.execPath, ['scripts/start.mjs'], {
    cwd: root,
    env: { ...inherited, PORT: '0', TLS_PORT: '0', AIMASS_LOG_LEVEL: 'warn', AIMASS_TOOLCHAINS: toolchains, ...environment, AIMASS_DATA_DIR: dataDir },
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  });
  let output = '';
  const ended = new Promise<number | null>((done) => child.on('close', done));
  const take = (chunk: Buffer): void => {
    output = (output + chunk.toString()).slice(-200_000);
  };
  child.stdout.on('data', take);
  child.stderr.on('data', take);
  const stop = async (): Promise<{ code: number | null; seconds: number }> => {
    const startedAt = performance.now();
    child.kill('SIGINT');
    const code = await ended;
    if (environment.AIMASS_DATA_DIR === undefined) rmSync(dataDir, { recursive: true, force: true });
    return { code, seconds: (performance.now() - startedAt) / 1000 };
  };
  await new Promise<void>((ready, failed) => {
    const tooLate = setTimeout(() => failed(new Error(`not ready within ${readyWithinMs / 1000} s:\n${output}`)), readyWithinMs);
    child.stdout.on('data', () => {
      if (!/^AI Mass is ready at /m.test(output)) return;
      clearTimeout(tooLate);
      ready();
    });
    void ended.then((code) => failed(new Error(`the start ended with ${code}:\n${output}`)));
  }).catch(async (error: unknown) => {
    await stop();
    throw error;
  });
  const state = JSON.parse(readFileSync(join(dataDir, 'run/state.json'), 'utf8')) as State;
  const tlsUrl = state.tlsPort === null ? null : `https://127.0.0.1:${state.tlsPort}`;
  return { url: state.url, tlsUrl, pid: child.pid ?? 0, dataDir, databaseUrl: state.databaseUrl, output: () => output, stop };
}

/** PostgreSQL's own user must be able to enter it when the tests run as root. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-e2e-'));
  chmodSync(folder, 0o755);
  return folder;
}
