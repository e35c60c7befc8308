import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ObservedReplica, ObservedState } from '@/core/agent-api';
import { ManualClock } from '@/core/clock';
import { newId } from '@/core/ids';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization } from '@/testing/serving-organization';
import { gaugeWriter } from './write';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const start = Date.UTC(2026, 10, 25, 12, 0, 3);
const replica = (state: ObservedReplica['state']): ObservedReplica => ({
  id: newId('rep'),
  state,
  pid: 1,
  restarts: 0,
  memoryBytes: 1,
  cpuPercent: 1,
  timings: {},
  reason: null,
});
const reportOf = (instanceId: string, given: Partial<ObservedState> = {}) => ({
  at: start,
  report: {
    instanceId,
    revision: 1,
    pid: 1,
    agentVersion: '1',
    cpuPercent: 25,
    memoryBytes: 5_000,
    replicas: [replica('Ready'), replica('Loading')],
    ...given,
  },
});

async function scene() {
  const clock = new ManualClock(start);
  const of = await createServingOrganization(db.database, clock);
  const instanceId = newId('ins');
  const owner = { organizationId: of.organizationId, projectId: of.projectId, endpointId: newId('ep'), deploymentId: newId('dep') };
  await of.look((tx) =>
    tx.instance.create({
      data: { ...owner, id: instanceId, variant: 'main', provider: 'local', instanceType: 'local.small', state: 'InService', priceMicrosPerHour: 1n },
    }),
  );
  const rows = (name: string) => of.look((tx) => tx.gaugeMetric.findMany({ where: { organizationId: of.organizationId, name }, orderBy: { at: 'asc' } }));
  return { clock, instanceId, owner, rows, write: gaugeWriter({ database: db.database, clock }) };
}

test('writes ready replicas, CPU and memory of an instance to its variant', async () => {
  const { instanceId, owner, rows, write } = await scene();
  await write([reportOf(instanceId), reportOf('ins_unknown')]);
  const row = { endpointId: owner.endpointId, variant: 'main', source: instanceId, stepSeconds: 10, count: 1 };
  expect(await rows('replicas')).toMatchObject([{ ...row, sum: 1, at: new Date(start - 3_000) }]);
  expect(await rows('cpu')).toMatchObject([{ ...row, sum: 25 }]);
  expect(await rows('memory')).toMatchObject([{ ...row, sum: 5_000, max: 5_000 }]);
});

test('leaves no hole where the jitter of its loop skips a bucket, but shows a real pause', async () => {
  const { clock, instanceId, rows, write } = await scene();
  for (const afterMs of [0, 9_000, 3_000, 16_000, 60_000]) {
    clock.advance(afterMs);
    await write([reportOf(instanceId)]);
  }
  const seconds = (await rows('replicas')).map((row) => (row.at.getTime() - Math.floor(start / 10_000) * 10_000) / 1000);
  expect(seconds).toEqual([0, 10, 20, 30, 90]);
  expect((await rows('replicas')).every((row) => row.count === 1)).toBe(true);
});
