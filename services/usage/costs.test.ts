import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { setPrice } from '../prices';
import { availability, getCosts, getUsage, toCsv } from '.';
import { periodOf } from './period';
import { UsageInput, usageGroups } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const minute = (index: number) => new Date(Date.UTC(2026, 10, 24, 23, 58) + index * 60_000);
const now = Date.UTC(2026, 10, 25, 1);
const ask = (groupBy: string, more: object = {}) => UsageInput.parse({ groupBy, ...more });

interface Work {
  readonly minute: number;
  readonly endpoint: string;
  readonly principal: string;
  readonly outcome: 'ok' | 'client_error' | 'unknown';
  readonly requests: number;
  readonly predictions: number;
  readonly modelMicroseconds: number;
}
interface Presence {
  readonly minute: number;
  readonly endpoint: string;
  readonly milliseconds: number;
  readonly amountMicros: number;
}

async function scene() {
  const clock = new ManualClock(now);
  const of = await createServingOrganization(db.database, clock);
  const owner = { organizationId: of.organizationId, projectId: of.projectId, variant: 'main', versionId: of.versionIds[0] };
  const endpointId = (name: string) => `ep_${of.organizationId}_${name}`;
  return {
    of,
    clock,
    work: (rows: readonly Work[], given: object = {}) =>
      of.look((tx) =>
        tx.usage.createMany({
          data: rows.map(({ principal, endpoint, ...row }) => ({
            ...owner,
            ...row,
            minute: minute(row.minute),
            endpoint,
            endpointId: endpointId(endpoint),
            modelId: of.modelId,
            version: 1,
            principalId: principal,
            bytesIn: row.requests * 10,
            bytesOut: row.requests * 20,
            ...given,
          })),
        }),
      ),
    presence: (rows: readonly Presence[], given: object = {}) =>
      of.look((tx) =>
        tx.instanceUsage.createMany({
          data: rows.map(({ endpoint, milliseconds, ...row }) => ({
            ...owner,
            ...row,
            minute: minute(row.minute),
            instanceId: newId('ins'),
            endpoint,
            endpointId: endpointId(endpoint),
            instanceType: 'local.small',
            instanceMilliseconds: milliseconds,
            priceMicrosPerHour: 20_000n,
            currency: 'USD',
            ...given,
          })),
        }),
      ),
  };
}

/** The same rule as the ledger's, written plainly: shares of one minute of one endpoint, rounded down, the rest to the largest remainders. */
function splitPlainly(total: number, weights: ReadonlyMap<string, number>): Map<string, number> {
  const whole = BigInt(
    Math.max(
      1,
      [...weights.values()].reduce((sum, weight) => sum + weight, 0),
    ),
  );
  const shares = [...weights].map(([name, weight]) => {
    const exact = BigInt(total) * BigInt(weight);
    return { name, share: exact / whole, rest: exact % whole };
  });
  let left = BigInt(total) - shares.reduce((sum, { share }) => sum + share, 0n);
  for (const each of [...shares].sort((a, b) => (a.rest === b.rest ? (a.name < b.name ? -1 : 1) : a.rest > b.rest ? -1 : 1))) {
    if (left > 0n) each.share += 1n;
    left -= 1n;
  }
  return new Map(shares.map(({ name, share }) => [name, Number(share)]));
}

const works = fc.uniqueArray(
  fc.record({
    minute: fc.nat(3),
    endpoint: fc.constantFrom('iris', 'digits'),
    principal: fc.constantFrom('key_a', 'key_b', 'usr_c'),
    outcome: fc.constantFrom('ok' as const, 'client_error' as const, 'unknown' as const),
    requests: fc.integer({ min: 1, max: 1000 }),
    predictions: fc.nat(5000),
    modelMicroseconds: fc.nat(40_000_000),
  }),
  { selector: (row) => [row.minute, row.endpoint, row.principal, row.outcome].join(), maxLength: 24 },
);
const presences = fc.array(
  fc.record({ minute: fc.nat(3), endpoint: fc.constantFrom('iris', 'digits'), milliseconds: fc.nat(60_000), amountMicros: fc.nat(1_000_000) }),
  { maxLength: 10 },
);

