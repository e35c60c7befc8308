import type { Clock } from '@/core/clock';
import { systemClock } from '@/core/clock';
import { newId } from '@/core/ids';
import type { Database } from '@/prisma/client';
import type { InstanceTypeOffer } from '@/providers/fleet/provider';
import { type Ctx, systemContext, withTransaction } from '@/services/context';

const mebibyte = 1024 * 1024;

/** What the fleet of a test offers, without a machine behind it. */
export const testOffers: InstanceTypeOffer[] = [
  { name: 'local.small', cpus: 1, memoryBytes: 1024 * mebibyte, replicasMax: 4, available: true, reason: '' },
  { name: 'local.medium', cpus: 2, memoryBytes: 2048 * mebibyte, replicasMax: 8, available: true, reason: '' },
];
export const testFleet = { offers: async () => testOffers };

const signature = {
  task: 'classify',
  default: 'serving_default',
  signatures: {},
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
  outputs: [{ name: 'label', datatype: 'INT64', shape: [-1], role: 'label' }],
};

/** An organization of its own with a project, prices, and a model `iris` whose versions 1 and 2 are Ready, 3 Failed and 4 archived. */
export async function createServingOrganization(database: Database, clock: Clock = systemClock) {
  const organizationId = newId('org');
  const projectId = newId('prj');
  const modelId = newId('mdl');
  const versionIds = [1, 2, 3, 4].map(() => newId('ver'));
  await withTransaction(systemContext(database, clock, 'test'), async ({ tx }) => {
    const accountId = String(Math.floor(Math.random() * 1e12)).padStart(12, '0');
    await tx.organization.create({ data: { id: organizationId, name: organizationId, accountId } });
    await tx.project.create({ data: { id: projectId, organizationId, name: 'default' } });
    await tx.model.create({ data: { id: modelId, organizationId, projectId, name: 'iris', createdBy: 'test', nextVersion: 5 } });
    const owner = { organizationId, projectId };
    await tx.price.create({
      data: {
        organizationId,
        id: newId('prc'),
        kind: 'instance-hour',
        item: 'local.small',
        amountMicros: 20_000n,
        currency: 'USD',
        effectiveFrom: new Date(0),
        createdBy: 'test',
      },
    });
    for (const [index, id] of versionIds.entries()) {
      await tx.version.create({
        data: {
          ...owner,
          id,
          modelId,
          number: index + 1,
          state: index === 2 ? 'Failed' : 'Ready',
          stage: index === 3 ? 'Archived' : 'None',
          source: {},
          framework: 'onnx',
          format: 'onnx',
          entry: 'model.onnx',
          digest: `digest-${index + 1}`,
          signature,
          peakMemoryBytes: BigInt(100 * mebibyte),
          createdBy: 'test',
        },
      });
    }
  });
  /** A caller of this organization with the given actions. */
  const as = (...actions: string[]): Ctx => ({
    database,
    clock,
    organizationId,
    projectId,
    actor: { type: 'user', id: newId('usr'), name: 'Ada', sessionId: newId('ses') },
    actions,
    requestId: newId('req'),
    ip: '127.0.0.1',
    userAgent: 'test',
  });
  const admin = as('*');
  /** Rows of this organization, past the verbs. */
  const look = <T>(work: (tx: Parameters<Parameters<typeof withTransaction>[1]>[0]['tx']) => Promise<T>): Promise<T> =>
    withTransaction(admin, ({ tx }) => work(tx));
  return { organizationId, projectId, modelId, versionIds, as, admin, look };
}
