import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import type { UsageRecord } from '@/core/wire/usage-record';
import { DiskStorage } from '@/providers/storage/disk';
import type { StorageProvider } from '@/providers/storage/provider';
import { getRequest, listLogs } from '@/services/logs';
import { ListLogsInput } from '@/services/logs/schemas';
import { ingestSegment } from '@/services/usage';
import { Crash, CrashPoint } from '@/testing/crashing';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { spoolSegment, usageRecord } from '@/testing/usage-records';
import { collectStorage } from '../collector/collect';
import { Leadership } from '../leader';
import { expireRequestLogs } from '../retention/expire';
import { mergeNext } from './loop';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;

const cleanups: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
});

/** A database and a storage of its own, since merging looks at all there is. Its clock stands at a full hour of today, where new files have their age. */
async function scene() {
  const db = await createTestDatabase();
  cleanups.push(() => db.drop());
  const folder = mkdtempSync(join(tmpdir(), 'aimass-request-logs-'));
  cleanups.push(() => rmSync(folder, { recursive: true, force: true }));
  const start = Math.floor(Date.now() / hourMs) * hourMs;
  const clock = new ManualClock(start);
  const storage = new DiskStorage({ root: folder, clock });
  const of = await createServingOrganization(db.database, clock);
  const endpointId = newId('ep');
  const endpoint = { id: endpointId, organizationId: of.organizationId, projectId: of.projectId, name: 'iris', state: 'InService', createdBy: 'x' };
  await of.look((tx) => tx.endpoint.create({ data: endpoint }));
  const leader = new Leadership(db.database, clock, 'leader', newId('job'));
  await leader.renew();
  const fenced: Leadership['fenced'] = (work) => leader.fenced(work);
  const gatewayId = newId('gw');
  let sequence = 0;
  const logs = of.as('logs:Read');
  const keys = async (from: StorageProvider = storage): Promise<string[]> => {
    const found: string[] = [];
    for await (const { key } of from.list('request-logs/')) found.push(key);
    return found;
  };
  return {
    of,
    clock,
    start,
    storage,
    fenced,
    record: (given: Partial<UsageRecord> = {}) =>
      usageRecord({ organizationId: of.organizationId, endpointId, modelId: of.modelId, requestId: newId('req'), ...given }),
    ship: (records: UsageRecord[]) =>
      ingestSegment({ database: db.database, storage, clock }, `${gatewayId}-boot1-${String(++sequence).padStart(6, '0')}`, spoolSegment(records)),
    list: (given: object = {}, from: StorageProvider = storage) => listLogs(logs, ListLogsInput.parse(given), { storage: from }),
    get: (requestId: string, from: StorageProvider = storage) => getRequest(logs, { requestId }, { storage: from }),
    merge: async () => {
      let merged = 0;
      while (await mergeNext({ storage, clock }, fenced)) merged++;
      return merged;
    },
    collect: (graceMs = dayMs) => collectStorage({ storage, clock, fenced, graceMs }, new AbortController().signal),
    keys,
    rows: () => of.look((tx) => tx.usageSegment.findMany({ where: { storageKey: { not: null } }, orderBy: { lastAt: 'asc' } })),
    grow: (sizeBytes: bigint) => fenced(({ tx }) => tx.usageSegment.updateMany({ data: { sizeBytes } })),
    /** A storage that another process opens: nothing of it is in memory. */
    opened: () => new DiskStorage({ root: folder, clock }),
  };
}

async function everyPage(list: Awaited<ReturnType<typeof scene>>['list'], between: () => Promise<unknown> = async () => null): Promise<string[]> {
  const seen: string[] = [];
  let cursor: string | null = null;
  do {
    const page: Awaited<ReturnType<typeof list>> = await list({ limit: 7, ...(cursor === null ? {} : { cursor }) });
    seen.push(...page.items.map((item) => item.requestId));
    cursor = page.nextCursor;
    await between();
  } while (cursor !== null);
  return seen;
}

/** Segments of two past hours; many requests share their millisecond. */
async function shipTwoHours(of: Awaited<ReturnType<typeof scene>>): Promise<void> {
  for (let segment = 0; segment < 12; segment++) {
    const at = of.start - (segment < 6 ? 3 : 4) * hourMs + (segment % 3) * 1_000;
    await of.ship([of.record({ at }), of.record({ at }), of.record({ at: at + 1 })]);
  }
}

