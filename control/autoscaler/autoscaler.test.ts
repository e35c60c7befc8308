import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { createLogger } from '@/core/log';
import { Loop } from '@/core/loop';
import { dataPaths } from '@/core/paths';
import { LoadWriter } from '@/gateway/sync/load-writer';
import { createDeployment } from '@/services/deployments';
import { variantsInput } from '@/services/endpoint-configs/schemas';
import { createEndpoint, getEndpoint, stopEndpoint } from '@/services/endpoints';
import { buildSnapshot, confirmRevision } from '@/services/routing';
import { getScaling, updateScaling } from '@/services/scaling';
import { AgentHost } from '@/testing/agent-host';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization, testFleet } from '@/testing/serving-organization';
import { Control } from '../control';

const log = createLogger('autoscaler-test');
log.level = 'silent';
const fleet = { fleet: testFleet };
const quick = { target: 10, stableSeconds: 6, panicSeconds: 3, idleSeconds: 5 };

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let of: Awaited<ReturnType<typeof createServingOrganization>>;
let folder: string;
let host: AgentHost;
let control: Control;
let gateways: { stop(): Promise<void> }[];

beforeEach(async () => {
  db = await createTestDatabase();
  of = await createServingOrganization(db.database);
  folder = mkdtempSync(join(tmpdir(), 'aims-'));
  host = new AgentHost(dataPaths(folder).agentSocket);
  control = new Control({ databaseUrl: db.url, database: db.database, clock: systemClock, paths: dataPaths(folder), fleet: host, log });
  control.start();
  gateways = [];
});

