import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startThread } from '@/core/bundle';
import { systemClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { type DataPaths, dataPaths } from '@/core/paths';
import { deriveSecret } from '@/core/secrets';
import type { FromSync, GaugeSample, SyncStart, ToSync } from '@/gateway/sync-messages';
import { systemContext, withTransaction } from '@/services/context';
import { createTestDatabase } from '@/testing/database';
import { spoolSegment, usageRecord } from '@/testing/usage-records';
import { readSnapshotFile, writeSnapshotFile } from './snapshot-file';

const masterKey = Buffer.alloc(32, 7);
const secret = deriveSecret(masterKey, 'snapshot');
const nowhere = 'postgres://nobody@127.0.0.1:1/none';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const started: { stop(): Promise<void> }[] = [];
afterEach(async () => {
  for (const each of started.splice(0)) await each.stop();
});

function makeFolder(): DataPaths {
  const root = mkdtempSync(join(tmpdir(), 'aimass-sync-'));
  started.push({ stop: async () => rmSync(root, { recursive: true, force: true }) });
  const paths = dataPaths(root);
  mkdirSync(paths.spool, { recursive: true });
  return paths;
}

/** The real thread, as the gateway starts it. */
function startSync(paths: DataPaths, given: Partial<SyncStart> = {}) {
  const workerData: SyncStart = {
    databaseUrl: db.url,
    dataDir: paths.root,
    masterKeyBase64: masterKey.toString('base64'),
    gatewayId: newId('gw'),
    boot: 'boot2',
    storage: 'disk',
    logLevel: 'silent',
    ...given,
  };
  const worker = startThread('gateway-sync', workerData);
  const messages: FromSync[] = [];
  let fault: unknown = null;
  worker.on('message', (message: FromSync) => messages.push(message));
  worker.on('error', (error) => {
    fault = error;
  });
  const ended = new Promise<void>((done) => worker.on('exit', () => done()));
  const post = (message: ToSync): void => worker.postMessage(message);
  const running = {
    gatewayId: workerData.gatewayId,
    messages,
    post,
    statuses: () => messages.filter((message) => message.type === 'status'),
    snapshots: () => messages.filter((message) => message.type === 'snapshot'),
    until: (what: string, holds: () => boolean | Promise<boolean>) =>
      until(what, async () => {
        if (fault !== null) throw fault;
        return holds();
      }),
    stop: async () => {
      post({ type: 'stop' });
      await ended;
    },
  };
  started.unshift(running);
  return running;
}

async function until(what: string, holds: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > deadline) throw new Error(`never came true: ${what}`);
    await pause(20);
  }
}

const look = <T>(work: Parameters<typeof withTransaction<T>>[1]) => withTransaction(systemContext(db.database, systemClock, 'test'), work);
const requestsOf = (organizationId: string, outcome?: string) =>
  look(({ tx }) => tx.usage.aggregate({ where: { organizationId, ...(outcome === undefined ? {} : { outcome }) }, _sum: { requests: true } })).then((sum) =>
    Number(sum._sum.requests ?? 0n),
  );
const seal = (paths: DataPaths, segmentId: string, bytes: Buffer): void => {
  writeFileSync(join(paths.spool, `${segmentId}.open`), bytes);
  renameSync(join(paths.spool, `${segmentId}.open`), join(paths.spool, `${segmentId}.sealed`));
};

