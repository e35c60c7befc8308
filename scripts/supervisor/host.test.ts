import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { AgentApi } from '@/control/agent-api/server';
import { bundleOf } from '@/core/bundle';
import { newId } from '@/core/ids';
import { LocalFleet } from '@/providers/fleet/local';
import { Desk, Place, silentLog } from '@/worker/testing/agent-bench';
import { models } from '@/worker/testing/models';
import { ReplicaClient } from '@/worker/testing/replica-client';
import { until } from '@/worker/testing/until';
import { startHost } from './host';
import { offersOf, replicasCap } from './host-offers';

const gibibyte = 1024 ** 3;

let place: Place;
let desk: Desk;
let api: AgentApi;
let fleet: LocalFleet;
let host: { close(): Promise<void> };
let spawned: ChildProcess[];
let cap: number | undefined;
let spareAfterMs: number;

beforeEach(async () => {
  place = new Place();
  desk = new Desk(newId('ins'));
  spawned = [];
  cap = 6;
  spareAfterMs = 600_000; // no test waits for one that it did not ask for
  api = new AgentApi({
    socketPath: place.paths.agentSocket,
    desired: async (id) => (id === desk.desired.instanceId ? desk.desired : null),
    observed: async (report) => desk.reports.push(report) > 0,
    log: silentLog,
  });
  desk.onChange = () => api.wake(desk.desired.instanceId);
  await api.listen();
  fleet = new LocalFleet(place.paths.hostSocket);
  host = await openHost();
});

afterEach(async () => {
  await host.close();
  await api.close();
  place.remove();
});

function openHost() {
  const settings = { AIMASS_LOCAL_REPLICAS: cap, AIMASS_DATA_DIR: place.folder };
  return startHost({ socketPath: place.paths.hostSocket, settings, spawnAgent, spareAfterMs, log: silentLog });
}

/** As the supervisor does it: a clean environment, a process group of its own, a pipe that ends it. */
function spawnAgent(instanceId: string | null): ChildProcess {
  const { file, execArgv } = bundleOf('worker');
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production' as const,
    AIMASS_DATA_DIR: place.folder,
    AIMASS_AGENT_SOCKET: place.paths.agentSocket,
    ...(instanceId === null ? {} : { AIMASS_INSTANCE_ID: instanceId }),
  };
  const child = spawn(process.execPath, [...execArgv, file], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true });
  spawned.push(child);
  return child;
}

const group = { endpointId: 'ep_1', endpoint: 'iris', variant: 'main' };
const start = (id = desk.desired.instanceId, replicas = 1, type = 'local.small') => fleet.start({ id, type, replicas, group });
const stateOf = async (id: string) => (await fleet.list()).find((instance) => instance.id === id)?.state;
const alive = (pid: number | null | undefined): boolean => existsSync(`/proc/${pid}`) && !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));

async function serving(): Promise<{ id: string; address: string; pid: number }> {
  const replica = await place.replicaOf(models.classifier);
  desk.change({ replicas: [replica] });
  await start();
  const { pid } = await desk.ready(replica.id);
  return { id: replica.id, address: replica.address, pid: pid ?? 0 };
}

test('starts an agent that serves what control desires, and ends it with all it started', async () => {
  const { pid, address } = await serving();
  expect(await stateOf(desk.desired.instanceId)).toBe('running');
  expect(await start()).toMatchObject({ id: desk.desired.instanceId, state: 'running', providerId: String(spawned[0].pid) }); // asked again: the same one
  expect(spawned).toHaveLength(1);
  const client = new ReplicaClient(address);
  await client.ready;
  expect((await client.raw({}, '{"rows":[[1,2,3,4]]}')).error).toBeNull();
  client.close();
  expect(readFileSync(`/proc/${spawned[0].pid}/cmdline`, 'utf8')).toMatch(/^aimass-worker/);
  await fleet.stop([desk.desired.instanceId], 'test');
  expect(await fleet.list()).toEqual([]);
  expect([alive(spawned[0].pid), alive(pid)]).toEqual([false, false]);
  expect(existsSync(join(place.folder, 'instances', desk.desired.instanceId))).toBe(false);
  await fleet.stop([desk.desired.instanceId], 'again'); // gone already is fine
});

test('an agent killed -9 takes its replicas with it, and shows as stopped', async () => {
  const { pid } = await serving();
  process.kill(pid, 'SIGSTOP'); // it cannot notice that its agent is gone
  process.kill(spawned[0].pid ?? 0, 'SIGKILL');
  await until('it is noticed', async () => (await stateOf(desk.desired.instanceId)) === 'stopped');
  expect(await fleet.list()).toMatchObject([{ detail: { text: 'by SIGKILL' } }]);
  await until('its replica is gone', () => !alive(pid));
});

