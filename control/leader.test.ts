import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { systemContext, withTransaction } from '@/services/context';
import { createTestDatabase } from '@/testing/database';
import { Leadership, LeadershipLost } from './leader';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const candidate = (owner: string, group: string) => new Leadership(db.database, systemClock, owner, group);
const inDatabase = <T>(work: Parameters<typeof withTransaction<T>>[1]) => withTransaction(systemContext(db.database, systemClock, 'test'), work);
/** As if the leader had been stopped for longer than its lease. */
const expire = (group: string) =>
  inDatabase(({ tx }) => tx.$executeRaw`UPDATE leaders SET until = clock_timestamp() - interval '1 second' WHERE name = ${group}`);
const countTo = (group: string, value: bigint) => (ctx: { tx: { counter: { upsert(args: object): Promise<unknown> } } }) =>
  ctx.tx.counter.upsert({ where: { name: group }, create: { name: group, value }, update: { value } });
const counted = async (group: string) => (await inDatabase(({ tx }) => tx.counter.findUnique({ where: { name: group } })))?.value;

test('one of many candidates leads, and goes on leading while it renews', async () => {
  const candidates = ['a', 'b', 'c', 'd'].map((owner) => candidate(owner, 'many'));
  const first = await Promise.all(candidates.map((each) => each.renew()));
  expect(first.filter(Boolean)).toHaveLength(1);
  const second = await Promise.all(candidates.map((each) => each.renew()));
  expect(second).toEqual(first);
});

test('a former leader that wakes up late can write nothing', async () => {
  const [former, next] = [candidate('former', 'late'), candidate('next', 'late')];
  expect(await former.renew()).toBe(true);
  await former.fenced(countTo('late', 1n));
  await expire('late');
  expect(await next.renew()).toBe(true);
  await next.fenced(countTo('late', 2n));
  await expect(former.fenced(countTo('late', 3n))).rejects.toBeInstanceOf(LeadershipLost);
  expect(await counted('late')).toBe(2n);
  expect(former.leads).toBe(false);
  expect(await former.renew()).toBe(false);
});

test('nobody takes over in the middle of a write', async () => {
  const [leader, next] = [candidate('leader', 'middle'), candidate('next', 'middle')];
  await leader.renew();
  const order: string[] = [];
  let taking: Promise<unknown> = Promise.resolve();
  await leader.fenced(async (ctx) => {
    await ctx.tx.$executeRaw`SELECT 1`;
    await inDatabase(async () => {
      taking = next.renew().then((took) => order.push(`next took over: ${took}`));
    });
    await countTo('middle', 1n)(ctx);
    order.push('written');
  });
  await taking;
  expect(order[0]).toBe('written');
});

test('a leader that stops lets the next one take over at once', async () => {
  const [leader, next] = [candidate('leader', 'stop'), candidate('next', 'stop')];
  await leader.renew();
  expect(await next.renew()).toBe(false);
  await leader.release();
  expect(await next.renew()).toBe(true);
  expect(leader.leads).toBe(false);
});