test('hands on a snapshot, keeps it on disk signed, and renews it when something changes', async () => {
  const paths = makeFolder();
  const sync = startSync(paths);
  await sync.until('the first snapshot', () => sync.snapshots().length > 0);
  await sync.until('it is on disk', () => existsSync(paths.snapshotFile));
  const first = sync.snapshots()[0];
  expect(first).toMatchObject({ fromDisk: false });
  const organizationId = newId('org');
  const id = newId('key');
  const key = { id, organizationId, projectId: 'p', name: 'k', prefix: 'aim_', sha256: id, createdBy: 'test', actions: ['*'], endpoints: [] };
  await look(({ tx }) => tx.apiKey.create({ data: key }));
  await sync.until('the key is known', () => sync.snapshots().some(({ snapshot }) => snapshot.keys.some((known) => known.id === id)));
  await sync.until('the key is on disk', async () => (await readSnapshotFile(paths.snapshotFile, secret))?.keys.some((known) => known.id === id) === true);
  const revoked = performance.now();
  await look(({ tx }) => tx.apiKey.update({ where: { id }, data: { revokedAt: new Date() } }));
  await sync.until(
    'the key is gone',
    () =>
      sync
        .snapshots()
        .at(-1)
        ?.snapshot.keys.every((known) => known.id !== id) === true,
  );
  expect(performance.now() - revoked).toBeLessThan(2_000);
});

test('without a database it starts from the disk at once, and says what is wrong', async () => {
  const paths = makeFolder();
  await writeSnapshotFile(paths.snapshotFile, secret, { revision: 42, builtAt: 1, keys: [], endpoints: [] });
  const sync = startSync(paths, { databaseUrl: nowhere });
  await sync.until('the snapshot', () => sync.snapshots().length > 0);
  expect(sync.snapshots()[0]).toMatchObject({ fromDisk: true, snapshot: { revision: 42 } });
  seal(paths, `${sync.gatewayId}-boot2-000001`, spoolSegment([usageRecord(), usageRecord()]));
  await sync.until('the backlog is told', () => sync.statuses().some((status) => status.backlogRecords === 2 && status.backlogSegments === 1));
  expect(sync.statuses().at(-1)).toMatchObject({ databaseReachable: false, detail: 'The database cannot be reached.' });
  expect(readdirSync(paths.spool)).toEqual([`${sync.gatewayId}-boot2-000001.sealed`]);
});