afterEach(async () => {
  await Promise.all(gateways.map((gateway) => gateway.stop()));
  await control.stop();
  await host.close();
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

const endpoint = () => getEndpoint(of.admin, { name: 'iris' });
const scaling = () => getScaling(of.admin, { name: 'iris', limit: 200 });
const config = (more: object) => ({ variants: variantsInput.parse([{ name: 'main', model: 'iris', version: 1, ...more }]) });

async function until(what: string, check: () => Promise<boolean>, limitMs = 60_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}; ${JSON.stringify((await scaling()).decisions.items.slice(0, 3))}`);
    await pause(50);
  }
}

async function inService(more: object): Promise<string> {
  await createEndpoint(of.admin, { name: 'iris', config: config(more) }, fleet);
  await until('it is in service', async () => (await endpoint()).state === 'InService');
  return (await endpoint()).id;
}

/** Reports each second as a gateway does; `load` may be changed at any time, null = it is silent but alive. */
function gateway(endpointId: string, id = 'gw_1') {
  const state: { load: number | null; held: number } = { load: 0, held: 0 };
  const writer = new LoadWriter({ database: db.database, clock: systemClock, gatewayId: id });
  let toldAt = performance.now();
  const tell = async (): Promise<void> => {
    await confirmRevision(db.database, id, 1_000_000);
    if (state.load === null) return;
    const ms = performance.now() - toldAt;
    toldAt += ms;
    writer.add({ ms, second: [[endpointId, 'main', state.load, state.load, 0, 0, state.held]], held: state.held > 0 ? [[endpointId, 'main']] : [] });
    await writer.write();
  };
  const loop = new Loop({ name: id, periodMs: 900, tick: tell, log });
  loop.start();
  gateways.push({ stop: () => loop.stop() });
  return state;
}

test('load brings instances, its end takes them away, and every decision is a row', async () => {
  const id = await inService({ minInstances: 1, maxInstances: 3, scaling: quick });
  const load = gateway(id);
  load.load = 28;
  await until('three are wanted', async () => (await endpoint()).variants[0].desiredInstances === 3);
  await until('three serve', async () => (await endpoint()).variants[0].readyReplicas === 3);
  expect((await endpoint()).state).toBe('InService');
  load.load = 0;
  await until('one is left', async () => (await endpoint()).variants[0].desiredInstances === 1 && host.running.length === 1);
  const { decisions, variants } = await scaling();
  expect(variants).toMatchObject([{ variant: 'main', scales: true, desiredInstances: 1, minInstances: 1, maxInstances: 3, scaling: quick }]);
  expect(decisions.items.every((one) => one.to >= 1 && one.to <= 3 && one.message !== '' && one.inputs.target === 10)).toBe(true);
  expect(decisions.items.some((one) => one.from === one.to && one.times > 1)).toBe(true);
  expect(decisions.items.filter((one) => one.to < one.from).length).toBeGreaterThan(0);
}, 180_000);

test('nothing is taken away while a gateway is silent, nor while none is there', async () => {
  const id = await inService({ minInstances: 0, maxInstances: 3, initialInstances: 2, scaling: quick });
  const one = gateway(id, 'gw_1');
  const other = gateway(id, 'gw_2');
  other.load = null; // alive, but its figures do not come
  await until('it is seen that they do not', async () => (await scaling()).decisions.items.some((row) => row.inputs.incomplete > 3));
  expect((await endpoint()).variants[0].desiredInstances).toBe(2);
  one.load = null;
  await until('it says that the load is not known', async () => (await scaling()).decisions.items.some((row) => row.reason === 'no data' && row.times > 2));
  expect((await endpoint()).variants[0].desiredInstances).toBe(2);
}, 180_000);

test('it sleeps when idle, a held request wakes it, and the time is measured', async () => {
  const id = await inService({ minInstances: 0, maxInstances: 2, scaling: quick });
  const load = gateway(id);
  await until('it sleeps', async () => (await endpoint()).state === 'ScaledToZero' && host.running.length === 0);
  const [asleep] = (await buildSnapshot(db.database)).endpoints;
  expect(asleep).toMatchObject({ state: 'ScaledToZero', variants: [{ wakes: true, scales: true, replicas: [] }] });
  load.held = 1;
  await until('it serves', async () => (await endpoint()).state === 'InService');
  load.held = 0;
  load.load = 1;
  await until('the time is known', async () => (await scaling()).variants[0].wakeMs !== null);
  expect((await buildSnapshot(db.database)).endpoints[0].variants[0]).toMatchObject({ wakeMs: expect.any(Number), replicas: [expect.anything()] });
  expect((await scaling()).decisions.items.map((row) => row.reason)).toEqual(expect.arrayContaining(['idle', 'woken']));
}, 180_000);

test('a new deployment keeps the count that was reached, a new policy restarts nothing, a stop forgets it', async () => {
  const id = await inService({ minInstances: 1, maxInstances: 3, scaling: quick });
  const load = gateway(id);
  load.load = 19;
  await until('two serve', async () => (await endpoint()).variants[0].readyReplicas === 2);
  const deployed = await createDeployment(
    of.admin,
    {
      endpoint: 'iris',
      config: { variants: variantsInput.parse([{ name: 'main', model: 'iris', version: 2, minInstances: 1, maxInstances: 3, scaling: quick }]) },
      strategy: { type: 'blue-green' },
    },
    fleet,
  );
  await until('the second version serves', async () => (await endpoint()).variants[0].version === 2 && (await endpoint()).state === 'InService');
  expect((await of.look((tx) => tx.instance.findMany({ where: { deploymentId: deployed.id } }))).length).toBe(2);
  const before = (await of.look((tx) => tx.instance.findMany({ where: { deploymentId: deployed.id, endedAt: null } }))).map((row) => row.id).sort();
  await updateScaling(of.admin, { name: 'iris', minInstances: 2, maxInstances: 4 });
  expect((await endpoint()).variants).toMatchObject([{ minInstances: 2, maxInstances: 4, desiredInstances: 2, scaling: quick }]);
  expect((await of.look((tx) => tx.instance.findMany({ where: { endedAt: null, state: 'InService' } }))).map((row) => row.id)).toEqual(
    expect.arrayContaining(before),
  );
  await stopEndpoint(of.admin, { name: 'iris' });
  expect(await of.look((tx) => tx.variantScale.count({ where: { endpointId: id } }))).toBe(0);
}, 180_000);

test('nonsense is refused with its place, and changes nothing', async () => {
  await inService({ minInstances: 1, maxInstances: 3, scaling: quick });
  await expect(updateScaling(of.admin, { name: 'iris', minInstances: 4 })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    details: { errors: [{ pointer: '/minInstances' }] },
  });
  await expect(updateScaling(of.admin, { name: 'iris', variant: 'other', maxInstances: 4 })).rejects.toMatchObject({
    details: { errors: [{ pointer: '/variant' }] },
  });
  const faults = [
    [{ minInstances: 3, maxInstances: 2 }, 'minInstances'],
    [{ maxInstances: 3, scaling: { target: 0 } }, 'target'],
    [{ maxInstances: 3, scaling: { target: -4 } }, 'target'],
    [{ maxInstances: 3, scaling: { metric: 'cpu', target: 400 } }, 'target'],
    [{ maxInstances: 3, scaling: { metric: 'mood' } }, 'metric'],
    [{ maxInstances: 3, scaling: { panicSeconds: 90 } }, 'panicSeconds'],
    [{ maxInstances: 3, scaling: { schedules: [{ days: [8], from: '08:00', to: '18:00', minInstances: 1, maxInstances: 2 }] } }, 0],
    [{ maxInstances: 3, scaling: { schedules: [{ days: [1], from: '25:00', to: '18:00', minInstances: 1, maxInstances: 2 }] } }, 'from'],
    [
      { maxInstances: 3, scaling: { schedules: [{ days: [1], from: '08:00', to: '18:00', timeZone: 'Mars/Olympus', minInstances: 1, maxInstances: 2 }] } },
      'timeZone',
    ],
  ] as const;
  for (const [more, field] of faults) {
    const parsed = variantsInput.safeParse([{ name: 'main', model: 'iris', version: 1, ...more }]);
    expect([more, parsed.error?.issues[0]?.path.at(-1)]).toEqual([more, field]);
  }
  expect((await endpoint()).variants).toMatchObject([{ minInstances: 1, maxInstances: 3 }]);
});