describe('merging', () => {
  test('makes one object an hour of many, and changes nothing that a search finds', async () => {
    const here = await scene();
    await shipTwoHours(here);
    const before = await everyPage(here.list);
    expect(before).toHaveLength(36);
    expect(await here.keys()).toHaveLength(24);
    expect(await here.merge()).toBe(2);
    expect(await here.keys()).toHaveLength(4);
    expect((await here.rows()).map((row) => row.lastAt?.toISOString().slice(0, 13))).toEqual(
      [4, 3].map((ago) => new Date(here.start - ago * hourMs).toISOString().slice(0, 13)),
    );
    const opened = here.opened();
    expect(await everyPage((given) => here.list(given, opened))).toEqual(before);
    expect(await here.get(before[5], opened)).toMatchObject({ requestId: before[5], count: 1 });
    expect(await here.of.look((tx) => tx.usageSegment.count({ where: { gatewayId: { startsWith: 'gw_' } } }))).toBe(12); // the proof that they were counted
  });

  test('between two pages of a list repeats nothing and leaves nothing out', async () => {
    const here = await scene();
    await shipTwoHours(here);
    const before = await everyPage(here.list);
    let pages = 0;
    const seen = await everyPage(here.list, async () => {
      if (++pages === 2) await here.merge();
    });
    expect(seen).toEqual(before);
  });

  test('under a search that has read the index already is noticed, and the search still finds everything', async () => {
    const here = await scene();
    await shipTwoHours(here);
    const before = await everyPage(here.list);
    const opened = here.opened();
    let merged = false;
    const slow = new Proxy(opened, {
      get: (target, name) => {
        if (name !== 'get') return Reflect.get(target, name) as unknown;
        return async (key: string) => {
          if (!merged) await here.merge();
          merged = true;
          return target.get(key);
        };
      },
    });
    expect((await here.list({ limit: 200 }, slow)).items.map((item) => item.requestId)).toEqual(before);
    expect(merged).toBe(true);
  });

  test('takes what came late with what was merged before, and leaves the running hour alone', async () => {
    const here = await scene();
    await shipTwoHours(here);
    await here.merge();
    await here.ship([here.record({ at: here.start - 3 * hourMs })]);
    for (let segment = 0; segment < 3; segment++) await here.ship([here.record({ at: here.start })]);
    here.clock.advance(30 * 60_000);
    expect(await here.merge()).toBe(1);
    expect(await here.rows()).toHaveLength(2 + 3);
    expect(await everyPage(here.list)).toHaveLength(40);
  });

  test('of a busy hour makes several objects, none larger than a full segment, and comes to an end', async () => {
    const here = await scene();
    for (let segment = 0; segment < 7; segment++) await here.ship([here.record({ at: here.start - 3 * hourMs + segment })]);
    await here.grow(BigInt(1.5 * 1024 * 1024));
    expect(await here.merge()).toBe(3);
    const sizes = (await here.rows()).map((row) => Number(row.sizeBytes) / 1024 / 1024);
    expect(sizes.sort()).toEqual([1.5, 3, 3, 3]);
    expect(await everyPage(here.list)).toHaveLength(7);
  });

  test('goes on to retention: merged logs are removed after their time', async () => {
    const here = await scene();
    await shipTwoHours(here);
    await here.merge();
    here.clock.advance(31 * dayMs);
    await expireRequestLogs(here.fenced, here.storage);
    expect(await here.keys()).toEqual([]);
    expect(await everyPage(here.list)).toEqual([]);
  });

  test('that is killed at any step loses no request, shows none twice, and leaves nothing behind for long', async () => {
    let steps = 0;
    for (; ; steps++) {
      const here = await scene();
      for (let segment = 0; segment < 3; segment++)
        await here.ship([here.record({ at: here.start - 3 * hourMs + segment }), here.record({ at: here.start - 3 * hourMs })]);
      const before = await everyPage(here.list);
      const point = new CrashPoint(steps);
      const dying = { storage: point.wrap(here.storage, ['put', 'remove']), clock: here.clock };
      const fenced: Leadership['fenced'] = (work) => point.step(() => here.fenced(work));
      const ended = await mergeNext(dying, fenced).then(
        () => true,
        (error: unknown) => {
          if (!(error instanceof Crash)) throw error;
          return false;
        },
      );
      expect(ended).toBe(!point.crashed);
      expect(await everyPage((given) => here.list(given, here.opened()))).toEqual(before);
      here.clock.advance(61_000);
      await here.merge();
      here.clock.advance(25 * hourMs);
      await here.collect();
      expect(await everyPage((given) => here.list(given, here.opened()))).toEqual(before);
      expect(await here.keys()).toHaveLength(2);
      if (!point.crashed) break;
    }
    expect(steps).toBeGreaterThan(15);
  }, 180_000);
});

describe('a search by id over weeks', () => {
  test('opens the index and the object of the one hour that has it, and hardly anything else', async () => {
    const here = await scene();
    const hours = 16 * 24;
    const wanted = 'the-one-of-two-weeks-ago';
    const ids = Array.from({ length: 40 }, (_, index) => index);
    for (let ago = 2; ago < 2 + hours; ago++) {
      const at = here.start - ago * hourMs;
      await here.ship([...ids.map(() => here.record({ at })), ...(ago === 14 * 24 ? [here.record({ at, requestId: wanted })] : [])]);
    }
    const opened: string[] = [];
    const counting = new Proxy(here.opened(), {
      get: (target, name) => {
        if (name !== 'get') return Reflect.get(target, name) as unknown;
        return (key: string) => {
          opened.push(key);
          return target.get(key);
        };
      },
    });
    expect((await here.get(wanted, counting)).requestId).toBe(wanted);
    expect(opened.length).toBeLessThanOrEqual(3);
    opened.length = 0;
    expect((await here.list({ requestId: wanted }, counting)).items).toHaveLength(1);
    expect(opened.length).toBeLessThanOrEqual(2);
    opened.length = 0;
    await expect(here.get('never-was', counting)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    expect(opened.length).toBeLessThanOrEqual(2);
  }, 120_000);
});
