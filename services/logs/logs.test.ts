import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ManualClock, systemClock } from '@/core/clock';
import { newId } from '@/core/ids';
import type { UsageRecord } from '@/core/wire/usage-record';
import { DiskStorage } from '@/providers/storage/disk';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { spoolSegment, usageRecord } from '@/testing/usage-records';
import { withTransaction } from '../context';
import { emitEvent } from '../events';
import { ingestSegment, settleBoot } from '../usage';
import type { CountedRequest } from '../usage/outcome';
import { getRequest, listLogs } from '.';
import { comparePositions } from './position';
import { ListLogsInput } from './schemas';
import { type SegmentRef, search } from './search';
import { encodeIdIndex, filterProbes, findLines, idFilterOf, probesOf } from './segment';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let folder: string;
let storage: DiskStorage;
beforeAll(async () => {
  db = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'aimass-logs-'));
  storage = new DiskStorage({ root: folder, clock: systemClock });
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

const start = Date.UTC(2026, 10, 25, 12);
const ask = (given: object = {}) => ListLogsInput.parse(given);

async function scene() {
  const of = await createServingOrganization(db.database);
  const gatewayId = newId('gw');
  const endpointId = newId('ep');
  const endpoint = { id: endpointId, organizationId: of.organizationId, projectId: of.projectId, name: 'iris', state: 'InService', createdBy: 'x' };
  await of.look((tx) => tx.endpoint.create({ data: endpoint }));
  let sequence = 0;
  const outside = { storage };
  return {
    of,
    gatewayId,
    record: (given: Partial<UsageRecord> = {}) =>
      usageRecord({ organizationId: of.organizationId, endpointId, modelId: of.modelId, at: start, requestId: newId('req'), ...given }),
    ship: (records: UsageRecord[]) =>
      ingestSegment({ database: db.database, storage, clock: systemClock }, `${gatewayId}-boot1-${String(++sequence).padStart(6, '0')}`, spoolSegment(records)),
    list: (given: object = {}, ctx = of.as('logs:Read')) => listLogs(ctx, ask(given), outside),
    get: (requestId: string, ctx = of.as('logs:Read')) => getRequest(ctx, { requestId }, outside),
  };
}

