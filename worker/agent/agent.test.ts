import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentApi } from '@/control/agent-api/server';
import type { DesiredReplica } from '@/core/agent-api';
import { newId } from '@/core/ids';
import { containerPlaces } from '@/providers/containers/engine';
import { Desk, Place, silentLog } from '../testing/agent-bench';
import { models } from '../testing/models';
import { ReplicaClient } from '../testing/replica-client';
import { until } from '../testing/until';
import { Agent } from './agent';
import { ArtifactCache } from './artifact-cache';

let place: Place;
let instanceId: string;
let desk: Desk;
let api: AgentApi | null;
let agents: Agent[];
let clients: ReplicaClient[];
let terminated: number;

beforeEach(async () => {
  place = new Place();
  instanceId = newId('ins');
  desk = new Desk(instanceId);
  agents = [];
  clients = [];
  terminated = 0;
  api = await openControl();
});

afterEach(async () => {
  for (const client of clients) client.close();
  await Promise.all(agents.map((agent) => agent.stop()));
  await api?.close();
  place.remove();
});

/** Control's side, as real as control has it. */
async function openControl(): Promise<AgentApi> {
  const made = new AgentApi({
    socketPath: place.paths.agentSocket,
    desired: async () => desk.desired,
    observed: async (report) => desk.reports.push(report) > 0,
    log: silentLog,
  });
  desk.onChange = () => made.wake(instanceId);
  await made.listen();
  return made;
}

function startAgent(): Agent {
  const agent = new Agent({
    instanceId,
    agentVersion: 'test',
    controlSocket: place.paths.agentSocket,
    folder: join(place.folder, 'instances', instanceId),
    cache: new ArtifactCache({ folder: place.paths.agentCache, storage: place.storage, bytesMax: 10 ** 9 }),
    containers: containerPlaces(place.paths),
    toolchains: { folder: join(place.folder, 'toolchains'), wheels: null },
    log: silentLog,
    onTerminated: () => terminated++,
  });
  agents.push(agent);
  agent.start();
  return agent;
}

/** Asks the replica over its socket, as a gateway does. */
async function ask(replica: DesiredReplica): Promise<string> {
  const client = new ReplicaClient(replica.address);
  clients.push(client);
  await Promise.race([client.ready, client.closed.then(() => Promise.reject(new Error('closed')))]);
  const answer = await client.raw({}, '{"rows":[[5.1,3.5,1.4,0.2]]}');
  client.close();
  return answer.error?.code ?? (JSON.parse(answer.body.toString()) as { predictions: { label: string }[] }).predictions[0].label;
}

async function running(more: Partial<DesiredReplica> = {}): Promise<DesiredReplica> {
  const replica = await place.replicaOf(models.classifier, more);
  desk.change({ replicas: [replica] });
  startAgent();
  await desk.ready(replica.id);
  return replica;
}

test('pulls, loads, warms up, serves, and tells each step with its time', async () => {
  const replica = await running();
  const seen = desk.replica(replica.id);
  expect(seen).toMatchObject({ state: 'Ready', restarts: 0, reason: null, pid: expect.any(Number) });
  expect(Object.keys(seen?.timings ?? {})).toEqual(['pullMs', 'loadMs', 'warmUpMs']);
  expect(desk.reports.flatMap((report) => report.replicas.map((one) => one.state))).toEqual(expect.arrayContaining(['Loading', 'Ready']));
  expect(await ask(replica)).toMatch(/^[abc]$/);
  const figures = await until('figures of the process', () => ((desk.replica(replica.id)?.memoryBytes ?? 0) > 0 ? desk.last : null));
  expect(figures).toMatchObject({ instanceId, revision: desk.desired.revision, agentVersion: 'test' });
  expect(figures.memoryBytes).toBeGreaterThan(desk.replica(replica.id)?.memoryBytes ?? 0);
  expect(readFileSync(`/proc/${seen?.pid}/cmdline`, 'utf8')).toMatch(/^aimass-replica iris@1/);
});

test('a replica knows neither the database nor the keys', async () => {
  process.env.DATABASE_URL = 'postgres://somewhere';
  process.env.AIMASS_SECRET_KEY = 'c2VjcmV0';
  const replica = await running();
  const environment = readFileSync(`/proc/${desk.replica(replica.id)?.pid}/environ`, 'utf8');
  expect(environment).toContain('PATH=');
  expect(environment).not.toMatch(/DATABASE_URL|SECRET|AWS_|AIMASS_DATA_DIR/);
  delete process.env.DATABASE_URL;
  delete process.env.AIMASS_SECRET_KEY;
});

test('a killed replica is back at once under the same socket, and its end is told', async () => {
  const replica = await running();
  const { pid } = await desk.ready(replica.id);
  expect(await ask(replica)).toMatch(/^[abc]$/);
  process.kill(pid ?? 0, 'SIGKILL');
  const startedAt = performance.now();
  const back = await desk.seen(replica.id, 'is back', (one) => one.state === 'Ready' && one.pid !== pid);
  expect(performance.now() - startedAt).toBeLessThan(10_000);
  expect(back).toMatchObject({ restarts: 1, reason: null });
  expect(await ask(replica)).toMatch(/^[abc]$/);
  const told = desk.reports.flatMap((report) => report.replicas).find((one) => one.reason !== null);
  expect(told?.reason).toMatchObject({ code: 'REPLICA_LOST', message: expect.stringContaining('SIGKILL'), evidence: expect.stringContaining('ready') });
});

