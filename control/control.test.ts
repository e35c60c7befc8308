import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { createLogger } from '@/core/log';
import { dataPaths } from '@/core/paths';
import { cancelDeployment, createDeployment, getDeployment, getDeploymentFigures, promoteDeployment, rollbackEndpoint } from '@/services/deployments';
import type { Deployment } from '@/services/deployments/schemas';
import type { Strategy } from '@/services/deployments/strategy';
import { variantsInput } from '@/services/endpoint-configs/schemas';
import { createEndpoint, getEndpoint, listEndpointEvents, removeEndpoint, startEndpoint, stopEndpoint } from '@/services/endpoints';
import { buildSnapshot } from '@/services/routing';
import { AgentHost } from '@/testing/agent-host';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization, testFleet } from '@/testing/serving-organization';
import { Control } from './control';

const log = createLogger('control-test');
log.level = 'silent';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let of: Awaited<ReturnType<typeof createServingOrganization>>;
let folder: string;
let host: AgentHost;
let controls: Control[];

beforeEach(async () => {
  db = await createTestDatabase();
  of = await createServingOrganization(db.database);
  folder = mkdtempSync(join(tmpdir(), 'aimc-'));
  host = new AgentHost(dataPaths(folder).agentSocket);
  controls = [];
  control().start();
});

