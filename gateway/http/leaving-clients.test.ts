import { expect, test } from 'vitest';
import { sha256Hex } from '@/core/secrets';
import { RawClient } from '../testing/raw-client';
import { snapshotEndpoint, snapshotKey, snapshotVariant, TestGateway, testKey, until } from '../testing/test-gateway';
import { TestReplica } from '../testing/test-replica';

/** A small generator, so that a failing run can be repeated. */
function seeded(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}

test('clients that leave at any moment leave nothing behind: no place, no share of a limit, no memory', async () => {
  const random = seeded(20_261_125);
  const replica = new TestReplica('rep_1');
  await replica.listen();
  replica.behaviour.delayMs = 2;
  const key = snapshotKey(testKey, { concurrency: 40 });
  const variant = snapshotVariant([replica], { concurrency: 4, queueDepthMax: 40 });
  const gateway = await TestGateway.start({ config: { bodyBytesHeldMax: 2 * 1024 * 1024 } });
  gateway.route([snapshotEndpoint([variant])], [key]);
  await gateway.connected(1);

  const rows = (count: number): string => JSON.stringify({ rows: Array.from({ length: count }, () => [1, 2, 3, 4]) });
  const bodies = [rows(1), rows(100), rows(12_000), '{"rows":', '{"rows":[[1]]}'];
  const client = async (): Promise<void> => {
    const body = bodies[Math.floor(random() * bodies.length)];
    const isChunked = random() < 0.3;
    const framing = isChunked ? 'Transfer-Encoding: chunked' : `Content-Length: ${body.length}`;
    const sent = isChunked ? `${body.length.toString(16)}\r\n${body}\r\n0\r\n\r\n` : body;
    const request = `POST /v1/endpoints/sums/predict HTTP/1.1\r\nHost: localhost\r\nX-API-Key: ${testKey}\r\n${framing}\r\n\r\n${sent}`;
    const raw = await RawClient.connect(gateway.port);
    const kind = random();
    raw.send(kind < 0.4 ? request.slice(0, Math.floor(random() * request.length)) : request);
    if (kind < 0.7) await new Promise((next) => setTimeout(next, random() * 12));
    else await raw.answer();
    raw.leave();
  };
  for (let round = 0; round < 20; round++) await Promise.all(Array.from({ length: 30 }, client));

  const scheduler = gateway.gateway.table.endpoint('org_1', 'sums')?.variants[0].scheduler;
  const limiter = gateway.gateway.table.keyBySha256(sha256Hex(testKey))?.limiter;
  await until('nothing is under way', () => scheduler?.inFlight === 0 && scheduler.queue.length === 0 && limiter?.inFlight === 0);
  expect(scheduler?.links[0].outstanding).toBe(0);
  // Were anything held, forty at once, or two bodies of 250 KB, would now be refused.
  const together = await Promise.all(Array.from({ length: 40 }, () => gateway.predict([[1, 2, 3, 4]])));
  expect(together.map((answer) => answer.status)).toEqual(Array.from({ length: 40 }, () => 200));
  const large = Array.from({ length: 30_000 }, () => [1, 2, 3, 4]);
  for (let i = 0; i < 5; i++) expect((await gateway.predict(large)).status).toBe(200);
  // The pipeline ended each request once: every record stands for one, and all outcomes are lawful ones.
  const statuses = new Set(gateway.records().map((record) => record.status));
  expect([...statuses].filter((status) => ![200, 400, 429, 499, 503].includes(status))).toEqual([]);
  const sequence = gateway.records().map((record) => record.gatewaySeq);
  expect(new Set(sequence).size).toBe(sequence.length);
  await gateway.stop();
  replica.close();
}, 90_000);
