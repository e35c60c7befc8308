import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { RawClient } from '../testing/raw-client';
import { snapshotEndpoint, snapshotKey, snapshotVariant, TestGateway, testKey, until } from '../testing/test-gateway';
import { TestReplica } from '../testing/test-replica';

let replicas: TestReplica[];
let gateway: TestGateway;

beforeEach(async () => {
  replicas = [new TestReplica('rep_1'), new TestReplica('rep_2')];
  await Promise.all(replicas.map((replica) => replica.listen()));
  gateway = await TestGateway.start({ endpoints: [snapshotEndpoint([snapshotVariant(replicas)])] });
  await gateway.connected(2);
});
afterEach(async () => {
  for (const replica of replicas) replica.close();
  await gateway.stop();
});

const received = (): number => replicas.reduce((sum, replica) => sum + replica.received.length, 0);
const codeOf = async (answer: Response): Promise<string> => ((await answer.json()) as { code: string }).code;
const sumOf = async (answer: Response): Promise<number> => ((await answer.json()) as { predictions: { value: number }[] }).predictions[0].value;

describe('replicas', () => {
  test('share the load', async () => {
    for (const replica of replicas) replica.behaviour.delayMs = 5;
    await Promise.all(Array.from({ length: 100 }, (_, i) => gateway.predict([[i, 0, 0, 0]])));
    for (const replica of replicas) expect(replica.received.length).toBeGreaterThan(25);
  });

  test('one that dies with requests outstanding costs nobody an answer', async () => {
    for (const replica of replicas) replica.behaviour.hold = true;
    const answers = Promise.all(Array.from({ length: 40 }, (_, i) => gateway.predict([[i, 0, 0, 0]])));
    await until('all are at replicas', () => received() === 40);
    expect(replicas[0].received.length).toBeGreaterThan(10);
    replicas[0].kill();
    replicas[1].release();
    const values = await Promise.all((await answers).map(sumOf));
    expect(values).toEqual(Array.from({ length: 40 }, (_, i) => i));
    await until('the records', () => gateway.records().length === 40);
    expect(gateway.records().filter((record) => record.attempts === 2).length).toBeGreaterThan(0);
    expect(new Set(gateway.records().map((record) => record.gatewaySeq)).size).toBe(40);
  });

  test('one that comes back under its name is used again', async () => {
    replicas[0].kill();
    await gateway.connected(1);
    await replicas[0].listen();
    await gateway.connected(2);
    expect((await gateway.predict([[1, 1, 1, 1]])).status).toBe(200);
  });

  test('one that serves other files gets no requests', async () => {
    const wrong = new TestReplica('rep_3', 'another digest');
    await wrong.listen();
    replicas.push(wrong);
    gateway.route([snapshotEndpoint([snapshotVariant(replicas)])]);
    await until('it was dialled', () => wrong.connections > 0);
    await Promise.all(Array.from({ length: 30 }, () => gateway.predict([[1, 2, 3, 4]])));
    expect(wrong.received).toEqual([]);
  });

  test('one that says DRAIN finishes what it has and gets nothing new', async () => {
    for (const replica of replicas) replica.behaviour.hold = true;
    const held = Promise.all(Array.from({ length: 20 }, () => gateway.predict([[1, 2, 3, 4]])));
    await until('all are at replicas', () => received() === 20);
    const had = replicas[0].received.length;
    expect(had).toBeGreaterThan(2);
    replicas[0].drain();
    await gateway.connected(1);
    replicas[1].release();
    await Promise.all(Array.from({ length: 20 }, () => gateway.predict([[1, 2, 3, 4]])));
    expect(replicas[0].received.length).toBe(had);
    replicas[0].release();
    expect((await held).every((answer) => answer.status === 200)).toBe(true);
  });

  test('one that answers 5xx fast is left out after five, and its requests are answered elsewhere', async () => {
    replicas[0].behaviour.error = { code: 'INTERNAL', detail: 'broken' };
    for (let i = 0; i < 60; i++) expect((await gateway.predict([[i, 0, 0, 0]])).status).toBe(200);
    expect(replicas[0].received.length).toBeLessThanOrEqual(6);
  });

  test('all failing still get requests: a bad pool is better than none', async () => {
    for (const replica of replicas) replica.behaviour.error = { code: 'INTERNAL', detail: 'broken' };
    for (let i = 0; i < 20; i++) expect((await gateway.predict([[1, 2, 3, 4]])).status).toBe(500);
    const before = received();
    for (const replica of replicas) replica.behaviour.error = null;
    expect((await gateway.predict([[1, 2, 3, 4]])).status).toBe(200);
    expect(received()).toBe(before + 1);
  });

  test('an error of the model is passed on once and tried nowhere else', async () => {
    for (const replica of replicas) replica.behaviour.error = { code: 'MODEL_ERROR', detail: 'The model failed: bad input.' };
    const answer = await gateway.predict([[1, 2, 3, 4]]);
    expect(answer.status).toBe(424);
    expect(await answer.json()).toMatchObject({ code: 'MODEL_ERROR', detail: 'The model failed: bad input.' });
    expect(received()).toBe(1);
  });

  test('none that can be reached is 503 NO_HEALTHY_REPLICA with Retry-After, and metered', async () => {
    for (const replica of replicas) replica.kill();
    await until('both gone', () => replicas.every((replica) => replica.connections === 0));
    const answer = await gateway.predict([[1, 2, 3, 4]]);
    expect(answer.status).toBe(503);
    expect(Number(answer.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await codeOf(answer)).toBe('NO_HEALTHY_REPLICA');
    await until('the record', () => gateway.records().some((record) => record.code === 'NO_HEALTHY_REPLICA' && record.status === 503));
  });
});

describe('a deadline', () => {
  test('passes as 504, the replica is told, and its late answer is not delivered', async () => {
    for (const replica of replicas) replica.behaviour.hold = true;
    const client = await RawClient.connect(gateway.port);
    const body = '{"rows":[[1,2,3,4]]}';
    const head = (extra: string): string =>
      `POST /v1/endpoints/sums/predict HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${testKey}\r\nContent-Length: ${body.length}\r\n${extra}\r\n${body}`;
    client.send(head('X-AIMass-Timeout-Ms: 60\r\n'));
    const late = await client.answer();
    expect(late?.status).toBe(504);
    await until('the cancel', () => replicas.some((replica) => replica.cancelled.length === 1));
    expect(replicas.flatMap((replica) => replica.received)[0].deadlineMs).toBeLessThanOrEqual(60);
    for (const replica of replicas) replica.release();
    client.send(head(''));
    const next = await client.answer();
    expect(next?.status).toBe(200);
    expect(JSON.parse(next?.body.toString() ?? '')).toMatchObject({ predictions: [{ value: 10 }] });
    client.leave();
    await until('the records', () => gateway.records().length === 2);
    expect(gateway.records().map((record) => record.status)).toEqual([504, 200]);
  });

  test('of the body is honoured too, and one that is no number is a 400', async () => {
    for (const replica of replicas) replica.behaviour.hold = true;
    const answer = await fetch(`${gateway.url}/v1/endpoints/sums/predict`, {
      method: 'POST',
      headers: { 'x-api-key': testKey, 'content-type': 'application/json' },
      body: JSON.stringify({ rows: [[1, 2, 3, 4]], parameters: { timeoutMs: 50 } }),
    });
    expect(answer.status).toBe(504);
    expect((await gateway.predict([[1, 2, 3, 4]], { 'x-aimass-timeout-ms': 'soon' })).status).toBe(400);
  });
});

describe('a client that leaves', () => {
  test('cancels its request at the replica, and frees its place', async () => {
    for (const replica of replicas) replica.behaviour.hold = true;
    const client = await RawClient.connect(gateway.port);
    const body = '{"rows":[[1,2,3,4]]}';
    client.send(`POST /v1/endpoints/sums/predict HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${testKey}\r\nContent-Length: ${body.length}\r\n\r\n${body}`);
    await until('it is at a replica', () => received() === 1);
    client.leave();
    await until('the cancel', () => replicas.some((replica) => replica.cancelled.length === 1));
    const sent = replicas.flatMap((replica) => replica.received)[0].id;
    expect(replicas.flatMap((replica) => replica.cancelled)).toEqual([sent]);
    await until('the record', () => gateway.records().length === 1);
    expect(gateway.records()[0]).toMatchObject({ status: 499, code: 'CLIENT_CLOSED', predictions: 0 });
    expect(gateway.gateway.table.endpoint('org_1', 'sums')?.variants[0].scheduler.inFlight).toBe(0);
  });
});

describe('the queue', () => {
  const narrow = (queueDepthMax: number) => snapshotEndpoint([snapshotVariant([replicas[0]], { concurrency: 1, queueDepthMax })]);

  test('holds what replicas have no room for, and answers it in turn', async () => {
    gateway.route([narrow(1024)]);
    replicas[0].behaviour.delayMs = 2;
    const values = await Promise.all(Array.from({ length: 50 }, async (_, i) => sumOf(await gateway.predict([[i, 0, 0, 0]]))));
    expect(values).toEqual(Array.from({ length: 50 }, (_, i) => i));
    await until('the records', () => gateway.records().length === 50);
    expect(Math.max(...gateway.records().map((record) => record.queueUs))).toBeGreaterThan(5_000);
  });

  test('overflows at once with 503 OVERLOADED and Retry-After', async () => {
    gateway.route([narrow(3)]);
    replicas[0].behaviour.hold = true;
    const waiting = Array.from({ length: 4 }, () => gateway.predict([[1, 2, 3, 4]]));
    await until('a full queue', () => gateway.gateway.table.endpoint('org_1', 'sums')?.variants[0].scheduler.queue.length === 3);
    const startedAt = performance.now();
    const refused = await gateway.predict([[1, 2, 3, 4]]);
    expect(performance.now() - startedAt).toBeLessThan(500);
    expect(refused.status).toBe(503);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await codeOf(refused)).toBe('OVERLOADED');
    replicas[0].release();
    expect((await Promise.all(waiting)).map((answer) => answer.status)).toEqual([200, 200, 200, 200]);
  });

  test('lets go of requests whose deadline passes while they wait', async () => {
    gateway.route([narrow(10)]);
    replicas[0].behaviour.hold = true;
    const first = gateway.predict([[1, 2, 3, 4]]);
    await until('the first is at the replica', () => replicas[0].received.length === 1);
    expect((await gateway.predict([[1, 2, 3, 4]], { 'x-aimass-timeout-ms': '50' })).status).toBe(504);
    replicas[0].release();
    expect((await first).status).toBe(200);
    expect(replicas[0].received.length).toBe(1);
  });

  test('serves callers in turn, so that one that floods waits for itself', async () => {
    const other = 'aim_other_0123456789abcdef0123456789abcdef';
    gateway.route([narrow(1024)], [snapshotKey(testKey), snapshotKey(other)]);
    replicas[0].behaviour.delayMs = 3;
    let flooded = 0;
    const flood = Array.from({ length: 100 }, () => gateway.predict([[1, 2, 3, 4]]).then(() => flooded++));
    await until('the flood waits', () => (gateway.gateway.table.endpoint('org_1', 'sums')?.variants[0].scheduler.queue.length ?? 0) > 50);
    const before = flooded;
    await gateway.predict([[1, 2, 3, 4]], { authorization: `Bearer ${other}` });
    expect(flooded - before).toBeLessThan(10);
    await Promise.all(flood);
  });

  test('waits for replicas that were only just named', async () => {
    const fresh = new TestReplica('rep_9');
    replicas.push(fresh);
    gateway.route([snapshotEndpoint([snapshotVariant([fresh], { versionId: 'ver_9' })])]);
    const answer = gateway.predict([[1, 2, 3, 4]]);
    await fresh.listen();
    expect((await answer).status).toBe(200);
  });
});