test('a stopped replica is noticed within 5 s and replaced', async () => {
  const replica = await running();
  const { pid } = await desk.ready(replica.id);
  process.kill(pid ?? 0, 'SIGSTOP');
  const startedAt = performance.now();
  await desk.seen(replica.id, 'is noticed', (one) => one.pid !== pid);
  expect(performance.now() - startedAt).toBeLessThan(5_000);
  await desk.seen(replica.id, 'is back', (one) => one.state === 'Ready' && one.pid !== pid);
  expect(await ask(replica)).toMatch(/^[abc]$/);
});

test('a replica at work is not taken for hung', async () => {
  const replica = await place.replicaOf(models.rounds);
  desk.change({ replicas: [replica] });
  startAgent();
  const { pid } = await desk.ready(replica.id);
  const client = new ReplicaClient(replica.address);
  clients.push(client);
  await client.ready;
  const work = async (rounds: number): Promise<number> => {
    const startedAt = performance.now();
    const answer = await client.infer([{ name: 'rounds', datatype: 'INT64', shape: [1], data: BigInt64Array.from([BigInt(rounds)]) }], 60_000);
    expect(answer.error).toBeNull();
    return performance.now() - startedAt;
  };
  const longerThanIdleMayBeSilentMs = 4_500;
  const trial = 50_000;
  let rounds = Math.round((trial * 6_000) / (await work(trial)));
  while ((await work(rounds)) < longerThanIdleMayBeSilentMs) rounds *= 2;
  expect(desk.replica(replica.id)).toMatchObject({ state: 'Ready', pid, restarts: 0 });
}, 60_000);

test('more memory than it may have ends it, with the figures', async () => {
  const replica = await place.replicaOf(models.classifier, { memoryBytesMax: 20 * 1024 ** 2 });
  desk.change({ replicas: [replica] });
  startAgent();
  const failed = await desk.seen(replica.id, 'has failed', (one) => one.state === 'Failed', 30_000);
  expect(failed).toMatchObject({ pid: null, reason: { code: 'MODEL_OUT_OF_MEMORY', message: expect.stringContaining('may use 20 MiB') } });
});

test('an altered artifact is never loaded', async () => {
  const replica = await place.replicaOf(models.classifier);
  const path = place.stored(replica.files[0].sha256);
  const bytes = readFileSync(path);
  bytes[40] ^= 1;
  writeFileSync(path, bytes);
  desk.change({ replicas: [replica] });
  startAgent();
  const failed = await desk.seen(replica.id, 'has failed', (one) => one.state === 'Failed');
  expect(failed.reason).toMatchObject({ code: 'ARTIFACT_ALTERED', evidence: expect.stringContaining(replica.files[0].sha256) });
  expect(desk.reports.flatMap((report) => report.replicas).every((one) => one.pid === null)).toBe(true);
});

test('a model that does not load fails after a second try, with the last lines of its log', async () => {
  const replica = await place.replicaOf(models.sequence);
  desk.change({ replicas: [replica] });
  startAgent();
  const failed = await desk.seen(replica.id, 'has failed', (one) => one.state === 'Failed');
  expect(failed).toMatchObject({ restarts: 1, reason: { code: 'MODEL_SIGNATURE_UNSUPPORTED', evidence: expect.stringMatching(/^fatal: could not start: /m) } });
});

test('what runs goes on while control is away, and is told to the next one', async () => {
  const replica = await running();
  const { pid } = await desk.ready(replica.id);
  await api?.close();
  process.kill(pid ?? 0, 'SIGKILL');
  await until('it serves again without control', () => ask(replica).catch(() => null));
  desk.reports.length = 0;
  api = await openControl();
  const back = await desk.seen(replica.id, 'is told', (one) => one.state === 'Ready');
  expect(back).toMatchObject({ restarts: 1 });
  desk.change({ replicas: [{ ...replica, drain: true }] });
  await desk.seen(replica.id, 'has drained', (one) => one.state === 'Stopped');
});

test('an agent that starts while control is away serves what it last was told', async () => {
  const replica = await running();
  await agents[0].stop();
  await api?.close();
  api = null;
  expect(await ask(replica).catch(() => 'gone')).toBe('gone');
  startAgent();
  await until('it serves', () => ask(replica).catch(() => null));
});

test('a replica that is no longer desired drains: it answers what it holds', async () => {
  const replica = await place.replicaOf(models.rounds, { batchRowsMax: 1 });
  desk.change({ replicas: [replica] });
  startAgent();
  const { pid } = await desk.ready(replica.id);
  const client = new ReplicaClient(replica.address);
  clients.push(client);
  await client.ready;
  const rounds = () => client.infer([{ name: 'rounds', datatype: 'INT64', shape: [1], data: BigInt64Array.from([20_000n]) }]);
  const held = Array.from({ length: 5 }, rounds);
  desk.change({ replicas: [] });
  await client.drained;
  expect((await Promise.all(held)).map((answer) => answer.error)).toEqual(Array(5).fill(null));
  await until('it is gone', () => !existsSync(`/proc/${pid}`) && desk.last?.replicas.length === 0);
});

test('told to terminate, it ends its replicas, says so, and leaves nothing', async () => {
  const replica = await running();
  const socketPath = replica.address.slice('unix:'.length);
  expect(statSync(socketPath).isSocket()).toBe(true);
  desk.change({ terminate: true });
  await until('it is done', () => terminated === 1);
  expect(desk.replica(replica.id)?.state).toBe('Stopped');
  expect(existsSync(join(place.folder, 'instances', instanceId))).toBe(false);
  expect(existsSync(socketPath)).toBe(false);
});
