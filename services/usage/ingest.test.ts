import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import type { UsageRecord } from '@/core/wire/usage-record';
import { DiskStorage } from '@/providers/storage/disk';
import type { StorageProvider } from '@/providers/storage/provider';
import { createTestDatabase } from '@/testing/database';
import { spoolSegment, usageRecord } from '@/testing/usage-records';
import { systemContext, withTransaction } from '../context';
import { bootOf, type IngestTools, ingestSegment, listUnsettledBoots, settleBoot } from '.';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let storage: StorageProvider;
let tools: IngestTools;
beforeAll(async () => {
  db = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'aimass-ingest-'));
  storage = new DiskStorage({ root: folder, clock: systemClock });
  tools = { database: db.database, storage, clock: systemClock };
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

const look = <T>(work: Parameters<typeof withTransaction<T>>[1]) => withTransaction(systemContext(db.database, systemClock, 'test'), work);
const usageOf = (organizationId: string) =>
  look(({ tx }) => tx.usage.findMany({ where: { organizationId }, orderBy: [{ minute: 'asc' }, { outcome: 'asc' }] }));
const metricsOf = (organizationId: string) => look(({ tx }) => tx.requestMetric.findMany({ where: { organizationId }, orderBy: { at: 'asc' } }));
const countOf = async (organizationId: string) => (await usageOf(organizationId)).reduce((sum, row) => sum + Number(row.requests), 0);

/** A gateway of its own and an organization of its own, so that tests do not see one another. */
function scene() {
  const organizationId = newId('org');
  const gatewayId = newId('gw');
  let at = 0;
  return {
    organizationId,
    gatewayId,
    record: (given: Partial<UsageRecord> = {}) => usageRecord({ organizationId, ...given }),
    segmentId: (boot = 'boot1') => `${gatewayId}-${boot}-${String(++at).padStart(6, '0')}`,
  };
}

