import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock, systemClock } from '@/core/clock';
import { newId } from '@/core/ids';
import type { UsageRecord } from '@/core/wire/usage-record';
import { DiskStorage } from '@/providers/storage/disk';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { spoolSegment, usageRecord } from '@/testing/usage-records';
import { getUsage, ingestSegment } from '../usage';
import { UsageInput } from '../usage/schemas';
import { getEndpointMetrics, getOrganizationMetrics, getOverview, listEndpointFigures, recordGauges } from '.';
import { metricRange, pointsMax, stepsOf } from './range';
import { EndpointMetricsInput, type Metrics, MetricsSchema, OrganizationMetricsInput, OverviewSchema } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
beforeAll(async () => {
  db = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'aimass-metrics-'));
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

const now = Date.UTC(2026, 10, 25, 12, 0, 7);
const iso = (at: number) => new Date(at).toISOString();

async function scene() {
  const clock = new ManualClock(now);
  const of = await createServingOrganization(db.database, clock);
  const storage = new DiskStorage({ root: folder, clock: systemClock });
  const gatewayId = newId('gw');
  let sequence = 0;
  const addEndpoint = async (name: string, state = 'InService') => {
    const id = newId('ep');
    await of.look((tx) => tx.endpoint.create({ data: { id, organizationId: of.organizationId, projectId: of.projectId, name, state, createdBy: 'x' } }));
    return id;
  };
  const endpointId = await addEndpoint('iris');
  return {
    of,
    clock,
    endpointId,
    addEndpoint,
    ship: (records: Partial<UsageRecord>[]) =>
      ingestSegment(
        { database: db.database, storage, clock },
        `${gatewayId}-boot1-${++sequence}`,
        spoolSegment(records.map((record) => usageRecord({ organizationId: of.organizationId, projectId: of.projectId, endpointId, at: now, ...record }))),
      ),
    metrics: (given: object = {}, ctx = of.as('metrics:Read')) => getEndpointMetrics(ctx, EndpointMetricsInput.parse({ name: 'iris', ...given })),
  };
}

const points = (metrics: Metrics, name: string) => metrics.series.find((series) => series.name === name)?.points ?? [];
const sumOf = (metrics: Metrics, name: string) => points(metrics, name).reduce((sum, [, value]) => sum + (value ?? 0), 0);