test('an agent whose supervisor is gone ends its replicas and itself', async () => {
  const { pid } = await serving();
  spawned[0].disconnect();
  await until('it has ended', async () => (await stateOf(desk.desired.instanceId)) === 'stopped');
  expect(await fleet.list()).toMatchObject([{ detail: { text: 'with code 0' } }]);
  expect([alive(spawned[0].pid), alive(pid)]).toEqual([false, false]);
});

test('an agent that does not end is killed', async () => {
  await serving();
  process.kill(spawned[0].pid ?? 0, 'SIGSTOP');
  await fleet.stop([desk.desired.instanceId], 'hung');
  expect(alive(spawned[0].pid)).toBe(false);
});

test('an instance is the agent that was started ahead, and the next one is started', async () => {
  await host.close();
  spareAfterMs = 0;
  host = await openHost();
  const titleOf = (pid: number | undefined): string => readFileSync(`/proc/${pid}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
  await until('the spare waits', async () => spawned.length === 1 && titleOf(spawned[0].pid).startsWith('aimass-spare'));
  const { pid } = await serving();
  expect((await fleet.list())[0].providerId).toBe(String(spawned[0].pid));
  expect(titleOf(spawned[0].pid)).toMatch(/^aimass-worker/);
  await until('another spare waits', async () => spawned.length === 2 && titleOf(spawned[1].pid).startsWith('aimass-spare'));
  await host.close();
  await until('nobody is left', () => [spawned[0].pid, spawned[1].pid, pid].every((one) => !alive(one)));
});

test('a spare that has died is not given out', async () => {
  await host.close();
  spareAfterMs = 0;
  host = await openHost();
  await until('the spare is there', async () => spawned.length === 1);
  process.kill(spawned[0].pid ?? 0, 'SIGKILL');
  await until('it is gone', () => !alive(spawned[0].pid));
  await serving();
  expect((await fleet.list())[0].providerId).not.toBe(String(spawned[0].pid));
});

test('started again, it brings its instances back', async () => {
  const { id, pid } = await serving();
  await host.close();
  expect(alive(pid)).toBe(false);
  desk.reports.length = 0;
  host = await openHost();
  expect(await fleet.list()).toMatchObject([{ id: desk.desired.instanceId, type: 'local.small' }]);
  await desk.ready(id);
});

test('refuses more replicas than the machine may hold, and says what to do', async () => {
  await start(newId('ins'), 4);
  await expect(start(newId('ins'), 4)).rejects.toMatchObject({
    code: 'NO_CAPACITY',
    message: 'This machine may hold 6 replicas and has 2 places left; wanted: 4.',
    details: { fix: { text: expect.stringContaining('AIMASS_LOCAL_REPLICAS=8') } },
  });
  await start(newId('ins'), 2);
  expect((await fleet.offers()).every((offer) => !offer.available && offer.reason !== '')).toBe(true);
  const [first] = await fleet.list();
  await fleet.stop([first.id], 'room');
  expect((await fleet.offers())[0]).toMatchObject({ name: 'local.small', available: true, cpus: 1, memoryBytes: gibibyte });
});

test('refuses types it does not know and more replicas than a type holds', async () => {
  await expect(start(newId('ins'), 1, 'm5.large')).rejects.toMatchObject({ code: 'INSTANCE_TYPE_UNKNOWN' });
  await expect(start(newId('ins'), 5)).rejects.toMatchObject({ code: 'NO_CAPACITY', message: 'A local.small holds at most 4 replicas, not 5.' });
  expect(spawned).toEqual([]);
});

test("its socket is its user's alone", () => {
  expect(statSync(place.paths.hostSocket).mode & 0o777).toBe(0o600);
});

test.each([
  // name                          memory  free  replicasFree → available sizes
  ['a large machine', 16, 8, 8, ['local.small', 'local.medium', 'local.large']],
  ['a machine of 4 GiB', 4, 2, 8, ['local.small', 'local.medium']],
  ['a machine of 2 GiB', 2, 1, 8, ['local.small']],
  ['no memory free', 16, 0.05, 8, []],
  ['no replica free', 16, 8, 0, []],
])('offers of %s', (_name, memory, free, replicasFree, available) => {
  const offers = offersOf({ cpus: 2, memoryBytes: memory * gibibyte, freeBytes: free * gibibyte }, replicasFree);
  expect(offers.filter((offer) => offer.available).map((offer) => offer.name)).toEqual(available);
  expect(offers.filter((offer) => !offer.available).every((offer) => /\.$/.test(offer.reason))).toBe(true);
  expect(offers.map((offer) => offer.cpus)).toEqual([1, 2, 2]);
});

test('holds four replicas a core, at least eight, or what the setting says', () => {
  expect([replicasCap(undefined, { cpus: 1 }), replicasCap(undefined, { cpus: 16 }), replicasCap(3, { cpus: 16 })]).toEqual([8, 64, 3]);
});