describe('a segment', () => {
  test('is told by its name: gateway, boot and sequence', () => {
    expect(bootOf('gw_0192-m4x2k9ab-000017')).toEqual({ gatewayId: 'gw_0192', boot: 'm4x2k9ab' });
    expect(bootOf('gw-with-dashes-m4x2k9ab-000017')).toEqual({ gatewayId: 'gw-with-dashes', boot: 'm4x2k9ab' });
  });

  test('rolls up to minutes, outcomes and 10 s of metrics, all sums exact', async () => {
    const of = scene();
    const at = Date.UTC(2026, 10, 25, 12, 0, 55);
    const records = [
      of.record({ at, predictions: 3, batchRows: 12, modelUs: 1_500 }),
      of.record({ at: at + 1_000, predictions: 2, batchRows: 2 }),
      of.record({ at: at + 6_000 }), // the next minute
      of.record({ at, status: 400, code: 'SIGNATURE_MISMATCH', predictions: 5, replicaId: '' }),
      of.record({ at, status: 424 }),
      of.record({ at, status: 429, replicaId: '' }),
      of.record({ at, status: 499 }),
      of.record({ at, status: 503, replicaId: '' }),
    ];
    expect(await ingestSegment(tools, of.segmentId(), spoolSegment(records))).toEqual({ counted: true, records: 8, tornBytes: 0 });
    const usage = await usageOf(of.organizationId);
    expect(usage.map((row) => [row.minute.toISOString().slice(11, 16), row.outcome, Number(row.requests), Number(row.predictions)])).toEqual([
      ['12:00', 'cancelled', 1, 0],
      ['12:00', 'client_error', 1, 0],
      ['12:00', 'model_error', 1, 0],
      ['12:00', 'ok', 2, 5],
      ['12:00', 'server_error', 1, 0],
      ['12:00', 'throttled', 1, 0],
      ['12:01', 'ok', 1, 1],
    ]);
    expect(usage.reduce((sum, row) => sum + Number(row.modelMicroseconds), 0)).toBe(8_500);
    const metrics = await metricsOf(of.organizationId);
    expect(metrics.map((row) => [row.at.toISOString().slice(11, 19), Number(row.requests), Number(row.errors), row.batches, Number(row.batchedRows)])).toEqual([
      ['12:00:50', 7, 5, 1.25, 5],
      ['12:01:00', 1, 0, 1, 1],
    ]);
    const counted = (histogram: unknown) => Object.values(histogram as Record<string, number>).reduce((sum, count) => sum + count, 0);
    expect(metrics.map((row) => [counted(row.latency), counted(row.queue), counted(row.model)])).toEqual([
      [7, 4, 4],
      [1, 1, 1],
    ]);
  });

  test('that is shipped twice, or by two at once, counts once', async () => {
    const of = scene();
    const [id, bytes] = [of.segmentId(), spoolSegment([of.record(), of.record(), of.record()])];
    const both = await Promise.all([ingestSegment(tools, id, bytes), ingestSegment(tools, id, bytes)]);
    expect(both.map((each) => each.counted).sort()).toEqual([false, true]);
    expect((await ingestSegment(tools, id, bytes)).counted).toBe(false);
    expect(await countOf(of.organizationId)).toBe(3);
    expect((await metricsOf(of.organizationId)).map((row) => Number(row.requests))).toEqual([3]);
  });

  test('adds to the rows of segments before it, histograms included', async () => {
    const of = scene();
    for (let i = 0; i < 5; i++) await ingestSegment(tools, of.segmentId(), spoolSegment([of.record({ totalUs: 1_000 }), of.record({ totalUs: 64_000 })]));
    const [metric] = await metricsOf(of.organizationId);
    expect(Number(metric.requests)).toBe(10);
    expect(Object.values(metric.latency as Record<string, number>)).toEqual([5, 5]);
    expect(await countOf(of.organizationId)).toBe(10);
  });

  test.each([0, 1])('is not counted when the storage fails at object %i, and counts once when it is back', async (at) => {
    const of = scene();
    let puts = 0;
    const failing: StorageProvider = Object.create(storage, {
      put: {
        value: (key: string, body: Uint8Array) => (puts++ === at ? Promise.reject(new AppError('STORAGE_UNREACHABLE', 'It is away.')) : storage.put(key, body)),
      },
    });
    const [id, bytes] = [of.segmentId(), spoolSegment([of.record(), of.record()])];
    await expect(ingestSegment({ ...tools, storage: failing }, id, bytes)).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' });
    expect(await countOf(of.organizationId)).toBe(0);
    expect((await ingestSegment(tools, id, bytes)).counted).toBe(true);
    expect(await countOf(of.organizationId)).toBe(2);
  });

  test('is not counted at all when its transaction is cut after any statement', async () => {
    const of = scene();
    const [id, bytes] = [of.segmentId(), spoolSegment([of.record(), of.record({ kind: 'start' })])];
    const tables = ['usage_segments', 'usage_starts', 'usage', 'request_metrics'];
    for (const table of tables) {
      await db.pool.query(`CREATE FUNCTION cut() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE EXCEPTION 'cut'; END $$`);
      await db.pool.query(`CREATE TRIGGER cut AFTER INSERT ON ${table} FOR EACH ROW EXECUTE FUNCTION cut()`);
      await expect(ingestSegment(tools, id, bytes)).rejects.toThrow();
      await db.pool.query('DROP FUNCTION cut() CASCADE');
      expect(await look(({ tx }) => tx.usageSegment.count({ where: { id } }))).toBe(0);
      expect(await countOf(of.organizationId)).toBe(0);
      expect(await metricsOf(of.organizationId)).toEqual([]);
    }
    expect((await ingestSegment(tools, id, bytes)).counted).toBe(true);
    expect(await countOf(of.organizationId)).toBe(1);
  });

  test('torn at any byte of its tail counts its whole records and says how much is left', async () => {
    const of = scene();
    const whole = spoolSegment([of.record(), of.record()]);
    const last = spoolSegment([of.record()]);
    for (const cut of [1, 7, 8, 9, last.byteLength - 1]) {
      const bytes = Buffer.concat([whole, last.subarray(0, cut)]);
      expect(await ingestSegment(tools, of.segmentId(), bytes)).toEqual({ counted: true, records: 2, tornBytes: cut });
    }
    expect(await countOf(of.organizationId)).toBe(10);
  });

  test('notes when a key was used, at most once a minute', async () => {
    const of = scene();
    const id = newId('key');
    const key = { id, organizationId: of.organizationId, projectId: 'p', name: 'k', prefix: 'aim_', sha256: id, createdBy: 'test', actions: [], endpoints: [] };
    await look(({ tx }) => tx.apiKey.create({ data: key }));
    const lastUsed = () => look(({ tx }) => tx.apiKey.findUniqueOrThrow({ where: { id } })).then((row) => row.lastUsedAt?.getTime());
    const at = Date.UTC(2026, 10, 25, 13);
    for (const [offset, expected] of [
      [0, 0],
      [30_000, 0],
      [61_000, 61_000],
      [10_000, 61_000],
    ]) {
      await ingestSegment(tools, of.segmentId(), spoolSegment([of.record({ principalId: id, at: at + offset })]));
      expect(await lastUsed()).toBe(at + expected);
    }
  });
});

