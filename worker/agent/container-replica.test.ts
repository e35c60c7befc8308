import { createHash } from 'node:crypto';
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentApi } from '@/control/agent-api/server';
import type { ArtifactFile, DesiredReplica } from '@/core/agent-api';
import { newId } from '@/core/ids';
import { replicaSocket } from '@/core/paths';
import type { Signature } from '@/core/signature';
import { readImageArchive } from '@/frameworks/container/image-archive';
import { callEngine, containerPlaces, openEngine } from '@/providers/containers/engine';
import { objectKey } from '@/providers/storage/provider';
import { containersLack, saveTestImage } from '@/testing/container-image';
import { Desk, Place, silentLog } from '../testing/agent-bench';
import { ReplicaClient } from '../testing/replica-client';
import { until } from '../testing/until';
import { Agent } from './agent';
import { ArtifactCache } from './artifact-cache';

const lacks = containersLack();
const limitMs = 60_000;
const inputs = [{ name: 'x', datatype: 'FP32', shape: [-1, 3] }] as const;
const outputs = [{ name: 'predictions', datatype: 'FP64', shape: [-1], role: 'value' }] as const;
const signature: Signature = { task: 'regress', default: 'serving_default', signatures: {}, inputs, outputs, batchable: true };

describe.skipIf(lacks !== null)(lacks ?? 'a replica in a container', () => {
  const instanceId = newId('ins');
  let place: Place;
  let desk: Desk;
  let api: AgentApi;
  let agent: Agent;
  let replica: DesiredReplica;

  beforeAll(async () => {
    place = new Place();
    desk = new Desk(instanceId);
    const file = join(place.folder, 'image.tar');
    await saveTestImage(file);
    const image = await readImageArchive(file, 'image.tar');
    const id = newId('rep');
    replica = {
      id,
      endpoint: 'sums',
      model: 'sums',
      version: 1,
      versionDigest: 'sums0001',
      framework: 'container',
      format: 'docker-archive',
      entry: 'image/image.tar',
      files: [await store('image/image.tar', file), await store('model/weights.json', '[10, 20, 30]')],
      signature,
      native: null,
      container: {
        framework: 'container',
        imageId: image?.imageId ?? '',
        arguments: ['serve'],
        environment: {},
        port: 8080,
        startupSeconds: 60,
        modelFolder: 'model',
        service: { protocol: 'sagemaker', body: 'rows' },
      },
      sample: null,
      address: `unix:${replicaSocket(place.paths, id)}`,
      batchRowsMax: 64,
      memoryBytesMax: 512 * 1024 ** 2,
      cpus: 1,
      drain: false,
    };
    api = new AgentApi({
      socketPath: place.paths.agentSocket,
      desired: async () => desk.desired,
      observed: async (report) => desk.reports.push(report) > 0,
      log: silentLog,
    });
    desk.onChange = () => api.wake(instanceId);
    await api.listen();
    desk.change({ replicas: [replica] });
    agent = new Agent({
      instanceId,
      agentVersion: 'test',
      controlSocket: place.paths.agentSocket,
      folder: join(place.folder, 'instances', instanceId),
      cache: new ArtifactCache({ folder: place.paths.agentCache, storage: place.storage, bytesMax: 10 ** 9 }),
      containers: containerPlaces(place.paths),
      toolchains: { folder: join(place.folder, 'toolchains'), wheels: null },
      log: silentLog,
      onTerminated: () => undefined,
    });
    agent.start();
    await ready(0);
  }, 180_000);

  afterAll(async () => {
    await agent?.stop();
    expect(await containers('--all')).toEqual([]);
    await api?.close();
    place?.remove();
  }, 60_000);

  async function store(path: string, content: string): Promise<ArtifactFile> {
    const isFile = path.endsWith('.tar');
    const bytes = isFile ? readFileSync(content) : Buffer.from(content);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    if (isFile) await place.storage.put(objectKey(sha256), createReadStream(content), statSync(content).size);
    else await place.storage.put(objectKey(sha256), bytes);
    return { path, sizeBytes: bytes.byteLength, sha256 };
  }

  const ready = (restarts: number) =>
    desk.seen(replica.id, `is Ready after ${restarts} restarts`, (one) => one.state === 'Ready' && one.restarts >= restarts, limitMs);

  /** First processes of the containers of this installation. */
  async function containers(...more: string[]): Promise<number[]> {
    const { stdout } = await callEngine(await openEngine(containerPlaces(place.paths)), ['ps', ...more, '--format', '{{.Pid}}']);
    return stdout.split('\n').filter(Boolean).map(Number);
  }

  async function ask(rows: number[][]): Promise<{ code: string | null; values: number[]; detail: string }> {
    const client = new ReplicaClient(replica.address);
    await Promise.race([client.ready, client.closed.then(() => Promise.reject(new Error('closed')))]);
    const { error, body } = await client.raw({}, JSON.stringify({ rows }));
    client.close();
    if (error !== null) return { code: error.code, values: [], detail: String(error.detail) };
    const { predictions } = JSON.parse(body.toString()) as { predictions: { value: number }[] };
    return { code: null, values: predictions.map(({ value }) => value), detail: '' };
  }

  test('answers by what was uploaded beside it, with its own words where it fails, and shows what it uses', async () => {
    const rows = [
      [1, 2, 3],
      [0, 0, 1],
    ];
    expect(await ask(rows)).toMatchObject({ code: null, values: [140, 30] });
    expect(await ask([[13, 0, 0]])).toMatchObject({ code: 'MODEL_ERROR', detail: expect.stringContaining('thirteen is no number for this model') });
    const seen = await desk.seen(replica.id, 'shows its memory', (one) => one.memoryBytes > 0);
    expect(seen.memoryBytes).toBeLessThan(512 * 1024 ** 2);
  });

  test('has no network, no capabilities, a root that cannot be written to, and its limits', async () => {
    const [pid] = await containers();
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^CapEff:\s+0+$/m);
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^Seccomp:\s+2$/m);
    expect(
      readFileSync(`/proc/${pid}/net/dev`, 'utf8')
        .match(/^\s*\w+:/gm)
        ?.map((name) => name.trim()),
    ).toEqual(['lo:']);
    const mounts = readFileSync(`/proc/${pid}/mountinfo`, 'utf8');
    expect(mounts).toMatch(/ \/ \/ ro/);
    expect(mounts).toMatch(/ \/opt\/ml\/model ro/);
    expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).not.toMatch(/PROXY|AIMASS|DATABASE/i);
  });

  test('comes back when its container is killed, and no container outlives a replica that is killed', async () => {
    const [first] = await containers();
    process.kill(first, 'SIGKILL');
    const again = await ready(1);
    expect(await ask([[1, 0, 0]])).toMatchObject({ values: [10] });

    const [second] = await containers();
    process.kill(again.pid ?? 0, 'SIGKILL');
    await until('the container ended with its replica', async () => ((await containers()).includes(second) ? null : true), limitMs);
    await ready(2);
    expect(await ask([[1, 0, 0]])).toMatchObject({ values: [10] });
  }, 120_000);

  test('leaves no container once it has drained', async () => {
    desk.change({ replicas: [{ ...replica, drain: true }] });
    await desk.seen(replica.id, 'is Stopped', (one) => one.state === 'Stopped', limitMs);
    expect(await containers('--all')).toEqual([]);
  }, 60_000);
});
