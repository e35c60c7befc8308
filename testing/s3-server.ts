import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { CreateBucketCommand } from '@aws-sdk/client-s3';
import { createS3Client, type S3Access } from '@/providers/storage/s3-client';

const root = join(import.meta.dirname, '..');
const program = join(root, '.cache/s3-server/v1.8.0/versitygw');
const credentials = { accessKeyId: 'testkey', secretAccessKey: 'testsecret123' };

/**
 * Builds the S3 server of the tests where Go is there; it stays in the cache.
 * @returns null when it can be started, else why its tests are skipped. With CI=true lacking it is an error.
 */
export function s3ServerLacks(): string | null {
  if (existsSync(program)) return null;
  const built = spawnSync('sh', [join(root, 'scripts/system/versitygw.sh')], { encoding: 'utf8', timeout: 590_000 });
  if (built.status === 0) return null;
  const why = `skipped: ${built.stderr.trim().split('\n').at(-1) ?? 'the S3 test server could not be built'}`;
  if (process.env.CI === 'true') throw new Error(why);
  return why;
}

export interface S3Server {
  /** How to reach it; it checks signatures, lengths and parts as S3 does. */
  readonly access: S3Access & { readonly endpoint: string };
  readonly pid: number;
  close(): void;
}

export async function startS3Server(buckets: readonly string[]): Promise<S3Server> {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-s3-'));
  for (const name of ['data', 'sidecar']) mkdirSync(join(folder, name));
  const port = await freePort();
  const keys = ['--access', credentials.accessKeyId, '--secret', credentials.secretAccessKey, '--region', 'us-east-1'];
  const server = spawn(program, ['--port', `127.0.0.1:${port}`, ...keys, 'posix', '--sidecar', join(folder, 'sidecar'), join(folder, 'data')], {
    stdio: 'ignore',
  });
  const access = { endpoint: `http://127.0.0.1:${port}`, region: 'us-east-1', credentials, forcePathStyle: true };
  await untilItAnswers(access.endpoint, server);
  for (const Bucket of buckets) await createS3Client(access).send(new CreateBucketCommand({ Bucket }));
  return {
    access,
    pid: server.pid ?? 0,
    close: () => {
      server.kill('SIGKILL');
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function untilItAnswers(endpoint: string, server: ChildProcess): Promise<void> {
  const deadline = Date.now() + 20_000;
  const answers = (): Promise<boolean> =>
    fetch(endpoint).then(
      () => true,
      () => false,
    );
  while (!(await answers())) {
    if (Date.now() > deadline || server.exitCode !== null) throw new Error('the S3 server did not start');
    await pause(50);
  }
}

/** A port nobody listens on at the moment. */
export function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => (typeof address === 'object' && address !== null ? resolve(address.port) : reject(new Error('no port'))));
    });
  });
}
