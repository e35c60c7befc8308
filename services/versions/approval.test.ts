import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemClock } from '@/core/clock';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { createVersion, getVersion, leaseVersion, nativeSteps, planChecks, settleVersion, updateVersion } from '.';
import { CreateVersionInput, UpdateVersionInput } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const findings = [{ module: 'mine.models', name: 'Estimator' }];
const reason = { code: 'MODEL_QUARANTINED', message: 'It names mine.models.Estimator.', fix: '', evidence: '' };

test('a quarantined version names what was found; approving it needs the right, a reason, and lets these names pass in another check', async () => {
  const of = await createServingOrganization(db.database);
  const { version } = await createVersion(of.admin, CreateVersionInput.parse({ model: 'iris', source: { sample: 'iris' } }));
  const job = { database: db.database, clock: systemClock };
  const leased = await leaseVersion(job, 'test');
  if (leased === null) throw new Error('no version waits');
  expect(await planChecks(job, leased, nativeSteps)).toBe(true);
  await settleVersion(job, leased, { framework: 'sklearn', format: 'pickle', reason, findings });

  const at = { model: 'iris', version };
  const quarantined = await getVersion(of.admin, at);
  expect(quarantined).toMatchObject({ state: 'Quarantined', findings, reason: { code: 'MODEL_QUARANTINED' } });
  expect(quarantined.checks.map(({ step }) => step)).toEqual(['unpack', 'detect', 'scan', 'toolchain', 'load', 'convert', 'parity', 'signature', 'predict']);

  const approval = { reason: 'Our own estimator, reviewed.' };
  await expect(updateVersion(of.as('models:Read', 'models:Update'), { ...at, approval })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(UpdateVersionInput.safeParse({ ...at, approval: { reason: '  short ' } }).success).toBe(false);
  await expect(updateVersion(of.admin, { ...at, stage: 'Production' })).rejects.toMatchObject({ code: 'STATE_CONFLICT' });

  const approved = await updateVersion(of.admin, { ...at, approval, revision: quarantined.revision });
  expect(approved).toMatchObject({ state: 'Checking', reason: null });
  const audits = await of.look((tx) => tx.audit.findMany({ where: { action: 'models:Approve' } }));
  expect(audits.map(({ after }) => JSON.stringify(after)).join()).toContain(approval.reason);
  const again = await leaseVersion(job, 'test');
  expect(again?.requested.approved).toEqual([['mine.models', 'Estimator']]);
  await expect(updateVersion(of.admin, { ...at, approval })).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
});
