import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { DiskStorage } from '@/providers/storage/disk';
import { emitAudit } from '@/services/audit';
import { systemContext, withTransaction } from '@/services/context';
import { emitEvent } from '@/services/events';
import { getEndpointMetrics, recordGauges } from '@/services/metrics';
import { EndpointMetricsInput } from '@/services/metrics/schemas';
import { ingestSegment } from '@/services/usage';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { spoolSegment, usageRecord } from '@/testing/usage-records';
import { Leadership } from '../leader';
import { retentionLoop } from './loop';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const start = Date.UTC(2026, 10, 25, 12);

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let storage: DiskStorage;
beforeAll(async () => {
  db = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'aimass-retention-'));
  storage = new DiskStorage({ root: folder, clock: new ManualClock(start) });
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

async function scene() {
  const clock = new ManualClock(start);
  const of = await createServingOrganization(db.database, clock);
  const endpointId = newId('ep');
  const endpoint = { id: endpointId, organizationId: of.organizationId, projectId: of.projectId, name: 'iris', state: 'InService', createdBy: 'x' };
  await of.look((tx) => tx.endpoint.create({ data: endpoint }));
  const leader = new Leadership(db.database, clock, 'leader', newId('job'));
  await leader.renew();
  let sequence = 0;
  const gatewayId = newId('gw');
  return {
    of,
    clock,
    endpointId,
    gatewayId,
    run: () => retentionLoop({ database: db.database, storage, clock }).tick(new AbortController().signal, (work) => leader.fenced(work)),
    ship: (records: Parameters<typeof usageRecord>[0][]) =>
      ingestSegment(
        { database: db.database, storage, clock },
        `${gatewayId}-boot1-${String(++sequence).padStart(6, '0')}`,
        spoolSegment(records.map((record) => usageRecord({ organizationId: of.organizationId, endpointId, ...record }))),
      ),
    metrics: (given: object) =>
      getEndpointMetrics(of.admin, EndpointMetricsInput.parse({ name: 'iris', series: 'requests,errors,latency,batch,memory', ...given })),
    steps: () =>
      of
        .look((tx) => tx.requestMetric.groupBy({ by: ['stepSeconds'], where: { endpointId }, _count: true }))
        .then((rows) => rows.map((row) => row.stepSeconds)),
  };
}

