import { type ChildProcess, spawn } from 'node:child_process';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleOf } from '@/core/bundle';
import { systemClock } from '@/core/clock';
import { askReplica } from '@/core/golden/ask';
import type { Prisma } from '@/prisma/client';
import { LocalFleet } from '@/providers/fleet/local';
import { startHost } from '@/scripts/supervisor/host';
import { variantsInput } from '@/services/endpoint-configs/schemas';
import { createEndpoint, getEndpoint, listEndpointEvents } from '@/services/endpoints';
import { listInstances } from '@/services/instances';
import { buildSnapshot } from '@/services/routing';
import { createTestDatabase } from '@/testing/database';
import { overwriteMemory } from '@/testing/overwrite-memory';
import { createServingOrganization } from '@/testing/serving-organization';
import { Place, silentLog } from '@/worker/testing/agent-bench';
import { biasOf } from '@/worker/testing/bias';
import { models } from '@/worker/testing/models';

import { until } from '@/worker/testing/until';
import { Control } from './control';

const request = { rows: [[5.1, 3.5, 1.4, 0.2]] };
const bias = biasOf(models.classifier.path);
const otherBias = Buffer.from(Float32Array.of(9, -9, 0).buffer);
const health = { periodSeconds: 1, failuresMax: 2, successes: 1 };

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let of: Awaited<ReturnType<typeof createServingOrganization>>;
let place: Place;
let host: { close(): Promise<void> };
let fleet: LocalFleet;
let control: Control;
let digest: string;

beforeEach(async () => {
  db = await createTestDatabase();
  of = await createServingOrganization(db.database);
  place = new Place();
  host = await startHost({
    socketPath: place.paths.hostSocket,
    settings: { AIMASS_LOCAL_REPLICAS: 8, AIMASS_DATA_DIR: place.folder },
    spawnAgent,
    log: silentLog,
  });
  fleet = new LocalFleet(place.paths.hostSocket);
  control = new Control({ databaseUrl: db.url, database: db.database, clock: systemClock, paths: place.paths, fleet, log: silentLog });
  await storeClassifier();
  control.start();
});

afterEach(async () => {
  await control.stop();
  await host.close();
  await db.drop();
  place.remove();
});

function spawnAgent(instanceId: string | null): ChildProcess {
  const { file, execArgv } = bundleOf('worker');
  const env = {
    PATH: process.env.PATH,
    NODE_ENV: 'production' as const,
    AIMASS_DATA_DIR: place.folder,
    ...(instanceId === null ? {} : { AIMASS_INSTANCE_ID: instanceId }),
  };
  return spawn(process.execPath, [...execArgv, file], { env, stdio: ['ignore', 'ignore', 'inherit', 'ipc'], detached: true });
}

/** Version 1 of iris becomes a model that really runs, with the answer it gave at its check. */
async function storeClassifier(): Promise<void> {
  const { files, entry, signature, versionDigest } = await place.replicaOf(models.classifier);
  digest = versionDigest;
  const sample = { request, response: { predictions: [{ label: 'b' }] }, steady: true };
  const json = { files, signature } as unknown as Record<'files' | 'signature', Prisma.InputJsonValue>;
  await of.look((tx) => tx.version.update({ where: { id: of.versionIds[0] }, data: { ...json, entry, digest: versionDigest, sample } }));
}

const endpoint = () => getEndpoint(of.admin, { name: 'iris' });
const replicas = async () => (await listInstances(of.admin, { endpoint: 'iris', limit: 10 })).items.flatMap((instance) => instance.replicas);
const events = async () => (await listEndpointEvents(of.admin, { name: 'iris', limit: 200 })).items;
/** Those that gateways send new requests to. */
const routed = async () =>
  (await buildSnapshot(db.database)).endpoints.flatMap((one) => one.variants.flatMap((variant) => variant.replicas.filter(({ draining }) => !draining)));

async function serve(more: object): Promise<void> {
  const variants = variantsInput.parse([{ name: 'main', model: 'iris', version: 1, health, ...more }]);
  await createEndpoint(of.admin, { name: 'iris', config: { variants } }, { fleet });
  await until(
    'all answer right',
    async () => {
      const now = await replicas();
      return (await endpoint()).state === 'InService' && now.length > 0 && now.every((replica) => replica.health?.state === 'Healthy');
    },
    60_000,
  );
}

