import { afterAll, beforeAll, expect, test } from 'vitest';
import { snapshotEndpoint, snapshotVariant, TestGateway, until } from './testing/test-gateway';
import { TestReplica } from './testing/test-replica';

const replicas = [new TestReplica('rep_1'), new TestReplica('rep_2')];
let gateway: TestGateway;

beforeAll(async () => {
  await Promise.all(replicas.map((replica) => replica.listen()));
  gateway = await TestGateway.start({ endpoints: [snapshotEndpoint([snapshotVariant(replicas)])] });
  await gateway.connected(2);
});
afterAll(async () => {
  await gateway.stop();
  for (const replica of replicas) replica.close();
});

test('a prediction answers with the row sums, the identifying headers and a usage record', async () => {
  const answer = await gateway.predict(
    [
      [1, 2, 3, 4],
      [5, 6, 7, 8.5],
    ],
    { 'x-request-id': 'first-1' },
  ); // prettier-ignore
  expect(answer.status).toBe(200);
  expect(await answer.json()).toEqual({
    task: 'regress',
    predictions: [{ value: 10 }, { value: 26.5 }],
    model: 'sums',
    version: 1,
    variant: 'main',
    requestId: 'first-1',
  });
  expect(Object.fromEntries(answer.headers)).toMatchObject({
    'x-request-id': 'first-1',
    'x-aimass-endpoint': 'sums',
    'x-aimass-variant': 'main',
    'x-aimass-version': '1',
    'x-aimass-cache': 'bypass',
    'server-timing': expect.stringMatching(/^gateway;dur=[\d.]+, queue;dur=0.011, batch;dur=0.022, model;dur=0.033$/),
  });
  await until('the record', () => gateway.records().length === 1);
  expect(gateway.records()[0]).toMatchObject({ requestId: 'first-1', status: 200, predictions: 2, modelUs: 33, kind: 'whole', endpoint: 'sums' });
});
