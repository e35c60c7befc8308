import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { bundleOf } from '@/core/bundle';
import { systemClock } from '@/core/clock';
import type { Prisma } from '@/prisma/client';
import { LocalFleet } from '@/providers/fleet/local';
import { startHost } from '@/scripts/supervisor/host';
import { variantsInput } from '@/services/endpoint-configs/schemas';
import { createEndpoint, getEndpoint, listEndpointEvents, stopEndpoint } from '@/services/endpoints';
import { listInstances } from '@/services/instances';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { Place, silentLog } from '@/worker/testing/agent-bench';
import { models } from '@/worker/testing/models';
import { until } from '@/worker/testing/until';
import { Control } from './control';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let of: Awaited<ReturnType<typeof createServingOrganization>>;
let place: Place;
let host: { close(): Promise<void> };
let fleet: LocalFleet;
let control: Control;

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
  const sample = { request: { rows: [[5.1, 3.5, 1.4, 0.2]] }, response: { predictions: [{ label: 'b' }] } };
  const data = {
    files: files as unknown as Prisma.InputJsonValue,
    entry,
    signature: signature as unknown as Prisma.InputJsonValue,
    digest: versionDigest,
    sample,
  };
  await of.look((tx) => tx.version.update({ where: { id: of.versionIds[0] }, data }));
}

const endpoint = () => getEndpoint(of.admin, { name: 'iris' });
const inService = () => until('the endpoint is in service', async () => (await endpoint()).state === 'InService', 60_000);
const readyPids = async (): Promise<number[]> => {
  const { items } = await listInstances(of.admin, { endpoint: 'iris', limit: 10 });
  return items.flatMap((instance) => instance.replicas).flatMap((replica) => (replica.state === 'Ready' && replica.pid !== null ? [replica.pid] : []));
};

test('an endpoint of real processes comes up, heals, and leaves nothing when stopped', async () => {
  const variants = variantsInput.parse([{ name: 'main', model: 'iris', version: 1, replicasPerInstance: 2 }]);
  await createEndpoint(of.admin, { name: 'iris', config: { variants } }, { fleet });
  await inService();
  const before = await until('both replicas are ready', async () => (await readyPids()).length === 2 && readyPids(), 30_000);
  process.kill(before[0], 'SIGKILL');
  const after = await until('the killed one is back', async () => {
    const pids = await readyPids();
    return pids.length === 2 && !pids.includes(before[0]) ? pids : null;
  });
  expect(after).toContain(before[1]);
  await inService();
  const sentences = (await listEndpointEvents(of.admin, { name: 'iris', limit: 100 })).items.map((event) => event.message).join('\n');
  expect(sentences).toMatch(/Replica [12] of iris is (fetching|loading) the model \(restart 1\)\./);
  await stopEndpoint(of.admin, { name: 'iris' });
  await until('nothing runs', async () => (await fleet.list()).length === 0 && after.every((pid) => !existsSync(`/proc/${pid}`)), 60_000);
}, 180_000);