describe('strict metering', () => {
  const pair = (of: ReturnType<typeof scene>, gatewaySeq: number, requestId = `strict-${gatewaySeq}`) => ({
    start: of.record({ kind: 'start', status: 0, gatewaySeq, requestId }),
    end: of.record({ kind: 'end', gatewaySeq, requestId }),
  });
  const outcomes = async (organizationId: string) => Object.fromEntries((await usageOf(organizationId)).map((row) => [row.outcome, Number(row.requests)]));

  test('counts a pair once, in one segment, over two, and over two in the wrong order', async () => {
    const of = scene();
    const [same, split, swapped] = [pair(of, 1), pair(of, 2), pair(of, 3)];
    await ingestSegment(tools, of.segmentId(), spoolSegment([same.start, same.end, split.start, swapped.end]));
    await ingestSegment(tools, of.segmentId(), spoolSegment([split.end, swapped.start]));
    expect(await outcomes(of.organizationId)).toEqual({ ok: 3 });
    expect(await listUnsettledBoots(tools, { gatewayId: of.gatewayId })).toEqual([]);
  });

  test('a start whose end never came is unknown once its boot is over: reported, not billed, and only once', async () => {
    const of = scene();
    const [done, lost, other] = [pair(of, 1), pair(of, 2), pair(of, 3)];
    await ingestSegment(tools, of.segmentId('boot1'), spoolSegment([done.start, done.end, lost.start]));
    await ingestSegment(tools, of.segmentId('boot2'), spoolSegment([other.start]));
    expect(await outcomes(of.organizationId)).toEqual({ ok: 1 });
    expect(await listUnsettledBoots(tools, { gatewayId: of.gatewayId })).toEqual([
      { gatewayId: of.gatewayId, boot: 'boot1' },
      { gatewayId: of.gatewayId, boot: 'boot2' },
    ]);
    expect(await settleBoot(tools, { gatewayId: of.gatewayId, boot: 'boot1' })).toBe(1);
    expect(await settleBoot(tools, { gatewayId: of.gatewayId, boot: 'boot1' })).toBe(0);
    expect(await outcomes(of.organizationId)).toEqual({ ok: 1, unknown: 1 });
    expect((await usageOf(of.organizationId)).find((row) => row.outcome === 'unknown')?.predictions).toBe(0n);
    // the running boot is not touched: its end may still come
    await ingestSegment(tools, of.segmentId('boot2'), spoolSegment([other.end]));
    expect(await outcomes(of.organizationId)).toEqual({ ok: 2, unknown: 1 });
  });

  test('settling that dies between storage and transaction is repeated without counting twice', async () => {
    const of = scene();
    await ingestSegment(tools, of.segmentId(), spoolSegment([pair(of, 7).start]));
    const boot = { gatewayId: of.gatewayId, boot: 'boot1' };
    const failing: StorageProvider = Object.create(storage, {
      put: {
        value: async (key: string, body: Uint8Array) => {
          await storage.put(key, body);
          if (key.endsWith('.ids')) throw new AppError('STORAGE_UNREACHABLE', 'It died after writing.');
        },
      },
    });
    await expect(settleBoot({ ...tools, storage: failing }, boot)).rejects.toMatchObject({ code: 'STORAGE_UNREACHABLE' });
    expect(await outcomes(of.organizationId)).toEqual({});
    expect(await settleBoot(tools, boot)).toBe(1);
    expect(await outcomes(of.organizationId)).toEqual({ unknown: 1 });
  });

  test('thousands of lost requests are settled in several transactions', async () => {
    const of = scene();
    const starts = Array.from({ length: 4_500 }, (_, seq) => pair(of, seq).start);
    await ingestSegment(tools, of.segmentId(), spoolSegment(starts));
    expect(await settleBoot(tools, { gatewayId: of.gatewayId, boot: 'boot1' })).toBe(4_500);
    expect(await outcomes(of.organizationId)).toEqual({ unknown: 4_500 });
  });
});