afterEach(async () => {
  await Promise.all(controls.map((each) => each.stop()));
  await host.close();
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

function control(): Control {
  const made = new Control({ databaseUrl: db.url, database: db.database, clock: systemClock, paths: dataPaths(folder), fleet: host, log });
  controls.push(made);
  return made;
}

const fleet = { fleet: testFleet };
const main = (version: number, more: object = {}) => ({ variants: variantsInput.parse([{ name: 'main', model: 'iris', version, ...more }]) });
const endpoint = () => getEndpoint(of.admin, { name: 'iris' });
const deploy = (version: number, more: object = {}, strategy: Strategy = { type: 'blue-green' }) =>
  createDeployment(of.admin, { endpoint: 'iris', config: main(version, more), strategy }, fleet);
const live = () => of.look((tx) => tx.instance.findMany({ where: { endedAt: null } }));
const routed = async (): Promise<{ version: number; replicas: number }[]> => {
  const { endpoints } = await buildSnapshot(db.database);
  return endpoints.flatMap((each) =>
    each.variants.map((variant) => ({ version: variant.version, replicas: variant.replicas.filter((replica) => !replica.draining).length })),
  );
};

/** Looks again and again until `check` holds. */
async function until(what: string, check: () => Promise<boolean>, limitMs = 20_000): Promise<void> {
  const deadline = Date.now() + limitMs;
  while (!(await check())) {
    if (Date.now() > deadline) throw new Error(`not within ${limitMs} ms: ${what}; ${JSON.stringify(await endpoint().catch(String))}`);
    await pause(25);
  }
}

const state = (wanted: string) => until(`state ${wanted}`, async () => (await endpoint()).state === wanted);
const ended = async (id: string): Promise<Deployment> => {
  await until('the deployment ends', async () => (await getDeployment(of.admin, { id })).state !== 'InProgress');
  return getDeployment(of.admin, { id });
};

async function inService(version = 1, more: object = {}): Promise<void> {
  await createEndpoint(of.admin, { name: 'iris', config: main(version, more) }, fleet);
  await state('InService');
}

test('a new endpoint goes through every phase, and its log tells each step', async () => {
  await inService(1, { replicasPerInstance: 2 });
  const { deployment, variants, priceMicrosPerHour } = await endpoint();
  expect(variants).toMatchObject([{ readyReplicas: 2, currentInstances: 1, currentWeight: 1 }]);
  expect(priceMicrosPerHour).toBe(20_000);
  const done = await getDeployment(of.admin, { id: deployment?.id ?? '' });
  expect(done.phases.map((phase) => phase.state)).toEqual(Array(7).fill('Done'));
  expect(done.phases.every((phase) => phase.startedAt !== null && phase.endedAt !== null)).toBe(true);
  expect(done.log.map((line) => line.phase)).toEqual(
    expect.arrayContaining(['Reserve', 'Start instance', 'Pull model', 'Load', 'Warm up', 'Probe answer', 'Shift traffic']),
  );
  const sentences = (await listEndpointEvents(of.admin, { name: 'iris', limit: 100 })).items.map((event) => event.message);
  expect(sentences).toContainEqual(expect.stringMatching(/^Replica [12] of iris became Ready after [\d.]+ m?s\.$/));
  const [instance] = await live();
  expect(instance?.startedAt).not.toBeNull();
});

test('a second version takes over without a moment in which nothing serves', async () => {
  await inService();
  host.behaviour.holdAt = 'Loading';
  const second = await deploy(2);
  await until('the new instance is up', async () => (await live()).filter((instance) => instance.state === 'InService').length === 2);
  expect(await routed()).toEqual([{ version: 1, replicas: 1 }]);
  host.behaviour.holdAt = null;
  let gap = false;
  await until('the second version serves alone', async () => {
    const now = await routed();
    gap ||= now.every((variant) => variant.replicas === 0);
    return now[0]?.version === 2 && (await live()).length === 1;
  });
  expect(gap).toBe(false);
  expect(await ended(second.id)).toMatchObject({ state: 'Succeeded' });
  const rollback = await rollbackEndpoint(of.admin, { name: 'iris' }, fleet);
  await ended(rollback.id);
  expect(await routed()).toMatchObject([{ version: 1 }]);
  expect((await getDeployment(of.admin, { id: second.id })).state).toBe('RolledBack');
}, 60_000);

test('a killed instance is replaced, and the endpoint says so meanwhile', async () => {
  await inService();
  const [before] = host.running;
  await host.kill(before ?? '');
  await until(
    'a new instance serves',
    async () => host.running.length === 1 && host.running[0] !== before && (await endpoint()).state === 'InService' && (await routed())[0]?.replicas === 1,
  );
  const sentences = (await listEndpointEvents(of.admin, { name: 'iris', limit: 100 })).items.map((event) => event.message).join('\n');
  expect(sentences).toContain('iris is degraded');
  expect(sentences).toContain('is in service again');
  expect(await of.look((tx) => tx.instance.findUniqueOrThrow({ where: { id: before ?? '' } }))).toMatchObject({ state: 'Lost', endedAt: expect.any(Date) });
});

test('an instance that falls silent is lost after ten seconds and ended at the provider', async () => {
  await inService();
  const [before] = host.running;
  host.silence(before ?? '');
  await until('it is replaced', async () => host.stopped.includes(before ?? '') && (await endpoint()).state === 'InService', 30_000);
}, 60_000);

test('stop costs nothing and keeps the name, start brings the config back, delete frees the name', async () => {
  await inService();
  await stopEndpoint(of.admin, { name: 'iris' });
  await until('nothing runs', async () => host.running.length === 0 && (await live()).length === 0);
  expect(await endpoint()).toMatchObject({ state: 'Stopped', priceMicrosPerHour: 0, url: '/v1/endpoints/iris/predict' });
  await startEndpoint(of.admin, { name: 'iris' }, fleet);
  await state('InService');
  expect(await routed()).toEqual([{ version: 1, replicas: 1 }]);
  await removeEndpoint(of.admin, { name: 'iris' });
  await until('it is gone', async () => (await endpoint().catch((error: { code: string }) => error.code)) === 'NOT_FOUND');
  expect(host.running).toEqual([]);
}, 60_000);

test('cancelling in the middle leaves nothing behind, and the former version goes on', async () => {
  await inService();
  const [serving] = host.running;
  host.behaviour.holdAt = 'Pulling';
  const second = await deploy(2);
  await until('its instance runs', async () => host.running.length === 2);
  await cancelDeployment(of.admin, { id: second.id });
  expect(await ended(second.id)).toMatchObject({ state: 'Cancelled', reason: { code: 'DEPLOYMENT_CANCELLED' } });
  await until('its instance is gone', async () => (await live()).length === 1 && host.running.length === 1);
  expect(host.running).toEqual([serving]);
  expect(await endpoint()).toMatchObject({ state: 'InService', reason: null });
});

test('cancelling the first deployment of a new endpoint leaves nothing, and its name is free', async () => {
  host.behaviour.holdAt = 'Pulling';
  const created = await createEndpoint(of.admin, { name: 'iris', config: main(1) }, fleet);
  const first = created.deployment?.id ?? '';
  await until('its instance runs', async () => host.running.length === 1);
  await cancelDeployment(of.admin, { id: first });
  expect(await ended(first)).toMatchObject({ state: 'Cancelled', reason: { code: 'DEPLOYMENT_CANCELLED' } });
  await until('it is gone', async () => (await endpoint().catch((error: { code: string }) => error.code)) === 'NOT_FOUND');
  expect([host.running, await live()]).toEqual([[], []]);
  host.behaviour.holdAt = null;
  await createEndpoint(of.admin, { name: 'iris', config: main(2) }, fleet);
  await state('InService');
  expect(await ended(first)).toMatchObject({ state: 'Cancelled' });
});

test('a version that does not load fails with the last lines of its log, and nothing stays', async () => {
  await inService();
  host.behaviour.failure = { code: 'MODEL_LOAD_FAILED', message: 'The file is cut short.', evidence: 'line 1\nline 2' };
  const second = await deploy(2);
  const failed = await ended(second.id);
  expect(failed).toMatchObject({
    state: 'Failed',
    reason: { code: 'REPLICA_START_FAILED', message: expect.stringContaining('cut short'), evidence: 'line 1\nline 2' },
  });
  expect(failed.log.at(-1)?.message).toContain('nothing of it stays');
  await until('its instance is gone', async () => (await live()).length === 1);
  expect(await endpoint()).toMatchObject({ state: 'InService', variants: [{ version: 1, readyReplicas: 1 }] });
});

test('a replica that answers otherwise than at the check never gets traffic', async () => {
  await of.look((tx) =>
    tx.version.update({
      where: { id: of.versionIds[1] },
      data: { sample: { request: { rows: [[1, 2, 3, 4]] }, response: { predictions: [{ label: 'virginica' }] } } },
    }),
  );
  await inService();
  const second = await deploy(2);
  expect(await ended(second.id)).toMatchObject({ state: 'Failed', reason: { code: 'PROBE_WRONG_ANSWER', evidence: expect.stringContaining('virginica') } });
  expect(await routed()).toMatchObject([{ version: 1 }]);
});

test('lack of room fails the deployment at once and says what to do', async () => {
  host.behaviour.replicasMax = 1;
  await inService();
  const second = await deploy(2);
  expect(await ended(second.id)).toMatchObject({ state: 'Failed', reason: { code: 'NO_CAPACITY' } });
  expect((await endpoint()).state).toBe('InService');
});

test('a second control stands by, takes over when the first is gone, and starts no instance twice', async () => {
  await inService();
  const second = control();
  second.start();
  await deploy(2);
  await until('the first has worked on', async () => (await endpoint()).variants[0]?.version === 2);
  expect(second.leads).toBe(false);
  await controls[0]?.stop();
  await until('the second leads', async () => second.leads);
  await until('only the new instance is left', async () => host.running.length === 1);
  const [before] = host.running;
  await host.kill(before ?? '');
  await until('it repairs', async () => host.running.length === 1 && (await endpoint()).state === 'InService' && (await routed())[0]?.replicas === 1);
  expect(host.started).toHaveLength(3);
  expect(new Set(host.started).size).toBe(3);
  expect(await live()).toHaveLength(1);
});

test('a canary bakes with its share; worse than what serves it is taken back with the reason, and nothing of it stays', async () => {
  await inService();
  const bad = await deploy(2, {}, { type: 'canary', percent: 20, bakeSeconds: 600 });
  await until('it bakes', async () => (await getDeployment(of.admin, { id: bad.id })).trafficShare === 0.2);
  const shares = async () => (await buildSnapshot(db.database)).endpoints.flatMap((each) => each.variants.map(({ version, weight }) => [version, weight]));
  expect(await shares()).toEqual([
    [1, 0.8],
    [2, 0.2],
  ]);
  const serving = (await of.look((tx) => tx.endpoint.findFirstOrThrow({ where: { name: 'iris' } }))).activeDeploymentId ?? '';
  const at = new Date(Math.ceil(Date.now() / 10_000) * 10_000 + 10_000);
  const count = (deploymentId: string, requests: bigint, errors: bigint) =>
    of.look(async (tx) => {
      const { organizationId, endpointId } = await tx.deployment.findUniqueOrThrow({ where: { id: deploymentId } });
      const rest = { predictions: 0n, batches: 0, latency: {}, queue: {}, model: {} };
      return tx.requestMetric.create({ data: { organizationId, endpointId, deploymentId, variant: 'main', stepSeconds: 10, at, requests, errors, ...rest } });
    });
  await count(serving, 400n, 0n);
  await count(bad.id, 100n, 35n);
  const taken = await ended(bad.id);
  expect(taken).toMatchObject({ state: 'RolledBack', trafficShare: 0, reason: { code: 'GUARDRAIL_BROKEN' } });
  expect(taken.reason?.message).toContain('failed 35.0 % of 100 requests, those that serve 0.0 %');
  await until('its instance is gone', async () => (await live()).every((instance) => instance.deploymentId === serving));
  expect(await shares()).toEqual([[1, 1]]);
  expect(await endpoint()).toMatchObject({ state: 'InService', variants: [{ version: 1 }] });
  const again = await deploy(2, {}, { type: 'canary', percent: 20, bakeSeconds: 600 });
  const arms = async (id: string) => (await getDeploymentFigures(of.admin, { id })).series.map(({ arm, number }) => [arm, number]);
  expect(await arms(bad.id)).toEqual([
    ['new', 2],
    ['serving', 1],
  ]);
  expect(await arms(again.id)).toEqual([
    ['new', 3],
    ['serving', 1],
  ]); // not the one that was taken back
}, 60_000);

test('a person ends the bake of a canary; what does not bake cannot be promoted', async () => {
  await inService();
  const canary = await deploy(2, {}, { type: 'canary', percent: 20, bakeSeconds: 600 });
  await until('it bakes', async () => (await getDeployment(of.admin, { id: canary.id })).trafficShare === 0.2);
  await promoteDeployment(of.admin, { id: canary.id });
  expect(await ended(canary.id)).toMatchObject({ state: 'Succeeded', trafficShare: 0 });
  expect(await routed()).toMatchObject([{ version: 2 }]);
  await expect(promoteDeployment(of.admin, { id: canary.id })).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
}, 60_000);
