import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { rateMicros } from '@/core/money';
import { createEndpoint } from '@/services/endpoints';
import { getCosts } from '@/services/usage';
import { UsageInput } from '@/services/usage/schemas';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization, testFleet } from '@/testing/serving-organization';
import { Leadership } from '../leader';
import { billingLoop } from './loop';
import { minutesOf, presentUntil } from './minutes';

const start = Date.UTC(2026, 10, 25, 10, 0, 30);
const instance = (given: object = {}) => ({
  startedAt: new Date(start),
  lastSeenAt: new Date(start),
  endedAt: null,
  billedUntil: null,
  priceMicrosPerHour: 20_000n,
  ...given,
});

describe('the minutes of an instance', () => {
  test('each is what the whole minute comes to, rated once', () => {
    const seen = { lastSeenAt: new Date(start + 100_000) };
    expect(minutesOf(instance(seen), start + 95_000).map((line) => [line.minute.toISOString().slice(14, 19), line.milliseconds, line.amountMicros])).toEqual([
      ['00:00', 30_000, 167n],
      ['01:00', 60_000, 333n],
      ['02:00', 5_000, 28n],
    ]);
  });

  test.each([
    ['nothing before it started', { startedAt: null }, null],
    ['now, while it is heard of', { lastSeenAt: new Date(start + 60_000) }, start + 70_000],
    ['30 s beyond its last sign of life', { lastSeenAt: new Date(start + 10_000) }, start + 40_000],
    ['its end', { lastSeenAt: new Date(start + 60_000), endedAt: new Date(start + 50_000) }, start + 50_000],
    ['its last sign of life, where its end was noticed much later', { lastSeenAt: new Date(start), endedAt: new Date(start + 65_000) }, start + 30_000],
  ])('end with %s', (_name, given, expected) => {
    expect(presentUntil(instance(given), start + 70_000)).toBe(expected);
  });

  test('add up to the time it was there, however often and whenever the loop ran', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 200_000 }), { minLength: 1, maxLength: 20 }), fc.bigInt({ min: 0n, max: 10_000_000n }), (steps, price) => {
        const ledger = new Map<number, { milliseconds: number; amountMicros: bigint }>();
        let [now, billedUntil] = [start, null as Date | null];
        for (const step of steps) {
          now += step;
          const at = instance({ lastSeenAt: new Date(now), billedUntil, priceMicrosPerHour: price });
          for (const line of minutesOf(at, now)) ledger.set(line.minute.getTime(), line);
          billedUntil = new Date(presentUntil(at, now) ?? 0);
        }
        const lines = [...ledger.values()];
        expect(lines.reduce((sum, line) => sum + line.milliseconds, 0)).toBe(now - start);
        for (const line of lines) expect(line.amountMicros).toBe(rateMicros(BigInt(line.milliseconds), price, 3_600_000n));
      }),
    );
  });
});

describe('the billing loop', () => {
  let db: Awaited<ReturnType<typeof createTestDatabase>>;
  beforeAll(async () => {
    db = await createTestDatabase();
  });
  afterAll(() => db.drop());

  async function scene() {
    const clock = new ManualClock(start);
    const of = await createServingOrganization(db.database, clock);
    const endpoint = await createEndpoint(of.admin, { name: 'iris', config: { variants: [variant] } }, { fleet: testFleet });
    const group = newId('job');
    const leader = new Leadership(db.database, clock, 'leader', group);
    await leader.renew();
    const run = async (by = leader) => billingLoop().tick(new AbortController().signal, (work) => by.fenced(work));
    const add = (given: object) =>
      of.look((tx) =>
        tx.instance.create({
          data: {
            id: newId('ins'),
            organizationId: of.organizationId,
            projectId: of.projectId,
            endpointId: endpoint.id,
            deploymentId: endpoint.deployment?.id ?? '',
            variant: 'main',
            provider: 'local',
            instanceType: 'local.small',
            state: 'InService',
            priceMicrosPerHour: 3_600_000n,
            startedAt: new Date(start),
            lastSeenAt: new Date(start),
            ...given,
          },
        }),
      );
    const total = async () => (await getCosts(of.admin, UsageInput.parse({}))).total;
    return { of, clock, leader, group, run, add, total };
  }
  const variant = {
    name: 'main',
    weight: 1,
    model: 'iris',
    version: 1,
    instanceType: 'local.small',
    initialInstances: 1,
    minInstances: 1,
    maxInstances: 1,
    replicasPerInstance: 1,
    concurrency: 64,
    timeoutMs: 30_000,
    batching: { enabled: true, maxSize: 64 },
    cache: { enabled: false, ttlSeconds: 60 },
  };

  test('bills a living instance second by second and one that ended exactly, and says until when it knows', async () => {
    const { of, clock, run, add, total } = await scene();
    const live = await add({});
    await add({ state: 'Terminated', endedAt: new Date(start + 20_000), lastSeenAt: new Date(start + 20_000) });
    clock.advance(25_000);
    await run();
    expect(await total()).toMatchObject({ instanceSeconds: 45, amountMicros: 45_000 });
    clock.advance(65_000);
    await of.look((tx) => tx.instance.update({ where: { id: live.id }, data: { lastSeenAt: new Date(clock.now()) } }));
    await run();
    await run();
    expect(await total()).toMatchObject({ instanceSeconds: 110, amountMicros: 110_000 });
    const costs = await getCosts(of.admin, UsageInput.parse({ groupBy: 'endpoint,version,key' }));
    expect(costs.items).toMatchObject([{ endpoint: 'iris', model: 'iris', version: 1, key: '(availability)', instanceSeconds: 110 }]);
    expect(Date.parse(costs.asOf)).toBe(clock.now());
    const lines = await of.look((tx) => tx.instanceUsage.findMany({ where: { instanceId: live.id } }));
    expect(lines.reduce((sum, line) => sum + Number(line.instanceMilliseconds), 0)).toBe(90_000);
  });

  test('does not bill the hours in which the whole installation was off', async () => {
    const { of, clock, run, add, total } = await scene();
    const gone = await add({});
    clock.advance(10_000);
    await run();
    clock.advance(8 * 3_600_000);
    await run();
    await of.look((tx) => tx.instance.update({ where: { id: gone.id }, data: { state: 'Lost', endedAt: new Date(clock.now()) } }));
    await run();
    expect((await total()).instanceSeconds).toBe(30);
    expect((await of.look((tx) => tx.instance.findUniqueOrThrow({ where: { id: gone.id } }))).billedUntil?.getTime()).toBe(clock.now());
  });

  test('a former leader writes nothing', async () => {
    const { of, clock, leader, group, run, add, total } = await scene();
    await add({});
    clock.advance(5_000);
    await of.look((tx) => tx.$executeRaw`UPDATE leaders SET until = clock_timestamp() - interval '1 second' WHERE name = ${group}`);
    const next = new Leadership(db.database, clock, 'next', group);
    await next.renew();
    await expect(run(leader)).rejects.toThrow('another control process leads now');
    expect((await total()).instanceSeconds).toBe(0);
    await run(next);
    expect((await total()).instanceSeconds).toBe(5);
  });
});
