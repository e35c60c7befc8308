import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentApi } from '@/control/agent-api/server';
import type { DesiredReplica, HealthCheck } from '@/core/agent-api';
import { newId } from '@/core/ids';
import { containerPlaces } from '@/providers/containers/engine';
import { overwriteMemory } from '@/testing/overwrite-memory';
import { Desk, Place, silentLog } from '../testing/agent-bench';
import { biasOf } from '../testing/bias';
import { models, type TestModel } from '../testing/models';
import { ReplicaClient } from '../testing/replica-client';
import { until } from '../testing/until';
import { Agent } from './agent';
import { ArtifactCache } from './artifact-cache';

const request = { rows: [[5.1, 3.5, 1.4, 0.2]] };
const check: HealthCheck = { response: null, steady: true, periodSeconds: 1, timeoutMs: 2_000, failuresMax: 3, successes: 2 };
const bias = biasOf(models.classifier.path);
const otherBias = Buffer.from(Float32Array.of(9, -9, 0).buffer);

let place: Place;
let desk: Desk;
let api: AgentApi;
let agent: Agent;
const clients: ReplicaClient[] = [];

beforeEach(async () => {
  place = new Place();
  const instanceId = newId('ins');
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
    toolchains: { folder: join(place.folder, 'toolchains'), wheels: null },
    log: silentLog,
    onTerminated: () => undefined,
  });
});

afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await agent.stop();
  await api.close();
  place.remove();
});

/** A replica that is checked, with the answer that the model gives when it is right. */
async function running(model: TestModel, health: Partial<HealthCheck>, sample: unknown = request): Promise<DesiredReplica> {
  const replica = await place.replicaOf(model, { sample, health: { ...check, ...health } });
  desk.change({ replicas: [replica] });
  agent.start();
  await desk.ready(replica.id);
  return replica;
}

async function connect(replica: DesiredReplica): Promise<ReplicaClient> {
  const client = new ReplicaClient(replica.address);
  clients.push(client);
  await client.ready;
  return client;
}

/** What the model answers, learnt from a replica that is not checked. */
async function rightAnswer(): Promise<unknown> {
  const replica = await place.replicaOf(models.classifier);
  desk.change({ replicas: [replica] });
  agent.start();
  await desk.ready(replica.id);
  const client = await connect(replica);
  const answer = JSON.parse((await client.raw({}, JSON.stringify(request))).body.toString()) as unknown;
  client.close();
  return answer;
}

test('a replica whose memory is damaged is found by its answers, and answers right again once it is started anew', async () => {
  const response = await rightAnswer();
  const replica = await place.replicaOf(models.classifier, { sample: request, health: { ...check, response } });
  desk.change({ replicas: [replica] });
  const before = await desk.seen(replica.id, 'is healthy', (one) => one.health?.state === 'Healthy');

  const damagedAt = performance.now();
  expect(overwriteMemory(before.pid ?? 0, bias, otherBias)).toBeGreaterThan(0);
  const sick = await desk.seen(replica.id, 'is unhealthy', (one) => one.health?.state === 'Unhealthy');
  expect(performance.now() - damagedAt).toBeLessThan(6_000);
  expect(sick).toMatchObject({ state: 'Ready', pid: before.pid, reason: null });
  const reason = sick.health?.reason;
  expect(reason?.code).toBe('REPLICA_WRONG_ANSWERS');
  expect(reason?.message).toMatch(/^Its answers to the golden request of iris version 1 are wrong, 3 in a row: predictions\[0\]\.(label|score)/);
  expect(reason?.evidence).toMatch(/^Asked: \{"rows":\[\[5\.1,3\.5,1\.4,0\.2\]\]\}\nExpected: .*\nAnswered: .*"label":"a"/);
  expect(sick.health?.since).toBeLessThan(Date.now() - 1_500); // since the first wrong answer, two periods ago

  desk.change({ replicas: [{ ...replica, restartsAsked: 1 }] });
  const well = await desk.seen(replica.id, 'is healthy again', (one) => one.health?.state === 'Healthy', 15_000);
  expect(well).toMatchObject({ state: 'Ready', restarts: 1 });
  expect(well.pid).not.toBe(before.pid);
  const states = desk.reports.flatMap((report) =>
    report.replicas.filter((one) => one.id === replica.id).map((one) => [one.state, one.health?.state].join(' ')),
  );
  expect(states).toEqual(expect.arrayContaining(['Draining Unhealthy', 'Loading Unhealthy', 'Ready Unhealthy'])); // it has to show first that it answers right
}, 60_000);

test('a model that answers by chance is not judged by its answers, and says so', async () => {
  const response = { predictions: [{ value: 0.5 }] };
  const replica = await running(models.chance, { steady: null, response }, { rows: [[0.25]] });
  const seen = await desk.seen(replica.id, 'is not judged', (one) => one.health?.state === 'NotJudged');
  expect(seen.health?.reason?.message).toContain('answers the same request differently from run to run');
  const asked = desk.reports.length;
  await until('it has been asked some more', () => desk.reports.length > asked + 1, 10_000);
  expect(desk.replica(replica.id)).toMatchObject({ state: 'Ready', restarts: 0, health: { state: 'NotJudged', failing: false } });
});

test('callers go first: a golden request waits while they keep the replica busy, and then says nothing', async () => {
  const replica = await running(models.rounds, { response: { predictions: [{ value: 1 }] }, timeoutMs: 1_000 }, { rows: [1] });
  const client = await connect(replica);
  const rounds = (count: number) => client.infer([{ name: 'rounds', datatype: 'INT64', shape: [1], data: BigInt64Array.from([BigInt(count)]) }], 60_000);
  await desk.seen(replica.id, 'is healthy', (one) => one.health?.state === 'Healthy');
  const trialAt = performance.now();
  await rounds(10_000);
  const count = Math.round((10_000 * 300) / (performance.now() - trialAt));
  let busy = true;
  const callers = Array.from({ length: 4 }, async () => {
    let answered = 0;
    while (busy) {
      expect((await rounds(count)).error).toBeNull();
      answered++;
    }
    return answered;
  });
  await new Promise((resolve) => setTimeout(resolve, 8_000)); // eight periods in which it is never idle
  busy = false;
  expect((await Promise.all(callers)).reduce((sum, answered) => sum + answered)).toBeGreaterThan(4);
  expect(desk.replica(replica.id)).toMatchObject({ state: 'Ready', restarts: 0, health: { state: 'Healthy' } });
}, 60_000);
