import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { systemContext, withTransaction } from '../context';
import { closeNextDay, getCosts } from '.';
import { openRanges } from './ledger';
import { UsageInput, usageGroups } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const dayMs = 86_400_000;
const start = Date.UTC(2026, 10, 20);
const everything = { from: '2026-11-20', to: '2026-11-30' };

async function scene() {
  const clock = new ManualClock(start);
  const of = await createServingOrganization(db.database, clock);
  const owner = { organizationId: of.organizationId, projectId: of.projectId, endpointId: newId('ep'), endpoint: 'iris', variant: 'main' };
  const at = (day: number, minute: number) => new Date(start + day * dayMs + minute * 60_000);
  const usageRow = (day: number, minute: number, principalId: string, modelMicroseconds: number) => ({
    ...owner,
    versionId: of.versionIds[0],
    modelId: of.modelId,
    version: 1,
    minute: at(day, minute),
    principalId,
    outcome: 'ok',
    requests: 2n,
    predictions: 3n,
    bytesIn: 4n,
    bytesOut: 5n,
    modelMicroseconds: BigInt(modelMicroseconds),
  });
  return {
    of,
    clock,
    usageRow,
    work: (day: number, minute: number, principalId: string, modelMicroseconds: number) =>
      of.look((tx) => tx.usage.create({ data: usageRow(day, minute, principalId, modelMicroseconds) })),
    presence: (day: number, minute: number, milliseconds: number, amountMicros: number) =>
      of.look((tx) =>
        tx.instanceUsage.create({
          data: {
            ...owner,
            versionId: of.versionIds[0],
            minute: at(day, minute),
            instanceId: newId('ins'),
            instanceType: 'local.small',
            instanceMilliseconds: milliseconds,
            priceMicrosPerHour: 20_000n,
            amountMicros,
            currency: 'USD',
          },
        }),
      ),
    closeAll: async () => {
      let closed = 0;
      while (await withTransaction(systemContext(db.database, clock, 'test'), closeNextDay)) closed += 1;
      return closed;
    },
    costs: (given: object = {}) => getCosts(of.admin, UsageInput.parse({ groupBy: usageGroups.join(','), ...everything, ...given })),
    closedDays: async () => (await of.look((tx) => tx.ledgerClosed.findMany({ orderBy: { day: 'asc' } }))).map((row) => row.day.toISOString().slice(8, 10)),
  };
}

test('closed days give the same figures as their minutes, in whole and in part', async () => {
  const rows = fc.array(
    fc.record({
      day: fc.nat(3),
      minute: fc.constantFrom(0, 1, 719, 1_439),
      principal: fc.constantFrom('key_a', 'key_b'),
      model: fc.nat(50_000_000),
      presentMs: fc.nat(60_000),
      amount: fc.nat(100_000),
    }),
    { minLength: 1, maxLength: 12 },
  );
  await fc.assert(
    fc.asyncProperty(rows, async (drawn) => {
      const { clock, work, presence, closeAll, costs } = await scene();
      const done = new Set<string>();
      for (const row of drawn) {
        await presence(row.day, row.minute, row.presentMs, row.amount);
        const key = `${row.day}/${row.minute}/${row.principal}`;
        if (!done.has(key)) await work(row.day, row.minute, row.principal, row.model);
        done.add(key);
      }
      clock.advance(10 * dayMs);
      const periods = [everything, { from: '2026-11-20T12:00:00Z', to: '2026-11-23T00:01:00Z' }, { from: '2026-11-21', to: '2026-11-21' }];
      const asks = periods.flatMap((period) => [period, { ...period, groupBy: 'key' }, { ...period, groupBy: 'day', endpoint: 'iris' }]);
      const before = await Promise.all(asks.map(costs));
      await closeAll();
      expect(await Promise.all(asks.map(costs))).toEqual(before.map((each) => ({ ...each, asOf: expect.any(String) })));
    }),
    { numRuns: 10 },
  );
}, 120_000);

test('a day is closed a while after its end, and only once', async () => {
  const { clock, work, closeAll, closedDays } = await scene();
  await work(0, 5, 'key_a', 1);
  clock.advance(dayMs + 14 * 60_000);
  await closeAll();
  expect(await closedDays()).toEqual([]);
  clock.advance(2 * 60_000);
  expect(await closeAll()).toBe(1);
  expect(await closedDays()).toEqual(['20']);
  expect(await closeAll()).toBe(0);
});

test('a late record opens its day again, and counts at once', async () => {
  const { clock, work, closeAll, closedDays, costs } = await scene();
  await work(0, 5, 'key_a', 1);
  clock.advance(2 * dayMs + 3_600_000);
  await closeAll();
  expect(await closedDays()).toEqual(['20', '21']);
  await work(0, 6, 'key_b', 1);
  expect(await closedDays()).toEqual(['21']);
  expect((await costs()).total.requests).toBe(4);
  await closeAll();
  expect(await closedDays()).toEqual(['20', '21']);
  expect((await costs()).total.requests).toBe(4);
});

test('a record that is being written while its day is closed is in it', async () => {
  const { of, clock, usageRow, work, closeAll, costs, closedDays } = await scene();
  await work(0, 5, 'key_a', 1);
  clock.advance(dayMs + 3_600_000);
  let closing: Promise<number> = Promise.resolve(0);
  await of.look(async (tx) => {
    await tx.usage.create({ data: usageRow(0, 6, 'key_b', 1) });
    closing = closeAll(); // it has to wait until this transaction ends
    await tx.$executeRaw`SELECT pg_sleep(0.3)`;
  });
  await closing;
  expect(await closedDays()).toEqual(['20']);
  expect((await costs({ to: '2026-11-20' })).total.requests).toBe(4);
});

test('what no closed day covers is read by the minute', () => {
  const day = (index: number) => new Date(start + index * dayMs);
  const shown = (from: Date, to: Date, closed: Date[]) =>
    openRanges({ from, to }, closed).map((range) => [(range.from.getTime() - start) / dayMs, (range.to.getTime() - start) / dayMs]);
  expect(shown(day(0), day(4), [])).toEqual([[0, 4]]);
  expect(shown(day(0), day(4), [0, 1, 2, 3].map(day))).toEqual([]);
  expect(shown(day(0.5), day(4.25), [1, 3].map(day))).toEqual([
    [0.5, 1],
    [2, 3],
    [4, 4.25],
  ]);
});
