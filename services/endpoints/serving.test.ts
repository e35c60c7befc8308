import { afterAll, beforeAll, expect, test } from 'vitest';
import { ManualClock } from '@/core/clock';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization, testFleet } from '@/testing/serving-organization';
import { type Ctx, withTransaction } from '../context';
import { createDeployment } from '../deployments';
import { beginServing, beginSharing } from '../deployments/internal';
import { variantsInput } from '../endpoint-configs/schemas';
import { createEndpoint, getServing, removeEndpoint, startEndpoint, stopEndpoint, updateWeights } from '.';
import { GetServingInput } from './schemas';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const fleet = { fleet: testFleet };
const arms = (...versions: number[]) => variantsInput.parse(versions.map((version, i) => ({ name: `arm-${i}`, model: 'iris', version })));

/** Shifts traffic to the newest deployment, as control does in one transaction. */
async function shift(ctx: Ctx, name: string): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const endpoint = await tx.tx.endpoint.findFirstOrThrow({ where: { name, deletedAt: null } });
    const deployment = await tx.tx.deployment.findFirstOrThrow({ where: { endpointId: endpoint.id }, orderBy: { number: 'desc' } });
    await tx.tx.deployment.update({ where: { id: deployment.id }, data: { state: 'Succeeded', endedAt: new Date(tx.clock.now()) } });
    await tx.tx.endpoint.update({ where: { id: endpoint.id }, data: { state: 'InService', activeDeploymentId: deployment.id, revision: { increment: 1 } } });
    await beginServing(tx, endpoint.id, deployment.id);
  });
}

test('tells for each time which versions were served, through rollouts, weights, a stop, a start and a deletion, and for a name given again', async () => {
  const clock = new ManualClock(Date.parse('2026-01-01T00:00:00Z'));
  const of = await createServingOrganization(db.database, clock);
  const at = (second: number): string => new Date(Date.parse('2026-01-01T00:00:00Z') + second * 1000).toISOString();
  const to = (second: number): void => clock.advance(Date.parse(at(second)) - clock.now());
  const served = async (second: number) => {
    const { state, deployment, variants, baking } = await getServing(of.admin, { name: 'shop', at: at(second) });
    const beside = baking === null ? '' : ` and ${baking.number}`;
    return `${state} ${deployment?.number ?? '-'} ${variants.map(({ version, weight }) => `${version}x${weight}`).join()}${beside}`;
  };
  to(10);
  await createEndpoint(of.admin, { name: 'shop', config: { variants: arms(1, 2) } }, fleet);
  to(20);
  await shift(of.admin, 'shop');
  to(30);
  await updateWeights(of.admin, { name: 'shop', weights: { 'arm-1': 3 } });
  to(40);
  await createDeployment(of.admin, { endpoint: 'shop', config: { variants: arms(2) }, strategy: { type: 'blue-green' } }, fleet);
  to(45);
  await withTransaction(of.admin, async (tx) => {
    const { id } = await tx.tx.deployment.findFirstOrThrow({ where: { endpoint: { name: 'shop' } }, orderBy: { number: 'desc' } });
    await beginSharing(tx, id); // as control does when a canary gets its first requests
  });
  to(50);
  await shift(of.admin, 'shop');
  to(60);
  await stopEndpoint(of.admin, { name: 'shop' });
  to(70);
  await startEndpoint(of.admin, { name: 'shop' }, fleet);
  to(80);
  await shift(of.admin, 'shop');
  to(90);
  await removeEndpoint(of.admin, { name: 'shop' });
  to(100);
  await of.look((tx) => tx.endpoint.updateMany({ where: { name: 'shop' }, data: { deletedAt: new Date(clock.now()) } }));
  to(110);
  await createEndpoint(of.admin, { name: 'shop', config: { variants: arms(1) } }, fleet);
  to(120);
  await shift(of.admin, 'shop');
  to(130);
  const times = [5, 9, 10, 19, 20, 29, 30, 44, 45, 49, 50, 59, 60, 79, 80, 89, 90, 99, 100, 109, 110, 119, 120, 130];
  const told: string[] = [];
  for (const second of times) told.push(`${second}: ${await served(second)}`);
  expect(told).toEqual([
    '5: NotThere - ',
    '9: NotThere - ',
    '10: NotServing - ',
    '19: NotServing - ',
    '20: Serving 1 1x1,2x1',
    '29: Serving 1 1x1,2x1',
    '30: Serving 2 1x1,2x3',
    '44: Serving 2 1x1,2x3',
    '45: Serving 2 1x1,2x3 and 3',
    '49: Serving 2 1x1,2x3 and 3',
    '50: Serving 3 2x1',
    '59: Serving 3 2x1',
    '60: NotServing - ',
    '79: NotServing - ',
    '80: Serving 4 2x1',
    '89: Serving 4 2x1',
    '90: NotServing - ',
    '99: NotServing - ',
    '100: NotThere - ',
    '109: NotThere - ',
    '110: NotServing - ',
    '119: NotServing - ',
    '120: Serving 1 1x1',
    '130: Serving 1 1x1',
  ]);
  expect(await getServing(of.admin, { name: 'shop' })).toMatchObject({ at: at(130), state: 'Serving', deployment: { servedFrom: at(120), servedUntil: null } });
  expect((await getServing(of.admin, { name: 'shop', at: at(25) })).deployment).toMatchObject({ servedFrom: at(20), servedUntil: at(30), createdBy: 'Ada' });

  await expect(getServing(of.admin, { name: 'shop', at: at(131) })).rejects.toMatchObject({
    code: 'VALIDATION_FAILED',
    details: { errors: [{ pointer: '/at' }] },
  });
  await expect(getServing(of.admin, { name: 'never' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  const stranger = await createServingOrganization(db.database, clock);
  await expect(getServing(stranger.admin, { name: 'shop' })).rejects.toMatchObject({ code: 'NOT_FOUND' });
  await expect(getServing({ ...of.admin, endpoints: ['office'] }, { name: 'shop' })).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  expect(GetServingInput.safeParse({ name: 'shop', at: 'yesterday' }).success).toBe(false);
  expect(GetServingInput.safeParse({ name: 'shop', at: '2026-01-01T02:00:00+02:00' }).success).toBe(true);
});