describe('costs', () => {
  test('have one sum in every grouping, and split as the rule says', { retry: 0, timeout: 120_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(works, presences, fc.subarray([...usageGroups]), async (work, presence, groups) => {
        const { of, ...rows } = await scene();
        await rows.work(work);
        await rows.presence(presence);
        const costs = await getCosts(of.admin, ask(groups.join(',')));
        const sum = (pick: (row: Work) => number) => work.reduce((total, row) => total + pick(row), 0);
        expect(costs.total).toEqual({
          requests: sum((row) => row.requests),
          predictions: sum((row) => row.predictions),
          errors: sum((row) => (row.outcome === 'ok' ? 0 : row.requests)),
          unknown: sum((row) => (row.outcome === 'unknown' ? row.requests : 0)),
          instanceSeconds: presence.reduce((total, row) => total + row.milliseconds, 0) / 1000,
          modelMilliseconds: sum((row) => row.modelMicroseconds) / 1000,
          bytesIn: sum((row) => row.requests * 10),
          bytesOut: sum((row) => row.requests * 20),
          amountMicros: presence.reduce((total, row) => total + row.amountMicros, 0),
        });
        const expected = new Map<string, number>();
        for (const endpoint of ['iris', 'digits']) {
          for (let at = 0; at < 4; at++) {
            const here = <Row extends { minute: number; endpoint: string }>(row: Row) => row.minute === at && row.endpoint === endpoint;
            const weights = new Map<string, number>();
            for (const row of work.filter(here)) {
              if (row.modelMicroseconds > 0) weights.set(row.principal, (weights.get(row.principal) ?? 0) + row.modelMicroseconds);
            }
            const lines = presence.filter(here);
            const used = [...weights.values()].reduce((total, weight) => total + weight, 0);
            const present = lines.reduce((total, row) => total + row.milliseconds, 0) * 1000;
            weights.set(availability, used > 0 ? Math.max(0, present - used) : Math.max(1, present));
            for (const [principal, share] of splitPlainly(
              lines.reduce((total, row) => total + row.amountMicros, 0),
              weights,
            )) {
              expected.set(principal, (expected.get(principal) ?? 0) + share);
            }
          }
        }
        const byKey = await getCosts(of.admin, ask('key'));
        for (const item of byKey.items) expect([item.key, item.amountMicros]).toEqual([item.key, expected.get(item.key ?? '') ?? 0]);
      }),
      { numRuns: 25 },
    );
  });

  test('are split by model time, and what nobody used is the availability', async () => {
    const { of, ...rows } = await scene();
    const one = { minute: 0, endpoint: 'iris', outcome: 'ok' as const, requests: 1, predictions: 1 };
    await rows.work([
      { ...one, principal: 'key_a', modelMicroseconds: 15_000_000 },
      { ...one, principal: 'key_b', modelMicroseconds: 30_000_000 },
    ]);
    await rows.presence([{ minute: 0, endpoint: 'iris', milliseconds: 60_000, amountMicros: 1_000_001 }]);
    const { items } = await getCosts(of.admin, ask('key'));
    expect(items.map((item) => [item.key, item.instanceSeconds, item.amountMicros])).toEqual([
      [availability, 15, 250_000],
      ['key_a', 15, 250_000],
      ['key_b', 30, 500_001],
    ]);
  });

  test('name models, versions, projects, keys and days', async () => {
    const { of, ...rows } = await scene();
    const keyId = newId('key');
    await of.look((tx) =>
      tx.apiKey.create({
        data: {
          id: keyId,
          organizationId: of.organizationId,
          projectId: of.projectId,
          name: 'mobile app',
          prefix: 'aim_',
          sha256: keyId,
          createdBy: 'x',
          actions: [],
          endpoints: [],
        },
      }),
    );
    const row = { endpoint: 'iris', principal: keyId, outcome: 'ok' as const, requests: 1, predictions: 1, modelMicroseconds: 5 };
    await rows.work([
      { ...row, minute: 0 },
      { ...row, minute: 2 },
    ]);
    const { items } = await getUsage(of.admin, ask(usageGroups.join(',')));
    const names = { endpoint: 'iris', model: 'iris', version: 1, variant: 'main', key: keyId, keyName: 'mobile app', project: 'default' };
    expect(items).toMatchObject([
      { ...names, day: '2026-11-24', requests: 1 },
      { ...names, day: '2026-11-25', requests: 1 },
    ]);
    expect(items[0]).not.toHaveProperty('amountMicros');
  });

  test('rate predictions at the price of their minute, once a line, and only answered ones count', async () => {
    const { of, clock, ...rows } = await scene();
    const row = { endpoint: 'iris', principal: 'key_a', requests: 10, modelMicroseconds: 0 };
    clock.advance(minute(1).getTime() - clock.now());
    await setPrice(of.admin, { kind: 'predictions-million', item: '*', amountMicros: 1_500_000 });
    clock.advance(now - clock.now());
    await rows.work([
      { ...row, minute: 0, outcome: 'ok', predictions: 1_000 }, // before there was a price
      { ...row, minute: 1, outcome: 'ok', predictions: 1_001 }, // 1,501.5 micros: rounded half up
      { ...row, minute: 2, outcome: 'ok', predictions: 3 }, // 4.5
    ]);
    expect((await getCosts(of.admin, ask('endpoint'))).total.amountMicros).toBe(1_502 + 5);
    expect((await getCosts(of.admin, ask('day,key,model'))).total.amountMicros).toBe(1_502 + 5);
  });

  test('of other projects are seen with usage:ReadAll only, of other organizations never', async () => {
    const { of, ...rows } = await scene();
    const other = await scene();
    const row = { minute: 0, endpoint: 'iris', principal: 'key_a', outcome: 'ok' as const, requests: 1, predictions: 1, modelMicroseconds: 0 };
    await rows.work([row]);
    await rows.work([{ ...row, principal: 'key_b' }], { projectId: 'prj_other' });
    await rows.presence([{ minute: 0, endpoint: 'iris', milliseconds: 1000, amountMicros: 7 }], { projectId: 'prj_other' });
    await other.work([row]);
    expect((await getCosts(of.as('usage:Read'), ask('key'))).total).toMatchObject({ requests: 1, amountMicros: 0 });
    expect((await getCosts(of.as('usage:Read', 'usage:ReadAll'), ask('key'))).total).toMatchObject({ requests: 2, amountMicros: 7 });
    await expect(getCosts(of.as('models:Read'), ask('key'))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  test('in CSV have the totals of the JSON, and no cell runs as a formula', async () => {
    const { of, ...rows } = await scene();
    const row = { minute: 0, outcome: 'ok' as const, requests: 3, predictions: 9, modelMicroseconds: 20_000_000 };
    await rows.work([
      { ...row, endpoint: 'iris', principal: '=HYPERLINK("x"),1' },
      { ...row, endpoint: 'digits', principal: 'key_b' },
    ]);
    await rows.presence([
      { minute: 0, endpoint: 'iris', milliseconds: 59_999, amountMicros: 333_333 },
      { minute: 0, endpoint: 'digits', milliseconds: 60_000, amountMicros: 7 },
    ]);
    const costs = await getCosts(of.admin, ask('endpoint,key,day'));
    const csv = toCsv(costs);
    expect(csv.startsWith('\uFEFFday,endpoint,key,keyName,requests,')).toBe(true);
    expect(csv).toContain(`"'=HYPERLINK(""x""),1"`);
    const lines = csv.slice(1).trimEnd().split('\r\n').slice(1);
    const cells = lines.map((line) => line.split(','));
    expect(cells.reduce((sum, line) => sum + Number(line.at(-3)), 0)).toBe(costs.total.amountMicros);
    expect(cells.reduce((sum, line) => sum + BigInt((line.at(-2) ?? '').replace('.', '')), 0n)).toBe(333_340n);
    expect(toCsv(await getUsage(of.admin, ask('endpoint')))).not.toContain('amount');
  });
});

describe('a period', () => {
  const at = Date.UTC(2026, 10, 25, 12, 34, 56);
  const shown = (input: { from?: string; to?: string }) => {
    const { from, to } = periodOf(input, at);
    return [from.toISOString(), to.toISOString()];
  };
  test('is the month until now, whole days, or whole minutes', () => {
    expect(shown({})).toEqual(['2026-11-01T00:00:00.000Z', '2026-11-25T12:35:00.000Z']);
    expect(shown({ from: '2026-11-03', to: '2026-11-03' })).toEqual(['2026-11-03T00:00:00.000Z', '2026-11-04T00:00:00.000Z']);
    expect(shown({ from: '2026-11-03T10:00:30Z', to: '2026-11-03T10:05:30Z' })).toEqual(['2026-11-03T10:00:00.000Z', '2026-11-03T10:06:00.000Z']);
    expect(shown({ to: '2026-10-31' })).toEqual(['2026-10-01T00:00:00.000Z', '2026-11-01T00:00:00.000Z']);
  });
  test('that ends before it begins is refused', () => {
    expect(() => periodOf({ from: '2026-11-26', to: '2026-11-25' }, at)).not.toThrow(); // one begins where the other ends: empty
    expect(() => periodOf({ from: '2026-11-27', to: '2026-11-25' }, at)).toThrow('ends before it begins');
  });
});