describe('metrics of an endpoint', () => {
  test('add up to what was sent, at every step, as usage does', async () => {
    const { of, ship, metrics } = await scene();
    const records = Array.from({ length: 500 }, (_, index) => ({ at: now - index * 5_333, status: index % 7 === 0 ? 503 : 200 }));
    for (let at = 0; at < records.length; at += 100) await ship(records.slice(at, at + 100));
    for (const step of [10, 60, 300, 3_600]) {
      const answer = MetricsSchema.parse(await metrics({ from: iso(now - 50 * 60_000), to: iso(now), step }));
      const within = records.filter((record) => record.at >= Math.floor((now - 50 * 60_000) / (step * 1000)) * step * 1000);
      expect(answer.step).toBe(step);
      expect(sumOf(answer, 'requests')).toBe(within.length);
      expect(sumOf(answer, 'errors')).toBe(within.filter((record) => record.status === 503).length);
      for (const [at] of points(answer, 'requests')) expect(at % (step * 1000)).toBe(0);
    }
    const usage = await getUsage(of.admin, UsageInput.parse({ groupBy: 'endpoint' }));
    expect(usage.total).toMatchObject({ requests: 500, errors: records.filter((record) => record.status === 503).length });
    expect(sumOf(await metrics({ from: iso(now - 3_600_000) }), 'requests')).toBe(500);
  });

  test('give percentiles to within a bucket of the histogram, of queues too, and null where nothing is known', async () => {
    const { ship, metrics } = await scene();
    await ship(Array.from({ length: 1_000 }, (_, index) => ({ totalUs: (index + 1) * 1_000, queueUs: (index + 1) * 10 })));
    const answer = await metrics({ from: iso(now - 60_000), to: iso(now + 3_000), step: 10, series: 'latency,queue,batch,replicas' });
    const last = (name: string) => points(answer, name).at(-1)?.[1] ?? Number.NaN;
    for (const [name, exact] of [
      ['p50', 500],
      ['p90', 900],
      ['p95', 950],
      ['p99', 990],
    ] as const) {
      expect(Math.abs(last(`latency.${name}`) / exact - 1)).toBeLessThan(0.045);
      expect(Math.abs(last(`queue.${name}`) / (exact / 100) - 1)).toBeLessThan(0.045);
    }
    expect(last('batch')).toBe(1);
    expect(points(answer, 'latency.p99').slice(0, -1)).toSatisfy(
      (list: [number, number | null][]) => list.length >= 6 && list.every(([, value]) => value === null),
    );
    expect(points(answer, 'replicas').every(([, value]) => value === null)).toBe(true);
    expect(answer.series.map((series) => series.unit)).toEqual([...Array(8).fill('ms'), 'requests', 'rows', 'replicas']);
  });

  test('add replicas and memory over instances, and average CPU', async () => {
    const { of, clock, endpointId, metrics } = await scene();
    const at = Math.floor(now / 10_000) * 10_000;
    const gauge = { organizationId: of.organizationId, endpointId, variant: 'main', at, count: 1 };
    await recordGauges(
      db.database,
      clock,
      ['ins_a', 'ins_b'].flatMap((source, index) => [
        { ...gauge, source, name: 'replicas' as const, sum: 2, max: 2 },
        { ...gauge, source, name: 'cpu' as const, sum: 40 + 20 * index, max: 60 },
        { ...gauge, source, name: 'memory' as const, sum: 1_000_000, max: 1_000_000 },
      ]),
    );
    const answer = await metrics({ series: 'replicas,cpu,memory', step: 60 });
    expect(answer.series.map((series) => series.points.at(-1)?.[1])).toEqual([4, 50, 2_000_000]);
  });

  test('of one variant are its own; of all endpoints together, the sum', async () => {
    const { of, ship, metrics, addEndpoint } = await scene();
    const other = await addEndpoint('digits');
    await ship([{ variant: 'main' }, { variant: 'canary' }, { variant: 'canary' }, { endpointId: other, endpoint: 'digits' }]);
    expect(sumOf(await metrics({ variant: 'canary' }), 'requests')).toBe(2);
    expect(sumOf(await metrics(), 'requests')).toBe(3);
    expect(sumOf(await getOrganizationMetrics(of.admin, OrganizationMetricsInput.parse({})), 'requests')).toBe(4);
    const figures = await listEndpointFigures(of.admin, {});
    expect(figures.items).toMatchObject([
      { endpoint: 'iris', requests: 3, errors: 0, predictions: 3 },
      { endpoint: 'digits', requests: 1 },
    ]);
    expect(figures.items[0].p99Ms).toBeCloseTo(2, 0);
  });

  test('are refused without the right, for another endpoint of a key, and for what is not there', async () => {
    const { of, metrics } = await scene();
    await expect(metrics({}, of.as('logs:Read'))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(metrics({}, { ...of.as('metrics:Read'), endpoints: ['digits'] })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(metrics({ name: 'nothing' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(metrics({}, (await scene()).of.as('metrics:Read'))).resolves.toMatchObject({ step: 20 }); // its own iris, not this one
  });
});

describe('the range', () => {
  test.each([
    ['the last hour by default, aligned', {}, 20],
    ['an aligned hour by 10 s', { from: iso(now - 7_000 - 3_600_000), to: iso(now - 7_000) }, 10],
    ['a quarter of an hour by 10 s', { from: iso(now - 900_000) }, 10],
    ['a day in 5 minutes', { from: iso(now - 86_400_000) }, 300],
    ['a week', { from: iso(now - 7 * 86_400_000) }, 1_800],
    ['a year', { from: iso(now - 365 * 86_400_000) }, 172_800],
    ["a step of one's own", { from: iso(now - 900_000), step: 50 }, 50],
    ['too fine a step', { from: iso(now - 86_400_000), step: 10 }, 300],
    ['a minute of yesterday, by the minute', { from: iso(now - 86_400_000), to: iso(now - 86_340_000), step: 10 }, 60],
    ['a moment', { from: iso(now), to: iso(now) }, 10],
  ] as [string, { from?: string; to?: string; step?: number }, number][])('is %s', (_name, input, step) => {
    const range = metricRange(input, now);
    expect(range.stepMs).toBe(step * 1000);
    expect(range.fromMs).toBeLessThanOrEqual(input.from === undefined ? now - 3_600_000 : Date.parse(input.from));
    expect(range.toMs).toBeGreaterThanOrEqual(input.to === undefined ? now : Date.parse(input.to));
    expect(stepsOf(range).length).toBeLessThanOrEqual(pointsMax);
    expect(stepsOf(range).at(-1)).toBe(range.toMs - range.stepMs);
  });

  test('that ends before it begins is refused', () => {
    expect(() => metricRange({ from: iso(now), to: iso(now - 1) }, now)).toThrow('ends before it begins');
  });
});

test('the overview counts a day in 5 minutes, endpoints by state, models, and the cost of the month', async () => {
  const { of, ship, addEndpoint, endpointId } = await scene();
  await addEndpoint('digits', 'Failed');
  await ship([{ at: now }, { at: now - 3_600_000, status: 424 }, { at: now - 23 * 3_600_000, predictions: 5 }, { at: now - 25 * 3_600_000 }]);
  await of.look((tx) =>
    tx.instanceUsage.create({
      data: {
        organizationId: of.organizationId,
        projectId: of.projectId,
        minute: new Date(Date.UTC(2026, 10, 2)),
        instanceId: 'ins_1',
        endpointId,
        endpoint: 'iris',
        variant: 'main',
        versionId: of.versionIds[0],
        instanceType: 'local.small',
        instanceMilliseconds: 60_000n,
        priceMicrosPerHour: 20_000n,
        amountMicros: 333n,
        currency: 'USD',
      },
    }),
  );
  const overview = OverviewSchema.parse(await getOverview(of.admin));
  expect(overview).toMatchObject({
    requests24h: 3,
    errors24h: 1,
    predictions24h: 6,
    endpoints: { InService: 1, Failed: 1 },
    models: 1,
    monthToDateMicros: 333,
    currency: 'USD',
  });
  expect(points(overview.series, 'requests')).toHaveLength(288);
  expect(sumOf(overview.series, 'requests')).toBe(3);
  expect(sumOf(overview.series, 'errors')).toBe(1);
});
