import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, expect, test } from 'vitest';
import { encodeSpoolFrame } from '@/core/wire/spool-frame';
import { snapshotEndpoint, snapshotVariant, TestGateway, until } from '../testing/test-gateway';
import { TestReplica } from '../testing/test-replica';

const replica = new TestReplica('rep_1');
let gateway: TestGateway | null = null;

async function start(strictMetering: boolean): Promise<TestGateway> {
  await replica.listen();
  gateway = await TestGateway.start({ endpoints: [snapshotEndpoint([snapshotVariant([replica])])], config: { strictMetering } });
  await gateway.connected(1);
  return gateway;
}
afterEach(async () => {
  replica.release();
  await gateway?.stop();
  gateway = null;
  replica.kill();
});

test('a record holds exactly what encodeSpoolFrame would write for its fields', async () => {
  const test = await start(false);
  await test.predict([[1, 2, 3, 4]], { 'x-request-id': 'a.b-c_1' });
  await until('the record', () => test.records().length === 1);
  const [record] = test.records();
  expect(record).toMatchObject({
    requestId: 'a.b-c_1',
    organizationId: 'org_1',
    projectId: 'prj_1',
    endpointId: 'ep_1',
    endpoint: 'sums',
    deploymentId: 'dep_1',
    variant: 'main',
    modelId: 'mdl_1',
    versionId: 'ver_1',
    version: 1,
    replicaId: 'rep_1',
    status: 200,
    code: '',
    protocol: 'task',
    predictions: 1,
    batchRows: 1,
    bytesIn: 20,
    queueUs: 11,
    batchUs: 22,
    modelUs: 33,
    cache: 'bypass',
    attempts: 1,
    clientIp: '127.0.0.1',
    kind: 'whole',
    gatewaySeq: 1,
  });
  expect(Object.values(record)).not.toContain(undefined);
  const { readdirSync, readFileSync } = await import('node:fs');
  const [file] = readdirSync(join(test.folder, 'spool'));
  expect(readFileSync(join(test.folder, 'spool', file))).toEqual(encodeSpoolFrame([record]));
});

test('the record is in the spool before the answer is', async () => {
  const test = await start(false);
  for (let i = 0; i < 50; i++) {
    await test.predict([[i, 0, 0, 0]], { 'x-request-id': `order-${i}` });
    expect(test.records().at(-1)?.requestId).toBe(`order-${i}`);
  }
});

test('strict: start is written when the request goes to its replica, end with the answer, one pair a request', async () => {
  const test = await start(true);
  replica.behaviour.hold = true;
  const answer = test.predict([[1, 2, 3, 4]], { 'x-request-id': 'strict-1' });
  await until('the start', () => test.records().length === 1);
  expect(test.records()[0]).toMatchObject({ requestId: 'strict-1', kind: 'start', status: 0, predictions: 0 });
  replica.release();
  expect((await answer).status).toBe(200);
  const [begun, ended] = test.records();
  expect(ended).toMatchObject({ requestId: 'strict-1', kind: 'end', status: 200, predictions: 1, gatewaySeq: begun.gatewaySeq });
  const answers = await Promise.all(Array.from({ length: 200 }, (_, i) => test.predict([[i, 0, 0, 0]])));
  expect(answers.every((one) => one.status === 200)).toBe(true);
  const pairs = new Map<number, string[]>();
  for (const { gatewaySeq, kind } of test.records()) pairs.set(gatewaySeq, [...(pairs.get(gatewaySeq) ?? []), kind]);
  expect(pairs.size).toBe(201);
  expect([...pairs.values()].every((kinds) => kinds.join() === 'start,end')).toBe(true);
});

test('strict: a refusal before any replica saw it is one whole record', async () => {
  const test = await start(true);
  expect((await test.predict([[1, 2, 3, 4]], { 'x-aimass-timeout-ms': '0' })).status).toBe(400);
  await until('the record', () => test.records().length === 1);
  expect(test.records()[0]).toMatchObject({ kind: 'whole', status: 400, code: 'BAD_REQUEST' });
});

test.each([
  ['written', false],
  ['strict', true],
])('%s: without a place to record usage, requests are refused and not run; then they are again', async (_name, strict) => {
  const test = await start(strict);
  expect((await test.predict([[1, 2, 3, 4]])).status).toBe(200);
  await until('the segment is sealed', () => test.sealed.length === 1);
  const spool = join(test.folder, 'spool');
  rmSync(spool, { recursive: true });
  writeFileSync(spool, '');
  const first = await test.predict([[1, 2, 3, 4]]);
  expect(first.status).toBe(503);
  expect(await first.json()).toMatchObject({ code: 'METERING_UNAVAILABLE' });
  const seen = replica.received.length;
  const second = await test.predict([[1, 2, 3, 4]]);
  expect(second.status).toBe(503);
  expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
  expect(replica.received.length).toBe(seen);
  expect((await fetch(`${test.url}/readyz`)).status).toBe(503);
  rmSync(spool);
  const { mkdirSync } = await import('node:fs');
  mkdirSync(spool);
  await until('it is answered again', async () => (await test.predict([[1, 2, 3, 4]])).status === 200);
});

test('stopping answers what is under way and leaves every record sealed', async () => {
  const test = await start(false);
  replica.behaviour.hold = true;
  const answers = Array.from({ length: 5 }, () => test.predict([[1, 2, 3, 4]]));
  const seen = replica.received.length;
  await until('all are at the replica', () => replica.received.length >= seen + 5 || replica.received.length === 5);
  const stopped = test.gateway.stop();
  await until('new connections are refused', () =>
    fetch(`${test.url}/healthz`).then(
      () => false,
      () => true,
    ),
  );
  replica.release();
  const statuses = await Promise.all(answers.map(async (answer) => [(await answer).status, (await answer).headers.get('connection')]));
  expect(statuses).toEqual(Array.from({ length: 5 }, () => [200, 'close']));
  await stopped;
  expect(test.sealed).toHaveLength(1);
  expect(test.records()).toHaveLength(5);
  gateway = null;
  rmSync(test.folder, { recursive: true });
});
