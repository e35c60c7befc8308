import { type ChildProcess, fork, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { dataPaths, replicaSocket } from '@/core/paths';
import { deriveSecret, sha256Hex, sign } from '@/core/secrets';
import type { RoutingSnapshot } from '@/core/snapshot';

export const gatewayKey = 'aim_bench_0123456789abcdef0123456789abcdef02';

/** The gateway alone, as after a start while the database is away: routes from its snapshot on disk, one replica that does no work. */
export interface LoneGateway {
  readonly url: string;
  readonly folder: string;
  /** The gateway's process only, as nginx's is counted. */
  readonly pids: readonly number[];
  stop(): Promise<void>;
}

/** @param answer body of every answer of its replica */
export async function startLoneGateway(answer: string): Promise<LoneGateway> {
  const folder = mkdtempSync(join(tmpdir(), 'aimass-bench-'));
  const paths = dataPaths(join(folder, 'data'));
  for (const path of [paths.run, paths.spool, paths.sockets, paths.storage, paths.logs, dirname(paths.snapshotFile)]) mkdirSync(path, { recursive: true });
  const masterKey = Buffer.alloc(32, 1);
  const socket = replicaSocket(paths, 'rep_echo');
  mkdirSync(dirname(socket), { recursive: true });
  mkdirSync(dirname(socket), { recursive: true });
  const snapshot = routes(`unix:${socket}`);
  const text = JSON.stringify(snapshot);
  writeFileSync(paths.snapshotFile, JSON.stringify({ revision: snapshot.revision, signature: sign(deriveSecret(masterKey, 'snapshot'), text), snapshot }));
  const replica = fork(join(import.meta.dirname, 'echo-replica.ts'), [socket, 'rep_echo', digest, answer], { execArgv: ['--import', 'tsx'] });
  await message(replica);
  const gateway = spawn(process.execPath, [newestBuild('gateway.mjs')], {
    env: {
      PATH: process.env.PATH,
      NODE_ENV: 'production',
      HOST: '127.0.0.1',
      PORT: '0',
      TLS_PORT: '0',
      AIMASS_DATA_DIR: paths.root,
      AIMASS_SECRET_KEY: masterKey.toString('base64'),
      DATABASE_URL: 'postgresql://nobody@127.0.0.1:1/nothing',
      AIMASS_CONSOLE_URL: 'http://127.0.0.1:1',
      AIMASS_LOG_LEVEL: 'error',
    },
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  const { port } = (await message(gateway)) as { port: number };
  return {
    url: `http://127.0.0.1:${port}`,
    folder,
    pids: [gateway.pid ?? 0],
    stop: async () => {
      for (const child of [gateway, replica]) {
        const ended = new Promise((done) => child.on('exit', done));
        child.kill('SIGTERM');
        await ended;
      }
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

const digest = sha256Hex('echo');

function routes(address: string): RoutingSnapshot {
  const inputs = [{ name: 'x', datatype: 'FP32' as const, shape: [-1, 4] }];
  const outputs = [{ name: 'y', datatype: 'FP32' as const, shape: [-1, 1], role: 'value' as const }];
  const owner = { organizationId: 'org_bench', projectId: 'prj_bench' };
  return {
    revision: 1,
    builtAt: Date.now(),
    keys: [
      {
        ...owner,
        id: 'key_bench',
        sha256: sha256Hex(gatewayKey),
        name: 'bench',
        actions: ['*'],
        endpoints: [],
        expiresAt: null,
        requestsPerSecond: null,
        concurrency: null,
      },
    ],
    endpoints: [
      {
        ...owner,
        id: 'ep_echo',
        name: 'echo',
        state: 'InService',
        reason: '',
        deploymentId: 'dep_echo',
        bodyBytesMax: 64 * 1024 * 1024,
        variants: [
          {
            name: 'main',
            deploymentId: 'dep_echo',
            weight: 1,
            modelId: 'mdl_echo',
            model: 'echo',
            versionId: 'ver_echo',
            version: 1,
            versionDigest: digest,
            framework: 'onnx',
            signature: { task: 'regress', default: 'main', signatures: { main: { inputs, outputs } }, inputs, outputs },
            concurrency: 512,
            timeoutMs: 30_000,
            queueDepthMax: 1024,
            batchRowsMax: 64,
            replicas: [{ id: 'rep_echo', instanceId: 'ins_echo', address, draining: false }],
          },
        ],
      },
    ],
  };
}

/** A program of the newest build. */
function newestBuild(name: string): string {
  const dist = join(import.meta.dirname, '../dist');
  const [newest] = readdirSync(dist)
    .map((build) => join(dist, build))
    .sort((a, b) => statSync(b).mtimeMs - statSync(a).mtimeMs);
  if (newest === undefined) throw new Error('There is no build. Run: npm run build');
  return join(newest, name);
}

function message(child: ChildProcess): Promise<unknown> {
  return new Promise((done, failed) => {
    child.once('message', done);
    child.once('exit', (code) => failed(new Error(`the process ended with ${code}`)));
  });
}