test('answers are never crossed: distinct inputs under concurrency get exactly their own sums', async () => {
  for (const replica of replicas) replica.behaviour.delayMs = 1;
  const inputs = Array.from({ length: 600 }, (_, i) => [i, i * 0.5, -i, 1000 + i]);
  const sums = inputs.map((row) => Math.fround(Math.fround(Math.fround(row[0] + row[1]) + row[2]) + row[3]));
  const values: number[] = [];
  let next = 0;
  const client = async (): Promise<void> => {
    for (let i = next++; i < inputs.length; i = next++) values[i] = await sumOf(await gateway.predict([inputs[i]]));
  };
  await Promise.all(Array.from({ length: 64 }, client));
  expect(values).toEqual(sums);
  // Negative control: against another request's sum the check must bite.
  expect(values.filter((value, i) => value !== sums[(i + 1) % sums.length]).length).toBe(600);
});

test('a change of deployment under load fails nobody, and nothing new goes to what was left', async () => {
  const next = new TestReplica('rep_next', 'digest-2');
  replicas.push(next);
  await next.listen();
  for (const replica of replicas) replica.behaviour.delayMs = 2;
  let running = true;
  const statuses: number[] = [];
  const versions = new Set<string | null>();
  const client = async (): Promise<void> => {
    while (running) {
      const answer = await gateway.predict([[1, 2, 3, 4]]);
      statuses.push(answer.status);
      versions.add(answer.headers.get('x-aimass-version'));
      await answer.arrayBuffer();
    }
  };
  const clients = Promise.all(Array.from({ length: 16 }, client));
  await until('load', () => statuses.length > 50);
  gateway.route([snapshotEndpoint([snapshotVariant([next], { versionId: 'ver_2', version: 2, versionDigest: 'digest-2' })], { deploymentId: 'dep_2' })]);
  await until('the new version', () => versions.has('2'));
  const before = replicas[0].received.length + replicas[1].received.length;
  const seen = statuses.length;
  await until('more load', () => statuses.length > seen + 100);
  running = false;
  await clients;
  expect(new Set(statuses)).toEqual(new Set([200]));
  expect(replicas[0].received.length + replicas[1].received.length).toBeLessThanOrEqual(before + 16);
  await until('the old connections are let go', () => replicas[0].connections + replicas[1].connections === 0);
});