function damage(pid: number | null): void {
  expect(overwriteMemory(pid ?? 0, bias, otherBias)).toBeGreaterThan(0);
}

test('a replica that turns wrong gets no more requests, is started anew, and comes back', async () => {
  await serve({ replicasPerInstance: 2 });
  const [sick, well] = await replicas();
  damage(sick.pid);
  await until('only the other one is routed to', async () => {
    const now = await routed();
    return now.length === 1 && now[0].id === well.id;
  });
  const degraded = await until('the endpoint is degraded', async () => {
    const now = await endpoint();
    return now.state === 'Degraded' ? now : null;
  });
  expect(degraded.reason).toMatchObject({
    code: 'REPLICA_WRONG_ANSWERS',
    message: expect.stringMatching(
      /^1 of 2 replicas answer right: Its answers to the golden request of iris version 1 are wrong, 2 in a row: predictions\[0\]\.label is "a", at the check it was "b"/,
    ),
  });
  expect(degraded.reason?.evidence).toMatch(/^Asked: .*\nExpected: .*\nAnswered: /);
  await until('it is in service again', async () => (await endpoint()).state === 'InService' && (await routed()).length === 2, 60_000);
  const after = await replicas();
  expect(after.map(({ id, restarts, health: found }) => [id, restarts, found?.state])).toEqual([
    [sick.id, 1, 'Healthy'],
    [well.id, 0, 'Healthy'],
  ]);
  const told = (await events()).reverse().filter(({ message }) => /unhealthy|started anew|right again|degraded|in service again/.test(message));
  const sentences = told.map(({ message }) => message);
  expect([sentences[0], ...sentences.slice(1, 3).sort(), ...sentences.slice(3)]).toEqual([
    expect.stringMatching(/^Replica 1 of iris is unhealthy and gets no requests while another one can: /),
    expect.stringMatching(/^Replica 1 of iris is started anew, since it answers wrongly: 1 of at most 3 times within 10 minutes\.$/), // these two come of one pass
    expect.stringMatching(/^iris is degraded: 1 of 2 replicas answer right: /),
    expect.stringMatching(/^Replica 1 of iris answers its golden request right again/),
    expect.stringMatching(/^iris is in service again/),
  ]);
  expect(told[0].resource).toMatchObject({
    reason: { code: 'REPLICA_WRONG_ANSWERS', evidence: expect.stringContaining('Expected'), fix: expect.stringContaining('started anew') },
  });
}, 180_000);

test('the only replica goes on until another takes its place; where that is wrong too, it is said and all goes on', async () => {
  await serve({});
  const [first] = await replicas();
  damage(first.pid);
  let gaps = 0;
  const [second] = await until(
    'another instance has taken its place',
    async () => {
      if ((await routed()).length === 0) gaps++;
      const now = await replicas();
      return now.length === 1 && now[0].id !== first.id && now[0].health?.state === 'Healthy' && (await endpoint()).state === 'InService' ? now : null;
    },
    90_000,
  );
  expect(gaps).toBe(0);
  damage(second.pid);
  const given = await until(
    'it is given up',
    async () => {
      const now = await endpoint();
      return now.state === 'Degraded' && now.reason?.message.includes('A new instance did not help') === true ? now : null;
    },
    60_000,
  );
  expect(given.reason?.message).toMatch(/^No replica answers its golden request right\. They go on serving, since none could take their place\./);
  expect(given.reason?.fix).toContain('roll back');
  expect(await routed()).toHaveLength(1); // fails open
  const { address } = (await routed())[0];
  const answer = await askReplica({ address, digest, model: 'iris', version: 1, variant: 'main', request, waitMs: 5_000, limitMs: 5_000, spare: false });
  expect(JSON.parse(answer.body.toString())).toMatchObject({ predictions: [{ label: 'a' }] });
  expect((await events()).map(({ message }) => message)).toContainEqual(
    expect.stringMatching(/^Instance ins_\w+ is replaced: a replica on it answers its golden request wrongly/),
  );
}, 240_000);
