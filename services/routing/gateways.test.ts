import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createTestDatabase } from '@/testing/database';
import { confirmRevision, forgetGateway, readRoutingRevision, untilRouted } from '.';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());
beforeEach(() => db.pool.query('DELETE FROM gateways'));

const took = async (wait: Promise<void>): Promise<number> => {
  const startedAt = performance.now();
  await wait;
  return performance.now() - startedAt;
};

test('a change is waited for until the gateway answers by it', async () => {
  const revision = await readRoutingRevision(db.database);
  await confirmRevision(db.database, 'gw_a', revision - 1);
  let confirmed = false;
  const wait = untilRouted(db.database, 20_000).then(() => expect(confirmed).toBe(true));
  confirmed = true;
  await confirmRevision(db.database, 'gw_a', revision);
  await wait;
});

test('a gateway that never learns holds nobody up for longer than the limit', async () => {
  await confirmRevision(db.database, 'gw_a', 0);
  expect(await took(untilRouted(db.database, 300))).toBeGreaterThanOrEqual(300);
});

test('gateways that stopped, or have not been heard of for a while, are not waited for', async () => {
  await confirmRevision(db.database, 'gw_a', 0);
  await forgetGateway(db.database, 'gw_a');
  await db.pool.query(`INSERT INTO gateways VALUES ('gw_b', 0, clock_timestamp() - interval '6 seconds')`);
  expect(await took(untilRouted(db.database, 20_000))).toBeLessThan(10_000);
});
