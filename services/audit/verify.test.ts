import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from 'pg';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { createLogger } from '@/core/log';
import { dataPaths } from '@/core/paths';
import { readSettings } from '@/core/settings';
import { openStorage } from '@/providers/storage/open';
import type { StorageProvider } from '@/providers/storage/provider';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { withTransaction } from '../context';
import { emitAudit, exportAudit, listAudit, readSeal, sealAudits, verifyAudit } from '.';
import { ListAuditInput } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let owner: Client;
let folder: string;
let storage: StorageProvider;
const masterKey = Buffer.alloc(32, 7);
const log = createLogger('test');
log.level = 'silent';

beforeAll(async () => {
  db = await createTestDatabase();
  owner = new Client({ connectionString: db.url });
  await owner.connect();
  folder = mkdtempSync(join(tmpdir(), 'aimass-audit-'));
  storage = openStorage(readSettings({ AIMASS_DATA_DIR: folder }), dataPaths(folder), masterKey);
});
afterAll(async () => {
  await owner.end();
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

type Organization = Awaited<ReturnType<typeof createServingOrganization>>;
let of: Organization;
beforeEach(async () => {
  of = await createServingOrganization(db.database);
  for (let i = 1; i <= 8; i++) {
    const change = { before: { weight: i / 3, note: 'before "quoted" ü 漢\u2028' }, after: { list: [1, null, { b: 2, a: 1e21 }], password: 'never kept' } };
    await withTransaction(of.admin, (tx) => emitAudit(tx, 'endpoints:Deploy', `endpoints/e${i}`, i % 3 === 0 ? {} : change));
  }
});

const verify = async () => verifyAudit(of.admin, { pool: db.pool, seal: await readSeal(storage, masterKey, of.organizationId) });
const seal = async () => sealAudits({ database: db.database, clock: systemClock, pool: db.pool, storage, masterKey, log });

/** What an intruder with the database's own rights does: past every policy. */
async function tamper(sql: string): Promise<void> {
  await owner.query('BEGIN');
  await owner.query("SELECT set_config('app.organization', '*', true)");
  await owner.query(sql.replaceAll('$org', `'${of.organizationId}'`));
  await owner.query('COMMIT');
}

test('a chain that nobody touched holds, whatever its rows contain', async () => {
  for (let i = 0; i < 4; i++) await withTransaction(of.admin, (tx) => emitAudit(tx, 'endpoints:Stop', 'endpoints/x'));
  expect(await verify()).toMatchObject({ rows: 12, valid: true, firstBrokenSeq: null, reason: '' });
});

describe('an intruder is found who', () => {
  test.each([
    ['edits a row', `UPDATE audit SET actor_name = 'Eve' WHERE organization_id = $org AND seq = 5`, 5],
    ['edits what a change was about', `UPDATE audit SET after = '{"list": []}' WHERE organization_id = $org AND seq = 5`, 5],
    ['shifts a time by a millisecond', `UPDATE audit SET at = at + interval '1 ms' WHERE organization_id = $org AND seq = 5`, 5],
    ['deletes a row', 'DELETE FROM audit WHERE organization_id = $org AND seq = 5', 5],
    ['deletes the first row', 'DELETE FROM audit WHERE organization_id = $org AND seq = 1', 1],
    [
      'closes the gap behind a deleted row',
      'DELETE FROM audit WHERE organization_id = $org AND seq = 5; UPDATE audit SET seq = seq - 1 WHERE organization_id = $org AND seq > 5',
      5,
    ],
    [
      'swaps two rows',
      'UPDATE audit SET seq = -1 WHERE organization_id = $org AND seq = 5; UPDATE audit SET seq = 5 WHERE organization_id = $org AND seq = 6; UPDATE audit SET seq = 6 WHERE organization_id = $org AND seq = -1',
      5,
    ],
    [
      'inserts a row',
      `UPDATE audit SET seq = seq + 100 WHERE organization_id = $org AND seq > 5; UPDATE audit SET seq = seq - 99 WHERE organization_id = $org AND seq > 100;
       INSERT INTO audit SELECT organization_id, 6, 'aud_forged', at, actor_type, actor_id, actor_name, action, resource, outcome, ip, user_agent, request_id, before, after, hash, hash
       FROM audit WHERE organization_id = $org AND seq = 5`,
      6,
    ],
  ])('%s', async (_name, sql, seq) => {
    await tamper(sql);
    const found = await verify();
    expect(found).toMatchObject({ valid: false, firstBrokenSeq: seq });
    expect(found.reason).not.toBe('');
  });

  test('cuts off the end, once its head was kept elsewhere', async () => {
    const broken = await seal();
    await tamper('DELETE FROM audit WHERE organization_id = $org AND seq > 6');
    expect(await verify()).toMatchObject({ valid: false, firstBrokenSeq: 7, sealedSeq: 8 });
    // and it goes on being found: a broken chain gets no new head
    expect(await seal()).toBe(broken + 1);
    expect(await verify()).toMatchObject({ valid: false });
  });

  test('cuts off the end and goes on writing', async () => {
    await seal();
    await tamper('DELETE FROM audit WHERE organization_id = $org AND seq > 6');
    for (let i = 0; i < 4; i++) await withTransaction(of.admin, (tx) => emitAudit(tx, 'endpoints:Stop', 'endpoints/x'));
    const found = await verify();
    expect(found, found.reason).toMatchObject({ valid: false, firstBrokenSeq: 8 });
  });

  test('forges the head that is kept elsewhere', async () => {
    await seal();
    const head = await readSeal(storage, masterKey, of.organizationId);
    await storage.put(`audit-heads/${of.organizationId}.json`, Buffer.from(JSON.stringify({ seal: { ...head, seq: 3 }, signature: 'forged' })));
    expect(await verify()).toMatchObject({ valid: false });
  });
});

test('a chain that grew between two seals is sealed at its new end', async () => {
  await seal();
  await withTransaction(of.admin, (tx) => emitAudit(tx, 'endpoints:Stop', 'endpoints/x'));
  await seal();
  expect(await verify()).toMatchObject({ rows: 9, valid: true, sealedSeq: 9 });
  await tamper(`UPDATE audit SET actor_name = 'Eve' WHERE organization_id = $org AND seq = 9`);
  await seal();
  expect(await verify()).toMatchObject({ valid: false, firstBrokenSeq: 9 });
});

test('the tenant role can add rows and do nothing else to them', async () => {
  const attempt = (sql: string) =>
    withTransaction(of.admin, ({ tx }) => tx.$executeRawUnsafe(sql)).then(
      () => 'done',
      (error: unknown) => String(error),
    );
  expect(await attempt('UPDATE audit SET actor_name = actor_name')).toMatch(/permission denied/);
  expect(await attempt('DELETE FROM audit')).toMatch(/permission denied/);
});

test('rows hold no secrets and no control characters', async () => {
  await withTransaction({ ...of.admin, userAgent: 'agent\r\n\u001b[31mforged' }, (tx) =>
    emitAudit(tx, 'keys:Create', 'keys/x', { after: { apiToken: 'x', nested: { secretKey: 'y' } } }),
  );
  const { items } = await listAudit(of.admin, ListAuditInput.parse({ limit: 1 }));
  expect(items[0]).toMatchObject({ userAgent: 'agent\\x0d\\x0a\\x1b[31mforged', after: { apiToken: '[struck out]', nested: { secretKey: '[struck out]' } } });
});

test('lists own rows only without the right to all, and pages through them', async () => {
  const other = of.as('audit:Read');
  await withTransaction(other, (tx) => emitAudit(tx, 'endpoints:Stop', 'endpoints/mine'));
  const own = await listAudit(other, ListAuditInput.parse({}));
  expect(own.items.map((row) => row.resource)).toEqual(['endpoints/mine']);
  const first = await listAudit(of.admin, ListAuditInput.parse({ limit: 5 }));
  const second = await listAudit(of.admin, ListAuditInput.parse({ limit: 5, cursor: first.nextCursor ?? '' }));
  expect([...first.items, ...second.items].map((row) => row.seq)).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1]);
  expect(second.nextCursor).toBeNull();
  const found = await listAudit(of.admin, ListAuditInput.parse({ action: 'stop', resource: 'mine', actor: 'ad', from: '2020-01-01T00:00:00Z' }));
  expect(found.items).toHaveLength(1);
});

test('exports all rows of the filter, and no formula', async () => {
  await withTransaction({ ...of.admin, userAgent: '=1+1' }, (tx) => emitAudit(tx, 'endpoints:Stop', 'endpoints/x'));
  let text = '';
  for await (const piece of await exportAudit(of.admin, ListAuditInput.parse({ format: 'csv' }))) text += piece;
  expect(text.startsWith('\uFEFFseq,at,')).toBe(true);
  expect(text.split('\r\n')).toHaveLength(9 + 2);
  expect(text).toContain("'=1+1");
});
