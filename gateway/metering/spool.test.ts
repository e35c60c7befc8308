import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { createLogger } from '@/core/log';
import { countSpoolRecords, decodeSpool, encodeSpoolFrame, encodeUsageRecord } from '@/core/wire/spool-frame';
import type { UsageRecord } from '@/core/wire/usage-record';
import { until } from '../testing/test-gateway';
import { gatewayIdentity } from './identity';
import { recoverSpool } from './recovery';
import { Spool } from './spool';

let folder: string;
const log = createLogger('test');
log.level = 'silent';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aimass-spool-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function record(seq: number): UsageRecord {
  return {
    at: 1_764_000_000_000 + seq,
    requestId: `req-${seq}`,
    organizationId: 'org_1',
    projectId: 'prj_1',
    endpointId: 'ep_1',
    endpoint: 'iris',
    deploymentId: 'dep_1',
    variant: 'main',
    modelId: 'mdl_1',
    versionId: 'ver_1',
    version: 1,
    principalId: 'key_1',
    replicaId: 'rep_1',
    status: 200,
    code: '',
    protocol: 'task',
    predictions: 1,
    batchRows: 1,
    bytesIn: 20,
    bytesOut: 100,
    totalUs: 300,
    queueUs: 1,
    batchUs: 2,
    modelUs: 3,
    cache: 'bypass',
    attempts: 1,
    clientIp: '127.0.0.1',
    kind: 'whole',
    gatewaySeq: seq,
  };
}

function openSpool(boot = 'boot1') {
  const sealed: string[] = [];
  let synced = 0;
  const spool = new Spool({ folder, gatewayId: 'gw1', boot, clock: systemClock, log, onSynced: () => synced++, onSealed: (id) => sealed.push(id) });
  return { spool, sealed, synced: () => synced };
}
const files = (): string[] => readdirSync(folder).sort();
const recordsOf = (name: string): UsageRecord[] => decodeSpool(readFileSync(join(folder, name))).records;

describe('the spool', () => {
  test('keeps records in order, in one open segment, and seals it at the end', async () => {
    const { spool, sealed } = openSpool();
    for (let i = 0; i < 100; i++) {
      spool.append(encodeUsageRecord(record(i)));
      if (i % 7 === 0) expect(spool.flush(false)).toBe(true);
    }
    expect(spool.flush(false)).toBe(true);
    expect(files()).toEqual(['gw1-boot1-00000000.open']);
    expect(recordsOf(files()[0]).map((one) => one.gatewaySeq)).toEqual(Array.from({ length: 100 }, (_, i) => i));
    await spool.close();
    expect(files()).toEqual(['gw1-boot1-00000000.sealed']);
    expect(sealed).toEqual(['gw1-boot1-00000000']);
    expect(recordsOf(files()[0])).toHaveLength(100);
  });

  test('seals at 4 MiB and goes on in the next segment, losing nothing', async () => {
    const { spool, sealed } = openSpool();
    const records = Array.from({ length: 1_000 }, (_, i) => encodeUsageRecord(record(i)));
    for (let round = 0; round < 30; round++) {
      for (const one of records) spool.append(one);
      spool.flush(false);
    }
    await until('a sealed segment', () => sealed.length > 0);
    await spool.close();
    expect(files().every((name) => name.endsWith('.sealed'))).toBe(true);
    expect(files().length).toBeGreaterThan(1);
    expect(files().reduce((sum, name) => sum + recordsOf(name).length, 0)).toBe(30_000);
  });

  test('seals within about 2 s, and stays without a file while nothing is recorded', async () => {
    const { spool, sealed } = openSpool();
    expect(files()).toEqual([]);
    spool.append(encodeUsageRecord(record(1)));
    spool.flush(false);
    const startedAt = performance.now();
    await until('it is sealed', () => sealed.length === 1);
    expect(performance.now() - startedAt).toBeLessThan(4_000);
    expect(files()).toEqual(['gw1-boot1-00000000.sealed']);
    await spool.close();
    expect(files()).toHaveLength(1);
  });

  test('tells which writes are durable, one sync for all that waited', async () => {
    const { spool, synced } = openSpool();
    const writes: number[] = [];
    for (let i = 0; i < 10; i++) {
      writes.push(spool.nextWrite);
      spool.append(encodeUsageRecord(record(i)));
      spool.flush(true);
    }
    expect(spool.syncedWrite).toBe(0);
    await until('the sync', () => spool.syncedWrite >= writes[9]);
    expect(synced()).toBeLessThanOrEqual(3);
    await spool.close();
  });

  test('syncs in the background without being asked', async () => {
    const { spool } = openSpool();
    const write = spool.nextWrite;
    spool.append(encodeUsageRecord(record(1)));
    spool.flush(false);
    await until('the sync', () => spool.syncedWrite >= write, 1_000);
    await spool.close();
  });

  test('refuses while it cannot write, says why, and takes records again when it can', async () => {
    const { spool } = openSpool();
    rmSync(folder, { recursive: true });
    writeFileSync(folder, 'no folder');
    const write = spool.nextWrite;
    spool.append(encodeUsageRecord(record(1)));
    expect(spool.flush(true)).toBe(false);
    expect(spool.isLost(write)).toBe(true);
    expect(() => spool.requireAvailable()).toThrow('The disk that records usage failed (ENOTDIR)');
    rmSync(folder);
    const { mkdirSync } = await import('node:fs');
    mkdirSync(folder);
    await until('it is available', () => spool.problem === null, 5_000);
    spool.append(encodeUsageRecord(record(2)));
    expect(spool.flush(true)).toBe(true);
    await spool.close();
    expect(
      files()
        .flatMap(recordsOf)
        .map((one) => one.gatewaySeq),
    ).toEqual([2]);
  });
});