test.each([
  ['a key added by hand', (text: string) => text.replace('"keys":[]', '"keys":[{"id":"key_forged"}]')],
  ['another revision', (text: string) => text.replaceAll('"revision":42', '"revision":43')],
  ['no signature', (text: string) => text.replace(/"signature":"[^"]*"/, '"signature":""')],
  ['half a file', (text: string) => text.slice(0, text.length / 2)],
])('refuses a snapshot on disk with %s', async (_name, alter) => {
  const paths = makeFolder();
  await writeSnapshotFile(paths.snapshotFile, secret, { revision: 42, builtAt: 1, keys: [], endpoints: [] });
  expect(await readSnapshotFile(paths.snapshotFile, secret)).toMatchObject({ revision: 42 });
  writeFileSync(paths.snapshotFile, alter(readFileSync(paths.snapshotFile, 'utf8')));
  await expect(readSnapshotFile(paths.snapshotFile, secret)).rejects.toThrow();
  await expect(readSnapshotFile(paths.snapshotFile, deriveSecret(Buffer.alloc(32), 'snapshot'))).rejects.toThrow();
});

test('ships what is sealed, leaves what is open, and deletes a segment only once it is counted', async () => {
  const paths = makeFolder();
  const organizationId = newId('org');
  const sync = startSync(paths);
  const open = join(paths.spool, `${sync.gatewayId}-boot2-000003.open`);
  writeFileSync(open, spoolSegment([usageRecord({ organizationId })]));
  for (const seq of ['000001', '000002'])
    seal(paths, `${sync.gatewayId}-boot2-${seq}`, spoolSegment([usageRecord({ organizationId }), usageRecord({ organizationId })]));
  sync.post({ type: 'sealed', segmentId: `${sync.gatewayId}-boot2-000002` });
  await sync.until('the spool is empty but for the open one', () => readdirSync(paths.spool).length === 1);
  expect(await requestsOf(organizationId)).toBe(4);
  expect(existsSync(open)).toBe(true);
  await sync.until('the backlog is gone', () => sync.statuses().at(-1)?.backlogRecords === 0);
});

test('a segment that a killed shipper had counted but not deleted counts once', async () => {
  const paths = makeFolder();
  const organizationId = newId('org');
  const gatewayId = newId('gw');
  const segment = spoolSegment([usageRecord({ organizationId }), usageRecord({ organizationId })]);
  for (let life = 0; life < 3; life++) {
    seal(paths, `${gatewayId}-boot1-000001`, segment); // it is there again, as if the deletion had not happened
    const sync = startSync(paths, { gatewayId });
    await sync.until('the segment is deleted', () => readdirSync(paths.spool).length === 0);
    await sync.stop();
    expect(await requestsOf(organizationId)).toBe(2);
  }
});

test('a damaged segment counts its good records, is kept, and holds nobody up', async () => {
  const paths = makeFolder();
  const organizationId = newId('org');
  const sync = startSync(paths);
  const torn = spoolSegment([usageRecord({ organizationId }), usageRecord({ organizationId })]);
  seal(paths, `${sync.gatewayId}-boot2-000001`, torn.subarray(0, torn.byteLength - 3));
  seal(paths, `${sync.gatewayId}-boot2-000002`, spoolSegment([usageRecord({ organizationId })]));
  await sync.until('all is shipped', async () => (await requestsOf(organizationId)) === 2);
  await sync.until('the damaged one is kept', () => readdirSync(paths.spool).join() === `${sync.gatewayId}-boot2-000001.damaged`);
});

test('what a killed gateway began and never ended is unknown, but not before all its segments are counted', async () => {
  const paths = makeFolder();
  const organizationId = newId('org');
  const gatewayId = newId('gw');
  const start = (gatewaySeq: number) => usageRecord({ organizationId, gatewaySeq, kind: 'start', status: 0 });
  const end = (gatewaySeq: number) => usageRecord({ organizationId, gatewaySeq, kind: 'end' });
  seal(paths, `${gatewayId}-boot1-000001`, spoolSegment([start(1), end(1), start(2), start(3)]));
  const left = join(paths.spool, `${gatewayId}-boot1-000002`);
  writeFileSync(`${left}.open`, spoolSegment([end(2)])); // the gateway has not recovered it yet
  const sync = startSync(paths, { gatewayId });
  await sync.until('the first one is counted', async () => (await requestsOf(organizationId)) === 1);
  seal(paths, `${gatewayId}-boot2-000001`, spoolSegment([start(1)])); // the present boot: its end may still come
  await sync.until('that one is counted', () => !existsSync(join(paths.spool, `${gatewayId}-boot2-000001.sealed`)));
  expect(await requestsOf(organizationId)).toBe(1);
  renameSync(`${left}.open`, `${left}.sealed`);
  await sync.until('the lost one is told', async () => (await requestsOf(organizationId, 'unknown')) === 1);
  expect(await requestsOf(organizationId, 'ok')).toBe(2);
});

test('keeps gauges while the database is away, and adds those of one bucket', async () => {
  const paths = makeFolder();
  const sync = startSync(paths);
  const sample: GaugeSample = {
    organizationId: newId('org'),
    endpointId: 'ep_1',
    variant: 'main',
    name: 'queue',
    at: Date.UTC(2026, 10, 25),
    sum: 6,
    count: 3,
    max: 4,
  };
  sync.post({ type: 'gauges', samples: [sample, { ...sample, sum: 4, count: 1, max: 9 }] });
  sync.post({ type: 'gauges', samples: [sample] });
  const rows = () => look(({ tx }) => tx.gaugeMetric.findMany({ where: { organizationId: sample.organizationId } }));
  await sync.until('all are there', async () => (await rows())[0]?.count === 7);
  expect(await rows()).toMatchObject([{ sum: 16, max: 9, source: sync.gatewayId, stepSeconds: 10 }]);
});
