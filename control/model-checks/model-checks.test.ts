import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pino } from 'pino';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { dataPaths } from '@/core/paths';
import { DiskStorage } from '@/providers/storage/disk';
import { createModel } from '@/services/models';
import { createVersion, getVersion } from '@/services/versions';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { modelChecksLoop } from './loop';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
let folder = '';
beforeAll(async () => {
  db = await createTestDatabase();
  folder = mkdtempSync(join(tmpdir(), 'aimass-checks-'));
});
afterAll(async () => {
  await db.drop();
  rmSync(folder, { recursive: true, force: true });
});

test('iris', async () => {
  const paths = dataPaths(folder);
  const storage = new DiskStorage({ root: paths.storage, clock: systemClock });
  const of = await createServingOrganization(db.database);
  await createModel(of.admin, { name: 'flower', description: '', tags: {} });
  const v = await createVersion(of.admin, { model: 'flower', source: { sample: 'iris' }, runtime: 'auto', metadata: {} });
  const loop = modelChecksLoop({ database: db.database, clock: systemClock, storage, paths, log: pino({ level: 'debug' }) });
  await loop.tick(new AbortController().signal, undefined as never);
  console.dir(await getVersion(of.admin, { model: 'flower', version: v.version }), { depth: 9 });
});
