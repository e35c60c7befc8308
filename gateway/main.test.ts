import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { bundleOf } from '@/core/bundle';
import { dataPaths } from '@/core/paths';
import { deriveSecret } from '@/core/secrets';
import { decodeSpool } from '@/core/wire/spool-frame';
import { models } from '@/worker/testing/models';
import { RunningReplica } from '@/worker/testing/running-replica';
import { writeSnapshotFile } from './sync/snapshot-file';
import { snapshotEndpoint, snapshotKey, snapshotVariant, testKey, testMasterKey, until } from './testing/test-gateway';

/** The real process with its real sync thread and a real ONNX replica, and no database that could be reached. */
/** Two processes are started from source, on a machine that may be busy. */
const patienceMs = 30_000;
const paths = dataPaths(mkdtempSync(join(tmpdir(), 'aimass-main-')));
let replica: RunningReplica;
let gateway: ChildProcess;
let url = '';

async function start(): Promise<void> {
  const { file, execArgv } = bundleOf('gateway');
  const environment = {
    NODE_ENV: process.env.NODE_ENV,
    PATH: process.env.PATH,
    HOST: '127.0.0.1',
    PORT: '0',
    TLS_PORT: '0',
    AIMASS_DATA_DIR: paths.root,
    AIMASS_SECRET_KEY: testMasterKey.toString('base64'),
    DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
    AIMASS_LOG_LEVEL: 'error',
  };
  gateway = spawn(process.execPath, [...execArgv, file], { env: environment, stdio: ['ignore', 'ignore', 'inherit', 'ipc'] });
  const { port } = await new Promise<{ port: number }>((resolve, reject) => {
    gateway.once('message', (message) => resolve(message as { port: number }));
    gateway.once('exit', (code) => reject(new Error(`the gateway ended with ${code}`)));
  });
  url = `http://127.0.0.1:${port}`;
}

function stopped(signal: NodeJS.Signals): Promise<number | null> {
  return new Promise((resolve) => {
    gateway.once('exit', (code) => resolve(code));
    gateway.kill(signal);
  });
}

async function predict(rows: number[][]): Promise<Response> {
  const headers = { authorization: `Bearer ${testKey}`, 'content-type': 'application/json' };
  return fetch(`${url}/v1/endpoints/flowers/predict`, { method: 'POST', headers, body: JSON.stringify({ rows }) });
}

const spoolFiles = (): string[] => readdirSync(paths.spool).sort();

beforeAll(async () => {
  replica = new RunningReplica(models.classifier);
  await replica.started;
  const replicas = [{ id: 'rep_test', instanceId: 'ins_1', address: replica.address, draining: false }];
  const variant = snapshotVariant([], { replicas, versionDigest: 'digest', signature: models.classifier.signature });
  const snapshot = { revision: 7, builtAt: Date.now(), keys: [snapshotKey(testKey)], endpoints: [snapshotEndpoint([variant], { name: 'flowers' })] };
  await writeSnapshotFile(paths.snapshotFile, deriveSecret(testMasterKey, 'snapshot'), snapshot);
  await start();
});
afterAll(async () => {
  if (gateway.exitCode === null) await stopped('SIGKILL');
  await replica.end();
  rmSync(paths.root, { recursive: true, force: true });
});

test('serves from the snapshot on disk while the database is away, and after kill -9; nothing written is lost', async () => {
  await until('an answer', async () => (await predict([[1, 2, 3, 4]])).status === 200, patienceMs);
  const { predictions } = (await (
    await predict([
      [1, 2, 3, 4],
      [4, 3, 2, 1],
    ])
  ).json()) as { predictions: { label: string; probabilities: object }[] }; // prettier-ignore
  expect(predictions).toHaveLength(2);
  expect(Object.keys(predictions[0].probabilities)).toEqual(['a', 'b', 'c']);

  const answered: string[] = [];
  const load = Promise.all(
    Array.from({ length: 8 }, async () => {
      for (;;) {
        const answer = await predict([[1, 2, 3, 4]]).catch(() => null);
        if (answer === null) return;
        if ((await answer.text().catch(() => null)) === null) return;
        answered.push(answer.headers.get('x-request-id') ?? '');
      }
    }),
  );
  await until('load', () => answered.length > 100, patienceMs);
  await stopped('SIGKILL');
  await load;
  expect(spoolFiles().some((name) => name.endsWith('.open'))).toBe(true);

  await start();
  expect(spoolFiles().every((name) => name.endsWith('.sealed'))).toBe(true);
  const recorded = spoolFiles().flatMap((name) => decodeSpool(readFileSync(join(paths.spool, name))).records.map((record) => record.requestId));
  expect(new Set(recorded).size).toBe(recorded.length);
  expect(answered.filter((id) => !recorded.includes(id))).toEqual([]);
  await until('an answer again', async () => (await predict([[1, 2, 3, 4]])).status === 200, patienceMs);
}, 120_000);

test('stops on SIGTERM with exit code 0 and every segment sealed', async () => {
  await until('an answer', async () => (await predict([[1, 2, 3, 4]])).status === 200, patienceMs);
  expect(await stopped('SIGTERM')).toBe(0);
  expect(spoolFiles().filter((name) => !name.endsWith('.sealed'))).toEqual([]);
}, 60_000);
