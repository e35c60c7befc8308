import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { withTransaction } from '../context';
import { instancePrices } from '../instances';
import { listPrices, seedPrices, setPrice } from '.';
import { ListPricesInput, SetPriceInput } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

async function scene() {
  const clock = new ManualClock();
  const of = await createServingOrganization(db.database, clock);
  return { of, clock, list: (given: object = {}) => listPrices(of.admin, ListPricesInput.parse(given)) };
}
const small = { kind: 'instance-hour' as const, item: 'local.small' };

test('a new organization has a price for every local type and for predictions', async () => {
  const { of, list } = await scene();
  await of.look((tx) => tx.price.deleteMany({ where: { organizationId: of.organizationId } }));
  await withTransaction(of.admin, (tx) => seedPrices(tx, of.organizationId));
  expect((await list()).items.map((price) => [price.kind, price.item, price.amountMicros, price.currency])).toEqual([
    ['instance-hour', 'local.large', 80_000, 'USD'],
    ['instance-hour', 'local.medium', 40_000, 'USD'],
    ['instance-hour', 'local.small', 20_000, 'USD'],
    ['predictions-million', '*', 0, 'USD'],
  ]);
});

test('setting a price adds a line from now on, audited with what it was; the same price again changes nothing', async () => {
  const { of, clock, list } = await scene();
  clock.advance(1_000);
  const price = await setPrice(of.as('prices:Update'), { ...small, amountMicros: 25_000 });
  expect(price).toMatchObject({ amountMicros: 25_000, effectiveFrom: new Date(clock.now()).toISOString() });
  clock.advance(1_000);
  expect(await setPrice(of.admin, { ...small, amountMicros: 25_000 })).toEqual(price);
  expect((await list()).items).toMatchObject([{ ...small, amountMicros: 25_000 }]);
  expect((await list({ history: 'true' })).items.map((line) => line.amountMicros)).toEqual([25_000, 20_000]);
  expect(await withTransaction(of.admin, instancePrices).then((priceOf) => priceOf('local.small'))).toEqual({ amountMicros: 25_000, currency: 'USD' });
  const audits = await of.look((tx) => tx.audit.findMany({ where: { organizationId: of.organizationId, action: 'prices:Update' } }));
  expect(audits).toMatchObject([{ resource: 'prices/instance-hour/local.small', before: { amountMicros: 20_000 }, after: { amountMicros: 25_000 } }]);
});

test('two that set one price at once leave two lines and one price in force', async () => {
  const { of, list } = await scene();
  const both = await Promise.all([30_000, 35_000].map((amountMicros) => setPrice(of.admin, { ...small, amountMicros })));
  expect(both.map((price) => price.amountMicros)).toEqual([30_000, 35_000]);
  expect((await list()).items).toHaveLength(1);
});

test('who may not is refused, and another organization sees nothing of it', async () => {
  const { of } = await scene();
  await expect(setPrice(of.as('usage:Read'), { ...small, amountMicros: 1 })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await expect(listPrices(of.as('models:Read'), ListPricesInput.parse({}))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  await setPrice((await scene()).of.admin, { ...small, item: `type-${newId('job')}`, amountMicros: 5 });
  expect((await listPrices(of.admin, ListPricesInput.parse({}))).items).toHaveLength(1);
});

test.each([
  [{ ...small, amountMicros: -1 }],
  [{ ...small, amountMicros: 0.5 }],
  [{ kind: 'predictions-million', item: 'iris', amountMicros: 1 }],
  [{ kind: 'gpu-hour', item: 'x', amountMicros: 1 }],
  [{ ...small, amountMicros: 1, currency: 'EUR' }],
])('%j is not a price', (price) => {
  expect(SetPriceInput.safeParse(price).success).toBe(false);
});