describe('recovery', () => {
  test('cuts a segment that was torn at any byte at its last good record, and seals it', async () => {
    const frames = Array.from({ length: 12 }, (_, i) => encodeSpoolFrame([record(i)]));
    const whole = Buffer.concat(frames);
    const ends = frames.map((_, i) => frames.slice(0, i + 1).reduce((sum, frame) => sum + frame.byteLength, 0));
    for (let cut = 0; cut <= whole.byteLength; cut += 1) {
      writeFileSync(join(folder, 'gw1-old-00000000.open'), whole.subarray(0, cut));
      const sealed = await recoverSpool(folder);
      const expected = ends.filter((end) => end <= cut).length;
      if (expected === 0) {
        expect(sealed).toEqual([]);
        expect(files()).toEqual([]);
        continue;
      }
      expect(sealed).toEqual(['gw1-old-00000000']);
      const bytes = readFileSync(join(folder, 'gw1-old-00000000.sealed'));
      expect(bytes.byteLength).toBe(ends[expected - 1]);
      expect(decodeSpool(bytes).records).toHaveLength(expected);
      rmSync(join(folder, 'gw1-old-00000000.sealed'));
    }
  });

  test('records of one write count together or not at all, text beyond ASCII included', async () => {
    const { spool } = openSpool();
    for (const i of [1, 2, 3]) spool.append(encodeUsageRecord({ ...record(i), endpoint: 'größe-模型' }));
    spool.flush(false);
    await spool.close();
    const bytes = readFileSync(join(folder, files()[0]));
    expect(countSpoolRecords(bytes)).toBe(3);
    expect(decodeSpool(bytes).records.map((one) => [one.gatewaySeq, one.endpoint])).toEqual([1, 2, 3].map((i) => [i, 'größe-模型']));
    for (let cut = 0; cut < bytes.byteLength; cut++) expect(decodeSpool(bytes.subarray(0, cut))).toEqual({ records: [], goodBytes: 0 });
  });

  test('stops at a record whose bytes were changed', async () => {
    const frames = Array.from({ length: 5 }, (_, i) => encodeSpoolFrame([record(i)]));
    const bytes = Buffer.concat(frames);
    bytes[frames[0].byteLength + frames[1].byteLength + 20] ^= 1;
    writeFileSync(join(folder, 'gw1-old-00000000.open'), bytes);
    await recoverSpool(folder);
    expect(recordsOf('gw1-old-00000000.sealed').map((one) => one.gatewaySeq)).toEqual([0, 1]);
  });

  test('leaves sealed segments alone', async () => {
    writeFileSync(join(folder, 'gw1-old-00000000.sealed'), encodeSpoolFrame([record(1)]));
    expect(await recoverSpool(folder)).toEqual([]);
    expect(files()).toEqual(['gw1-old-00000000.sealed']);
  });
});

test('a gateway keeps its name over runs, and each run has one of its own', () => {
  const first = gatewayIdentity(folder, 1_000);
  const second = gatewayIdentity(folder, 1_000);
  expect(second.gatewayId).toBe(first.gatewayId);
  expect(second.boot).not.toBe(first.boot);
});