describe('a request', () => {
  test('is found by its id, with who, which version, and each stage in milliseconds', async () => {
    const { of, record, ship, get } = await scene();
    const keyId = newId('key');
    const key = { id: keyId, organizationId: of.organizationId, projectId: of.projectId, name: 'mobile app', prefix: 'aim_', sha256: keyId, createdBy: 'x' };
    await of.look((tx) => tx.apiKey.create({ data: { ...key, actions: [], endpoints: [] } }));
    const wanted = record({ principalId: keyId, totalUs: 10_000, queueUs: 1_000, batchUs: 500, modelUs: 6_250 });
    await ship([record(), wanted, record()]);
    expect(await get(wanted.requestId)).toMatchObject({
      requestId: wanted.requestId,
      at: '2026-11-25T12:00:00.000Z',
      endpoint: 'iris',
      model: 'iris',
      version: 1,
      principalName: 'mobile app',
      status: 200,
      stages: { gatewayMs: 2.25, queueMs: 1, batchMs: 0.5, modelMs: 6.25, totalMs: 10 },
      count: 1,
    });
  });

  test('whose id was repeated is the newest, and tells how many there are', async () => {
    const { record, ship, get } = await scene();
    const requestId = 'their-own-id';
    await ship([record({ requestId, at: start + 5_000, status: 503 }), record({ requestId })]);
    await ship([record({ requestId, at: start + 1_000 })]);
    expect(await get(requestId)).toMatchObject({ count: 3, status: 503, at: '2026-11-25T12:00:05.000Z' });
  });

  test('of another organization is as missing as one that never was', async () => {
    const { of, record, ship, get } = await scene();
    const stranger = await createServingOrganization(db.database);
    const mine = record();
    await ship([mine, usageRecord({ organizationId: stranger.organizationId, requestId: 'theirs' })]);
    const refusals = await Promise.allSettled([get('theirs'), get('never-was'), get(mine.requestId, stranger.as('logs:Read'))]);
    for (const refusal of refusals) expect(refusal).toMatchObject({ status: 'rejected', reason: { code: 'NOT_FOUND' } });
    await expect(get(mine.requestId, of.as('metrics:Read'))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  test('is found by a key that names its endpoint, and as missing as one that never was to a key of other endpoints', async () => {
    const { of, record, ship, get } = await scene();
    const digits = record({ requestId: 'shared', endpoint: 'digits', endpointId: 'ep_other', at: start + 1_000 });
    await ship([digits, record({ requestId: 'shared' }), record({ requestId: 'iris-only' })]);
    const keyOf = (...endpoints: string[]) => ({ ...of.as('logs:Read'), endpoints });
    expect(await get('shared', keyOf('digits'))).toMatchObject({ endpoint: 'digits', count: 1 });
    expect(await get('shared', keyOf('iris'))).toMatchObject({ endpoint: 'iris', count: 1 });
    expect(await get('shared', keyOf('iris', 'digits'))).toMatchObject({ endpoint: 'digits', count: 2 });
    await expect(get('iris-only', keyOf('digits'))).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await expect(get('iris-only', { ...of.as('metrics:Read'), endpoints: ['iris'] })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  test('comes with its log: arrival, further attempts, the end, and what happened to its endpoint shortly before', async () => {
    const { of, record, ship, get } = await scene();
    const told = (message: RegExp) => ({ message: expect.stringMatching(message), sentences: { message: expect.anything() } });
    const tell = (message: string, at: number, topic = 'endpoints/iris') =>
      withTransaction({ ...of.admin, clock: new ManualClock(at) }, (tx) =>
        emitEvent(tx, { type: 'endpoint.updated', topics: ['endpoints', topic], resource: {}, message, level: 'warn' }),
      );
    await tell('long ago', start - 61_000);
    await tell('A replica ended.', start - 2_000);
    await tell('of another endpoint', start - 1_000, 'endpoints/digits');
    await tell('after the end', start + 5_000);
    const retried = record({
      attempts: 2,
      replicaId: 'rep_b',
      totalUs: 12_500,
      queueUs: 1_000,
      batchUs: 500,
      modelUs: 6_250,
      batchRows: 3,
      clientIp: '10.1.2.3',
    });
    const refused = record({ status: 503, code: 'NO_CAPACITY', replicaId: '', predictions: 0, attempts: 0 });
    await ship([retried, refused]);
    expect((await get(retried.requestId)).lines).toEqual([
      { at: '2026-11-25T11:59:58.000Z', level: 'warn', message: 'A replica ended.' },
      { at: '2026-11-25T12:00:00.000Z', level: 'info', ...told(/^Received 40 B from 10\.1\.2\.3 \(task\)\.$/) },
      { at: '2026-11-25T12:00:00.013Z', level: 'warn', ...told(/^Sent to 2 replicas/) },
      {
        at: '2026-11-25T12:00:00.013Z',
        level: 'info',
        ...told(
          /^Replica rep_b ran it in a batch of 3 rows\. Answered 200 with 1 prediction, 120 B\. It took 12\.5 ms: 1 ms in queues, 0\.5 ms in batching, 6\.25 ms in the model\.$/,
        ),
      },
    ]);
    expect((await get(refused.requestId)).lines.at(-1)).toMatchObject({
      level: 'error',
      ...told(/^No replica took it\. Ended with 503 NO_CAPACITY\. It took 2 ms: /),
    });
  });

  test('whose outcome is unknown is listed as that', async () => {
    const { gatewayId, record, ship, get, list } = await scene();
    const lost = record({ kind: 'start', status: 0 });
    await ship([lost]);
    await expect(get(lost.requestId)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    await settleBoot({ database: db.database, storage, clock: systemClock }, { gatewayId, boot: 'boot1' });
    expect(await get(lost.requestId)).toMatchObject({ status: 0, code: 'UNKNOWN' });
    expect((await list({ level: 'warn' })).items).toMatchObject([{ requestId: lost.requestId }]);
  });
});

describe('the list', () => {
  test('is newest first and pages through every request once, while more arrive', async () => {
    const { record, ship, list } = await scene();
    const times = Array.from({ length: 90 }, (_, index) => start + ((index * 37) % 90) * 100);
    for (let at = 0; at < times.length; at += 15) await ship(times.slice(at, at + 15).map((time) => record({ at: time })));
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ limit: 20, ...(cursor === null ? {} : { cursor }) });
      seen.push(...page.items.map((item) => item.at));
      cursor = page.nextCursor;
      await ship([record({ at: start + 60_000 + seen.length })]);
    } while (cursor !== null);
    expect(seen).toEqual(times.sort((a, b) => b - a).map((time) => new Date(time).toISOString()));
  });

  test('finds by endpoint, id, level, text and time', async () => {
    const { of, record, ship, list } = await scene();
    const [fine, wrong, broken] = [
      record(),
      record({ status: 400, code: 'SIGNATURE_MISMATCH', at: start + 1_000 }),
      record({ status: 503, at: start + 2_000 }),
    ];
    await ship([fine, wrong, broken, record({ endpoint: 'digits', endpointId: 'ep_other', at: start + 3_000 })]);
    const ids = async (given: object) => (await list(given)).items.map((item) => item.requestId);
    expect(await ids({ endpoint: 'iris' })).toEqual([broken, wrong, fine].map((each) => each.requestId));
    expect(await ids({ endpoint: 'digits' })).toEqual([]); // there is no endpoint of this name here
    expect(await ids({ requestId: wrong.requestId })).toEqual([wrong.requestId]);
    expect(await ids({ requestId: 'never-was' })).toEqual([]);
    expect(await ids({ level: 'error' })).toEqual([broken.requestId]);
    expect(await ids({ level: 'warn' })).toEqual([wrong.requestId]);
    expect(await ids({ q: 'signature_mis' })).toEqual([wrong.requestId]);
    expect(await ids({ endpoint: 'iris', from: new Date(start + 500).toISOString(), to: new Date(start + 1_500).toISOString() })).toEqual([wrong.requestId]);
    await expect(list({ cursor: 'bm90IG91cnM' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(list({ sort: 'status' })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
    await expect(list({}, of.as('metrics:Read'))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    await expect(list({}, { ...of.as('logs:Read'), endpoints: ['iris'] })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  test('shows nothing of a segment that retention removed meanwhile', async () => {
    const { gatewayId, record, ship, list } = await scene();
    await ship([record()]);
    await ship([record()]);
    await storage.remove(`request-logs/${gatewayId}-boot1-000001`);
    expect((await list()).items).toHaveLength(1);
  });
});

describe('the search', () => {
  const refsOf = (segments: Map<string, CountedRequest[]>): SegmentRef[] =>
    [...segments]
      .map(([id, requests]) => ({ id, storageKey: id, lastAt: new Date(Math.max(...requests.map((request) => request.at))) }))
      .sort((a, b) => b.lastAt.getTime() - a.lastAt.getTime() || (a.id > b.id ? -1 : 1));

  test('gives the same as sorting everything, for any segments, filters and page sizes', async () => {
    const request = fc.record({ at: fc.integer({ min: 0, max: 40 }), status: fc.constantFrom(200, 500) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(request, { minLength: 1, maxLength: 6 }), { maxLength: 30 }), fc.integer({ min: 1, max: 7 }), async (drawn, limit) => {
        const segments = new Map(
          drawn.map((list, index) => [`s${String(index).padStart(3, '0')}`, list.map((each): CountedRequest => ({ ...usageRecord(each), outcome: 'ok' }))]),
        );
        const refs = refsOf(segments);
        const tools = {
          segments: async (after: SegmentRef | null, take: number) => refs.slice(after === null ? 0 : refs.indexOf(after) + 1).slice(0, take),
          read: async (key: string) => ({ requests: segments.get(key) ?? [], sizeBytes: 1 }),
          matches: (each: CountedRequest) => each.status === 200,
        };
        const all = [...segments]
          .flatMap(([segmentId, requests]) => requests.map((each, line) => ({ at: each.at, segmentId, line, request: each })))
          .filter((each) => each.request.status === 200)
          .sort(comparePositions);
        const paged = [];
        for (let next = null as Parameters<typeof search>[1]; ; ) {
          const found = await search(tools, next, limit);
          expect(found.items.length).toBeLessThanOrEqual(limit);
          paged.push(...found.items.map((item) => [item.at, item.segmentId, item.line]));
          next = found.next;
          if (next === null) break;
        }
        expect(paged).toEqual(all.map((item) => [item.at, item.segmentId, item.line]));
      }),
    );
  });

  test('reads a bounded part of a long log, then answers where to go on, and comes to the end', async () => {
    const refs: SegmentRef[] = Array.from({ length: 1_000 }, (_, index) => ({ id: `s${index}`, storageKey: `${index}`, lastAt: new Date(10_000 - index) }));
    let [opened, pages] = [0, 0];
    const matching = { ...usageRecord({ at: 10_000 - 999 }), outcome: 'ok' as const };
    const found = [];
    for (let next = null as Parameters<typeof search>[1]; ; ) {
      const before = opened;
      const after = next;
      const answer = await search(
        {
          segments: async (last, take) => {
            const rest = last === null ? refs.filter((ref) => after === null || ref.lastAt.getTime() <= after.at) : refs.slice(refs.indexOf(last) + 1);
            return rest.slice(0, take);
          },
          read: async (key) => {
            opened += 1;
            return { requests: key === '999' ? [matching] : [], sizeBytes: 100 };
          },
          matches: () => true,
        },
        next,
        20,
      );
      pages += 1;
      expect(opened - before).toBeLessThanOrEqual(264);
      found.push(...answer.items);
      next = answer.next;
      if (next === null) break;
    }
    expect(pages).toBeGreaterThan(3);
    expect(found).toHaveLength(1);
  });
});

describe('the index of a segment', () => {
  test('finds every line of an id and hardly ever another', () => {
    const requests = Array.from({ length: 2_000 }, (_, index): CountedRequest => ({ ...usageRecord({ requestId: `id-${index % 1_500}` }), outcome: 'ok' }));
    const index = encodeIdIndex(requests);
    expect(findLines(index, 'id-7')).toEqual([7, 1_507]);
    expect(findLines(index, 'id-1499')).toEqual([1_499]);
    expect(findLines(index, 'id-1500')).toEqual([]);
    expect(findLines(Buffer.alloc(0), 'id-7')).toEqual([]);
  });

  test('has a filter that never loses an id and seldom takes a stranger for one', async () => {
    const ids = Array.from({ length: 1_000 }, (_, index) => `known-${index}`);
    const client = await db.pool.connect();
    try {
      const holds = async (id: string): Promise<boolean> => {
        const { a, b } = probesOf(id);
        const bits = Array.from({ length: filterProbes }, (_, probe) => `get_bit(f, ${a + probe * b}::bigint % (octet_length(f) * 8)) = 1`);
        const { rows } = await client.query(`SELECT ${bits.join(' AND ')} AS holds FROM (SELECT $1::bytea AS f) AS t`, [Buffer.from(idFilterOf(ids))]);
        return rows[0].holds;
      };
      for (let index = 0; index < 1_000; index += 50) expect(await holds(`known-${index}`)).toBe(true);
      let strangers = 0;
      for (let index = 0; index < 300; index++) strangers += Number(await holds(`stranger-${index}`));
      expect(strangers).toBeLessThanOrEqual(1);
    } finally {
      client.release();
    }
  });
});