describe('retention', () => {
  test('merges metrics so that no figure over a longer period changes', async () => {
    const drawn = fc.record({
      at: fc.integer({ min: 0, max: hourMs - 1 }).map((offset) => start + offset),
      status: fc.constantFrom(200, 200, 500),
      totalUs: fc.integer({ min: 1, max: 5_000_000 }),
      predictions: fc.integer({ min: 1, max: 8 }),
      batchRows: fc.constant(8),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(drawn, { minLength: 1, maxLength: 60 }), fc.array(fc.nat(hourMs - 1), { maxLength: 20 }), async (records, samples) => {
        const { of, clock, endpointId, run, ship, metrics, steps } = await scene();
        await ship(records.slice(0, records.length / 2));
        const gauge = { organizationId: of.organizationId, endpointId, variant: 'main', name: 'memory' as const, source: 'a', count: 1 };
        await recordGauges(
          db.database,
          clock,
          samples.map((offset) => ({ ...gauge, at: start + Math.floor(offset / 10_000) * 10_000, sum: offset, max: offset })),
        );
        const hour = { from: new Date(start).toISOString(), to: new Date(start + hourMs).toISOString(), step: 3_600 };
        const late = records.slice(records.length / 2);
        clock.advance(hourMs + 6 * hourMs + 60_000);
        await run();
        await ship(late); // a gateway that was cut off: its records join what has merged already
        await run();
        const merged = await metrics(hour);
        expect(await steps()).toEqual([60]);
        clock.advance(7 * dayMs + hourMs);
        await run();
        expect(await steps()).toEqual([3_600]);
        expect(await metrics(hour)).toEqual(merged);
        const point = (name: string) => merged.series.find((series) => series.name === name)?.points[0]?.[1];
        expect(point('requests')).toBe(records.length);
        expect(point('errors')).toBe(records.filter((record) => record.status === 500).length);
        expect(point('batch') ?? 8).toBeCloseTo(8, 9);
        const highest = Math.max(...records.map((record) => record.totalUs)) / 1000;
        expect(Math.abs((point('latency.p99') ?? 0) / highest - 1)).toBeLessThan(0.045);
        if (samples.length > 0) expect(point('memory')).toBeCloseTo(samples.reduce((sum, offset) => sum + offset, 0) / samples.length, 6);
      }),
      { numRuns: 8 },
    );
  }, 120_000);

  test('drops metrics after 400 days', async () => {
    const { clock, run, ship, steps } = await scene();
    await ship([{ at: start }]);
    clock.advance(401 * dayMs);
    await run();
    await run();
    expect(await steps()).toEqual([]);
  });

  test('removes request logs after 30 days and keeps the proof that they were counted', async () => {
    const { of, clock, gatewayId, run, ship } = await scene();
    await ship([{ at: start }]);
    clock.advance(10 * dayMs);
    await ship([{ at: clock.now() }]);
    const keys = async () => {
      const found: string[] = [];
      for await (const { key } of storage.list(`request-logs/${gatewayId}`)) found.push(key);
      return found.map((key) => key.slice(-10));
    };
    expect(await keys()).toHaveLength(4);
    clock.advance(21 * dayMs);
    await run();
    expect(await keys()).toEqual(['t1-000002', '000002.ids'].map((end) => expect.stringContaining(end)));
    const segments = await of.look((tx) => tx.usageSegment.findMany({ where: { gatewayId }, orderBy: { id: 'asc' } }));
    expect(segments.map((segment) => segment.storageKey === null)).toEqual([true, false]);
    await ship([]); // nothing to log: nothing is stored
    expect(await keys()).toHaveLength(2);
  });

  test('removes old events but the newest, so that their numbers go on; drafts and idempotency keys after their time', async () => {
    const { of, clock, run } = await scene();
    const emit = () => withTransaction({ ...of.admin, clock }, (tx) => emitEvent(tx, { type: 'endpoint.updated', topics: ['endpoints'], resource: {} }));
    const { organizationId, projectId } = of;
    for (let at = 0; at < 3; at++) await emit();
    await of.look(async (tx) => {
      await tx.draft.create({ data: { id: newId('drf'), organizationId, projectId, createdBy: 'x', data: {}, updatedAt: new Date(start) } });
      await tx.draft.create({ data: { id: newId('drf'), organizationId, projectId, createdBy: 'x', data: {}, updatedAt: new Date(start + 30 * dayMs) } });
      await tx.idempotencyKey.create({
        data: { organizationId, route: 'r', key: 'k', bodySha256: '', status: 200, response: {}, createdAt: new Date(start) },
      });
    });
    clock.advance(31 * dayMs);
    await run();
    const left = await of.look(async (tx) => ({
      events: (await tx.event.findMany({ where: { organizationId } })).map((event) => Number(event.seq)),
      drafts: await tx.draft.count({ where: { organizationId } }),
      keys: await tx.idempotencyKey.count({ where: { organizationId } }),
    }));
    expect(left).toEqual({ events: [3], drafts: 1, keys: 0 });
    await emit();
    expect(await of.look((tx) => tx.event.aggregate({ where: { organizationId }, _max: { seq: true } }))).toEqual({ _max: { seq: 4n } });
  });

  test('removes sessions 30 days after their end, however they ended; the audit still tells of them', async () => {
    const { of, clock, run } = await scene();
    const { organizationId } = of;
    const user = { id: newId('usr'), email: `${newId('usr')}@example.com`, name: 'Ada', passwordHash: 'x' };
    const session = (id: string, times: { createdAt: number; revokedAt?: number }) => ({
      id: `ses_${id}${user.id}`,
      organizationId,
      userId: user.id,
      ip: '127.0.0.1',
      userAgent: 'test',
      createdAt: new Date(times.createdAt),
      lastSeenAt: new Date(times.createdAt),
      expiresAt: new Date(times.createdAt + 12 * hourMs),
      revokedAt: times.revokedAt === undefined ? null : new Date(times.revokedAt),
    });
    await of.look(async (tx) => {
      await tx.user.create({ data: user });
      await tx.session.createMany({
        data: [
          session('expired', { createdAt: start - 31 * dayMs }),
          session('expired_lately', { createdAt: start - 29 * dayMs }),
          session('revoked', { createdAt: start - 30 * dayMs - 2 * hourMs, revokedAt: start - 30 * dayMs - hourMs }),
          session('revoked_lately', { createdAt: start - 30 * dayMs - 2 * hourMs, revokedAt: start - 30 * dayMs + hourMs }),
          session('open', { createdAt: start }),
        ],
      });
    });
    await withTransaction({ ...of.admin, clock }, (tx) => emitAudit(tx, 'sessions:SignIn', `sessions/ses_expired${user.id}`));
    await run();
    const left = await of.look((tx) => tx.session.findMany({ where: { userId: user.id }, orderBy: { id: 'asc' } }));
    expect(left.map((row) => row.id.slice(4, -user.id.length))).toEqual(['expired_lately', 'open', 'revoked_lately']);
    expect(await of.look((tx) => tx.audit.count({ where: { organizationId, resource: `sessions/ses_expired${user.id}` } }))).toBe(1);
  });

  test('settles what a gateway that never came back has begun, after a day', async () => {
    const { of, clock, run, ship } = await scene();
    const unknown = () => of.look((tx) => tx.usage.count({ where: { organizationId: of.organizationId, outcome: 'unknown' } }));
    await ship([{ at: start, kind: 'start', status: 0 }]);
    clock.advance(23 * hourMs);
    await run();
    expect(await unknown()).toBe(0);
    clock.advance(2 * hourMs);
    await run();
    expect(await unknown()).toBe(1);
  });

  test('of a former leader does nothing', async () => {
    const { clock, ship, steps } = await scene();
    await ship([{ at: start }]);
    clock.advance(7 * hourMs);
    const former = new Leadership(db.database, clock, 'former', newId('job'));
    const tick = retentionLoop({ database: db.database, storage, clock }).tick(new AbortController().signal, (work) => former.fenced(work));
    await expect(tick).rejects.toThrow('another control process leads now');
    expect(await steps()).toEqual([10]);
  });
});

test('what the storage holds besides logs is not touched', async () => {
  await storage.put('objects/aa/kept', Readable.from([Buffer.from('x')]));
  const { clock, run } = await scene();
  clock.advance(500 * dayMs);
  await run();
  expect(await storage.size('objects/aa/kept')).toBe(1);
  expect(await withTransaction(systemContext(db.database, clock, 'test'), ({ tx }) => tx.usageSegment.count({ where: { storageKey: { not: null } } }))).toBe(0);
});
