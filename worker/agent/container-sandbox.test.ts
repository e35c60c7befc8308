import { copyFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { AgentApi } from '@/control/agent-api/server';
import type { DesiredReplica } from '@/core/agent-api';
import { newId } from '@/core/ids';
import type { StepReport } from '@/frameworks/inspect/job';
import { examineNative, nativeLimits } from '@/frameworks/native/examine';
import { examineSandbox } from '@/frameworks/sandbox';
import { toolchainPlaces } from '@/frameworks/toolchains';
import { containerPlaces } from '@/providers/containers/engine';
import { containersLack } from '@/testing/container-image';
import { toolchainForTests, toolchainSettings, trainedModels } from '@/testing/toolchains';
import { loadPython } from '../runtimes/python';
import { Desk, Place, silentLog } from '../testing/agent-bench';
import { models } from '../testing/models';
import { ReplicaClient } from '../testing/replica-client';
import { Agent } from './agent';
import { ArtifactCache } from './artifact-cache';

const lacks = containersLack();
const path = process.env.PATH ?? '';

/** A folder for the beginning of PATH, by which bubblewrap looks as if it were not installed. */
function withoutBubblewrap(folder: string): string {
  mkdirSync(folder);
  writeFileSync(join(folder, 'bwrap'), '#!/bin/sh\necho "bwrap: not found" >&2\nexit 127\n', { mode: 0o755 });
  return folder;
}

describe.skipIf(lacks !== null)(lacks ?? 'on a machine with podman and without bubblewrap', () => {
  const instanceId = newId('ins');
  const root = mkdtempSync(join(tmpdir(), 'aimn-'));
  let place: Place;
  let desk: Desk;
  let api: AgentApi;
  let agent: Agent;

  beforeAll(async () => {
    process.env.PATH = `${withoutBubblewrap(join(root, 'programs'))}:${path}`;
    place = new Place();
    desk = new Desk(instanceId);
    api = new AgentApi({
      socketPath: place.paths.agentSocket,
      desired: async () => desk.desired,
      observed: async (report) => desk.reports.push(report) > 0,
      log: silentLog,
    });
    desk.onChange = () => api.wake(instanceId);
    await api.listen();
    agent = new Agent({
      instanceId,
      agentVersion: 'test',
      controlSocket: place.paths.agentSocket,
      folder: join(place.folder, 'instances', instanceId),
      cache: new ArtifactCache({ folder: place.paths.agentCache, storage: place.storage, bytesMax: 10 ** 9 }),
      containers: containerPlaces(place.paths),
      toolchains: { folder: toolchainSettings.AIMASS_TOOLCHAINS, wheels: null },
      log: silentLog,
      onTerminated: () => undefined,
    });
    agent.start();
  }, 60_000);

  afterAll(async () => {
    await agent?.stop();
    await api?.close();
    place?.remove();
    rmSync(root, { recursive: true, force: true });
    process.env.PATH = path;
  }, 60_000);

  async function ask(replica: DesiredReplica, rows: unknown[]): Promise<unknown> {
    const client = new ReplicaClient(replica.address);
    await Promise.race([client.ready, client.closed.then(() => Promise.reject(new Error('closed')))]);
    const { error, body } = await client.raw({}, JSON.stringify({ rows }));
    client.close();
    return error?.detail ?? (JSON.parse(body.toString()) as { predictions: { label: unknown }[] }).predictions.map(({ label }) => label);
  }

  test('podman is what strangers get, and it is told why', async () => {
    const { sandbox, detail, fix } = await examineSandbox(containerPlaces(place.paths));
    expect(sandbox).toMatchObject({ kind: 'podman', holds: true });
    expect(detail.text).toMatch(/^podman \S+ holds: \d\d escape attempts kept in\. .* It is used since bubblewrap is not installed\.$/);
    expect(fix).toBeNull();
  });

  test('an ONNX replica serves from within it, and comes back when it is killed', async () => {
    const replica = await place.replicaOf(models.classifier);
    desk.change({ replicas: [replica] });
    const { pid } = await desk.ready(replica.id);
    expect(await ask(replica, [[5.1, 3.5, 1.4, 0.2]])).toEqual([expect.stringMatching(/^[abc]$/)]);
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    expect(status).toMatch(/^NoNewPrivs:\s+1$/m);
    expect(status).toMatch(/^NSpid:\s+\d+\s+\d+$/m);
    expect(readFileSync(`/proc/${pid}/cmdline`, 'utf8')).toMatch(/^aimass-replica iris@1/);
    await desk.seen(replica.id, 'shows its memory', (one) => one.memoryBytes > 30 * 1024 ** 2 && one.memoryBytes < 512 * 1024 ** 2);

    process.kill(pid ?? 0, 'SIGKILL');
    await desk.seen(replica.id, 'is back', (one) => one.state === 'Ready' && one.pid !== pid);
    expect(await ask(replica, [[5.1, 3.5, 1.4, 0.2]])).toEqual([expect.stringMatching(/^[abc]$/)]);
    const told = desk.reports.flatMap((report) => report.replicas).find((one) => one.reason !== null);
    expect(told?.reason).toMatchObject({ code: 'REPLICA_LOST', message: expect.stringContaining('SIGKILL') });
  });

  test('a replica that takes too much memory is ended with that reason', async () => {
    const replica = await place.replicaOf(models.classifier, { memoryBytesMax: 20 * 1024 ** 2 });
    desk.change({ replicas: [replica] });
    const seen = await desk.seen(replica.id, 'is ended', (one) => one.reason !== null);
    expect(seen.reason).toMatchObject({ code: 'MODEL_OUT_OF_MEMORY' });
    desk.change({ replicas: [] });
  });

  test('a model of scikit-learn is checked and converted within it, and answers there as in its own framework', { timeout: 120_000 }, async (ctx) => {
    const toolchain = await toolchainForTests('sklearn-1.9');
    const trained = await trainedModels('sklearn-1.9');
    if (toolchain === null || trained === null) return ctx.skip('the environment sklearn-1.9 is not built');
    const said = JSON.parse(readFileSync(join(trained, 'logistic.json'), 'utf8')) as { rows: number[][]; labels: number[] };
    const folder = join(root, 'files');
    mkdirSync(folder);
    copyFileSync(join(trained, 'logistic.pkl'), join(folder, 'logistic.pkl'));
    const containers = containerPlaces(place.paths);
    const reports: StepReport[] = [];
    const found = { framework: 'sklearn', format: 'pickle', entry: 'logistic.pkl' } as const;
    const checked = await examineNative(
      { found, folder, work: join(root, 'work'), wishes: {}, runtime: 'auto', approved: [], model: 'm', version: 1, sample: null },
      {
        onStep: (report) => reports.push(report),
        toolchains: toolchainPlaces({ ...toolchainSettings, AIMASS_WHEELS: undefined }),
        nativeLimits: nativeLimits(2 * 1024 ** 3),
        containers,
      },
    );
    expect(checked).toMatchObject({ converted: expect.stringMatching(/\.onnx$/), frameworkVersion: expect.stringMatching(/^1\.9/) });
    expect(reports.map(({ evidence }) => evidence).join('\n')).toContain('It ran in a container of podman: no network');

    const native = { model: checked.native, toolchain, containers, memoryBytesMax: 2 * 1024 ** 3 };
    // Its figures are of another precision than those of the converted model.
    const signature = { ...checked.signature, outputs: checked.signature.outputs.filter(({ name }) => name === 'label'), signatures: {} };
    const files = { folder, entry: 'logistic.pkl', framework: 'sklearn', format: 'pickle', signature, native, container: null };
    const runtime = await loadPython({ ...files, replicaId: 'rep_test' }, native);
    const [input] = checked.signature.inputs;
    const data = Float32Array.from(said.rows.flat());
    const answered = await runtime.run([
      { name: input?.name ?? '', datatype: input?.datatype ?? 'FP32', shape: [said.rows.length, said.rows[0]?.length ?? 0], data },
    ]);
    expect([...(answered[0]?.data ?? [])].map(Number)).toEqual(said.labels);
    await runtime.close();
  });
});
