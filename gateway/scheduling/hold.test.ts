import { afterEach, beforeEach, expect, test } from 'vitest';
import { snapshotEndpoint, snapshotVariant, TestGateway, until } from '../testing/test-gateway';
import { TestReplica } from '../testing/test-replica';

let replica: TestReplica;
let gateway: TestGateway;

const asleep = (more: object = {}) => snapshotEndpoint([snapshotVariant([], { scales: true, wakes: true, wakeMs: 1_700, ...more })], { state: 'ScaledToZero' });
const awake = (state = 'Waking') => snapshotEndpoint([snapshotVariant([replica], { scales: true, wakes: true, wakeMs: 1_700 })], { state });
const problemOf = async (answer: Response) => (await answer.json()) as { code: string; detail: string };

beforeEach(async () => {
  replica = new TestReplica('rep_1');
  await replica.listen();
  gateway = await TestGateway.start({ endpoints: [asleep()] });
});
afterEach(async () => {
  replica.close();
  await gateway.stop();
});

test('requests of an endpoint at zero wait for its first replica, and are told of at once', async () => {
  const answers = Promise.all(Array.from({ length: 20 }, (_, i) => gateway.predict([[i, 1, 1, 1]])));
  await until('the wait was told', () => gateway.loads.some((report) => report.held.length > 0));
  expect(gateway.loads.find((report) => report.held.length > 0)?.held).toEqual([['ep_1', 'main']]);
  gateway.route([awake()]);
  const values = await Promise.all((await answers).map(async (answer) => ((await answer.json()) as { predictions: { value: number }[] }).predictions[0].value));
  expect(values).toEqual(Array.from({ length: 20 }, (_, i) => i + 3));
});

test('one whose deadline passes first gets 503 and when to come back', async () => {
  const answer = await gateway.predict([[1, 1, 1, 1]], { 'x-aimass-timeout-ms': '120' });
  expect(answer.status).toBe(503);
  expect(answer.headers.get('retry-after')).toBe('2');
  expect(await problemOf(answer)).toMatchObject({ code: 'ENDPOINT_STARTING', detail: expect.stringContaining('scaled to zero') });
});

test('no more wait than the queue holds', async () => {
  gateway.route([asleep({ queueDepthMax: 2 })]);
  const answers = Array.from({ length: 5 }, () => gateway.predict([[1, 1, 1, 1]]));
  const refused: Response[] = [];
  for (const answer of answers) void answer.then((one) => one.status === 503 && refused.push(one));
  await until('three are refused', () => refused.length === 3);
  for (const one of refused) expect([(await problemOf(one)).code, one.headers.get('retry-after') !== null]).toEqual(['OVERLOADED', true]);
  gateway.route([awake()]);
  expect((await Promise.all(answers)).filter((one) => one.status === 200).length).toBe(2);
});

test('one that is switched off, or was never to wake, answers at once', async () => {
  gateway.route([asleep({ wakes: false })]);
  const answer = await gateway.predict([[1, 1, 1, 1]]);
  expect([answer.status, (await problemOf(answer)).code]).toEqual([503, 'ENDPOINT_STOPPED']);
});

test('the last replica drains, and who comes then waits for the next', async () => {
  gateway.route([awake('InService')]);
  await gateway.connected(1);
  const draining = snapshotVariant([replica], { scales: true, wakes: true });
  gateway.route([snapshotEndpoint([{ ...draining, replicas: draining.replicas.map((one) => ({ ...one, draining: true })) }])]);
  const answer = gateway.predict([[1, 1, 1, 1]]);
  await until('it waits', () => gateway.loads.some((report) => report.held.length > 0));
  gateway.route([awake('InService')]);
  expect((await answer).status).toBe(200);
});

test('each second tells requests in flight and those that came', async () => {
  gateway.route([awake('InService')]);
  await gateway.connected(1);
  replica.behaviour.hold = true;
  const answers = Promise.all(Array.from({ length: 8 }, (_, i) => gateway.predict([[i, 0, 0, 0]])));
  const seconds = () => gateway.loads.flatMap((report) => report.second ?? []);
  await until('all eight are in flight for a second', () => seconds().some(([, , concurrency]) => concurrency > 7.9));
  replica.release();
  await answers;
  expect(seconds().at(-1)?.slice(0, 2)).toEqual(['ep_1', 'main']);
  expect(seconds().some(([, , , requests]) => requests > 0)).toBe(true);
});
