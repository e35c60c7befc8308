import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestDatabase } from '@/testing/database';
import { createServingOrganization, testFleet } from '@/testing/serving-organization';
import { cancelDeployment, createDeployment, getDeployment, listDeployments, rollbackEndpoint } from '../deployments';
import { createEndpointConfig, getEndpointConfig, listEndpointConfigs } from '../endpoint-configs';
import { variantsInput } from '../endpoint-configs/schemas';
import { listInstances, listInstanceTypes } from '../instances';
import { issueToken } from '../playground';
import { buildSnapshot, readRoutingRevision } from '../routing';
import { createEndpoint, getEndpoint, listEndpointEvents, listEndpoints, removeEndpoint, startEndpoint, stopEndpoint, updateWeights } from '.';

let db: Awaited<ReturnType<typeof createTestDatabase>>;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.drop());

const fleet = { fleet: testFleet };
const variants = (version: number, more: object = {}) => variantsInput.parse([{ name: 'main', model: 'iris', version, ...more }]);
const make = () => createServingOrganization(db.database);
type Organization = Awaited<ReturnType<typeof make>>;

const create = (of: Organization, name = 'iris', version = 1, more: object = {}) =>
  createEndpoint(of.admin, { name, config: { variants: variants(version, more) } }, fleet);

/** Puts the endpoint where control brings it once a deployment has succeeded. */
async function serve(of: Organization, name: string): Promise<void> {
  await of.look(async (tx) => {
    const endpoint = await tx.endpoint.findFirstOrThrow({ where: { name, deletedAt: null } });
    const deployment = await tx.deployment.findFirstOrThrow({ where: { endpointId: endpoint.id }, orderBy: { number: 'desc' } });
    await tx.deployment.update({ where: { id: deployment.id }, data: { state: 'Succeeded', endedAt: new Date() } });
    await tx.endpoint.update({ where: { id: endpoint.id }, data: { state: 'InService', activeDeploymentId: deployment.id, revision: { increment: 1 } } });
  });
}

const audits = (of: Organization, action: string, resource: string) => of.look((tx) => tx.audit.findMany({ where: { action, resource } }));

describe('creating an endpoint', () => {
  test('answers Creating with a deployment whose phases are pending, an audit record and an event', async () => {
    const of = await make();
    const endpoint = await create(of);
    expect(endpoint).toMatchObject({
      name: 'iris',
      state: 'Creating',
      url: '/v1/endpoints/iris/predict',
      project: 'default',
      deployment: { number: 1, state: 'InProgress' },
    });
    expect(endpoint.variants).toMatchObject([
      { name: 'main', model: 'iris', version: 1, desiredWeight: 1, currentWeight: 0, desiredReplicas: 1, readyReplicas: 0, task: 'classify' },
    ]);
    const deployment = await getDeployment(of.admin, { id: endpoint.deployment?.id ?? '' });
    expect(deployment.phases.map((phase) => phase.state)).toEqual(Array(7).fill('Pending'));
    expect(await audits(of, 'endpoints:Deploy', 'endpoints/iris')).toHaveLength(1);
    const events = await listEndpointEvents(of.admin, { name: 'iris', limit: 50 });
    expect(events.items[0]?.message).toBe('Ada created the endpoint iris.');
  });

  test.each([
    ['a version that failed its check', 3, {}, 'STATE_CONFLICT'],
    ['an archived version', 4, {}, 'STATE_CONFLICT'],
    ['a version that does not exist', 9, {}, 'NOT_FOUND'],
    ['a type the fleet lacks', 1, { instanceType: 'local.huge' }, 'INSTANCE_TYPE_UNKNOWN'],
    ['more replicas than an instance holds', 1, { replicasPerInstance: 5 }, 'VALIDATION_FAILED'],
  ])('refuses %s and changes nothing', async (_name, version, more, code) => {
    const of = await make();
    await expect(create(of, 'iris', version, more)).rejects.toMatchObject({
      code,
      details: { errors: [{ pointer: expect.stringMatching(/^\/config\/variants\/0\//) }] },
    });
    expect((await listEndpoints(of.admin, { limit: 50 })).items).toEqual([]);
    expect((await listEndpointConfigs(of.admin, { limit: 50 })).items).toEqual([]);
  });

  test('says that a GPU type has to wait', async () => {
    const of = await make();
    await expect(create(of, 'iris', 1, { instanceType: 'ml.g5.xlarge' })).rejects.toMatchObject({
      code: 'INSTANCE_TYPE_UNKNOWN',
      message: expect.stringContaining('CPU'),
    });
  });

  test('refuses replicas that leave no headroom in memory', async () => {
    const of = await make();
    await of.look((tx) => tx.version.update({ where: { id: of.versionIds[0] }, data: { peakMemoryBytes: BigInt(500 * 1024 * 1024) } }));
    await expect(create(of, 'iris', 1, { replicasPerInstance: 2 })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  });

  test('gives a name to one of two who ask at once', async () => {
    const of = await make();
    const results = await Promise.allSettled([create(of), create(of)]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect(results.find((result) => result.status === 'rejected')).toMatchObject({ reason: { code: 'NAME_TAKEN' } });
  });
});

describe('deploying to an endpoint', () => {
  test('starts a new deployment beside the one that serves', async () => {
    const of = await make();
    await create(of);
    await serve(of, 'iris');
    const deployment = await createDeployment(of.admin, { endpoint: 'iris', config: { variants: variants(2) }, strategy: { type: 'blue-green' } }, fleet);
    expect(deployment).toMatchObject({ number: 2, state: 'InProgress', variants: [{ version: 2 }] });
    expect(await getEndpoint(of.admin, { name: 'iris' })).toMatchObject({ state: 'Updating', variants: [{ version: 1 }], deployment: { number: 2 } });
    expect((await listDeployments(of.admin, { endpoint: 'iris', limit: 50 })).items.map((item) => item.number)).toEqual([2, 1]);
  });

  test('bakes a canary beside what serves only: where nothing does, all requests go to it at once', async () => {
    const of = await make();
    await create(of);
    await serve(of, 'iris');
    await stopEndpoint(of.admin, { name: 'iris' });
    const canary = { type: 'canary', percent: 10, bakeSeconds: 60 } as const;
    const deploy = () => createDeployment(of.admin, { endpoint: 'iris', config: { variants: variants(2) }, strategy: canary }, fleet);
    const first = await deploy();
    expect(first).toMatchObject({ strategy: { type: 'blue-green' } });
    expect(first.phases.map(({ name }) => name)).not.toContain('Bake');
    await serve(of, 'iris');
    const second = await deploy();
    expect(second).toMatchObject({ strategy: canary, trafficShare: 0 });
    expect(second.phases.map(({ name }) => name)).toContain('Bake');
  });

  test('lets one of two who deploy at once through', async () => {
    const of = await make();
    await create(of);
    await serve(of, 'iris');
    const { revision } = await getEndpoint(of.admin, { name: 'iris' });
    const deploy = () => createDeployment(of.admin, { endpoint: 'iris', config: { variants: variants(2) }, strategy: { type: 'blue-green' }, revision }, fleet);
    const results = await Promise.allSettled([deploy(), deploy()]);
    expect(results.map((result) => result.status).sort()).toEqual(['fulfilled', 'rejected']);
    const refused = results.find((result) => result.status === 'rejected');
    expect(['STATE_CONFLICT', 'REVISION_CONFLICT', 'NAME_TAKEN']).toContain(refused?.status === 'rejected' ? refused.reason.code : '');
    expect((await listDeployments(of.admin, { endpoint: 'iris', limit: 50 })).items).toHaveLength(2);
  });

  test('refuses while another deployment is under way, and an old revision', async () => {
    const of = await make();
    const endpoint = await create(of);
    const deploy = (revision?: number) =>
      createDeployment(of.admin, { endpoint: 'iris', config: { variants: variants(2) }, strategy: { type: 'blue-green' }, revision }, fleet);
    await expect(deploy()).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    await serve(of, 'iris');
    await expect(deploy(endpoint.revision)).rejects.toMatchObject({ code: 'REVISION_CONFLICT' });
  });

  test('rolls back to the config that served before, and says when there is none', async () => {
    const of = await make();
    await create(of);
    await serve(of, 'iris');
    await expect(rollbackEndpoint(of.admin, { name: 'iris' }, fleet)).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    await createDeployment(of.admin, { endpoint: 'iris', config: { variants: variants(2) }, strategy: { type: 'blue-green' } }, fleet);
    await serve(of, 'iris');
    const rollback = await rollbackEndpoint(of.admin, { name: 'iris' }, fleet);
    expect(rollback).toMatchObject({ number: 3, state: 'InProgress', variants: [{ version: 1 }] });
    expect((await getEndpoint(of.admin, { name: 'iris' })).state).toBe('RollingBack');
  });

  test('cancels once, whoever asks how often', async () => {
    const of = await make();
    const endpoint = await create(of);
    const id = endpoint.deployment?.id ?? '';
    await cancelDeployment(of.admin, { id });
    await cancelDeployment(of.admin, { id });
    expect(await audits(of, 'endpoints:Deploy', `deployments/${id}`)).toHaveLength(1);
    await serve(of, 'iris');
    await of.look((tx) => tx.deployment.update({ where: { id }, data: { cancelRequested: false } }));
    await expect(cancelDeployment(of.admin, { id })).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
  });
});

describe('stopping, starting, deleting', () => {
  test('stop is idempotent, cancels what is under way, and start brings the config back', async () => {
    const of = await make();
    const created = await create(of);
    expect(await stopEndpoint(of.admin, { name: 'iris' })).toMatchObject({ state: 'Stopped', url: '/v1/endpoints/iris/predict' });
    await stopEndpoint(of.admin, { name: 'iris' });
    expect(await audits(of, 'endpoints:Stop', 'endpoints/iris')).toHaveLength(1);
    const asked = await of.look((tx) => tx.deployment.findUniqueOrThrow({ where: { id: created.deployment?.id ?? '' } }));
    expect(asked.cancelRequested).toBe(true);
    const started = await startEndpoint(of.admin, { name: 'iris' }, fleet);
    expect(started).toMatchObject({ state: 'Waking', deployment: { number: 2, state: 'InProgress' } });
    expect(await audits(of, 'endpoints:Start', 'endpoints/iris')).toHaveLength(1);
  });

  test('an endpoint that is being deleted keeps its name until it is gone', async () => {
    const of = await make();
    await create(of);
    expect((await removeEndpoint(of.admin, { name: 'iris' })).state).toBe('Deleting');
    await removeEndpoint(of.admin, { name: 'iris' });
    expect(await audits(of, 'endpoints:Delete', 'endpoints/iris')).toHaveLength(1);
    await expect(create(of)).rejects.toMatchObject({ code: 'NAME_TAKEN' });
    await expect(stopEndpoint(of.admin, { name: 'iris' })).rejects.toMatchObject({ code: 'STATE_CONFLICT' });
    await of.look((tx) => tx.endpoint.updateMany({ data: { deletedAt: new Date() } }));
    await expect(create(of)).resolves.toMatchObject({ state: 'Creating' });
  });
});

test('new weights take the running replicas over without a restart', async () => {
  const of = await make();
  const two = variantsInput.parse([
    { name: 'main', model: 'iris', version: 1, weight: 9 },
    { name: 'next', model: 'iris', version: 2, weight: 1 },
  ]);
  await createEndpoint(of.admin, { name: 'iris', config: { variants: two } }, fleet);
  await serve(of, 'iris');
  const active = await of.look((tx) => tx.endpoint.findFirstOrThrow());
  await of.look((tx) =>
    tx.instance.create({
      data: {
        id: 'ins_1',
        organizationId: of.organizationId,
        projectId: of.projectId,
        endpointId: active.id,
        deploymentId: active.activeDeploymentId ?? '',
        variant: 'main',
        provider: 'local',
        instanceType: 'local.small',
        state: 'InService',
        priceMicrosPerHour: 20_000n,
        replicas: {
          create: {
            id: 'rep_1',
            organizationId: of.organizationId,
            projectId: of.projectId,
            endpointId: active.id,
            deploymentId: active.activeDeploymentId ?? '',
            variant: 'main',
            versionId: of.versionIds[0],
            state: 'Ready',
            address: 'unix:/tmp/rep_1.sock',
          },
        },
      },
    }),
  );
  const before = await readRoutingRevision(db.database);
  const changed = await updateWeights(of.admin, { name: 'iris', weights: { next: 9 } });
  expect(changed).toMatchObject({ state: 'InService', deployment: { number: 2, state: 'Succeeded' }, priceMicrosPerHour: 20_000 });
  expect(changed.variants.map((variant) => [variant.name, variant.desiredWeight, variant.readyReplicas])).toEqual([
    ['main', 9, 1],
    ['next', 9, 0],
  ]);
  const snapshot = await buildSnapshot(db.database);
  expect(snapshot.revision).toBeGreaterThan(before);
  const routed = snapshot.endpoints.find((endpoint) => endpoint.id === active.id);
  expect(routed?.variants.map((variant) => [variant.name, variant.weight, variant.replicas.map((replica) => replica.address)])).toEqual([
    ['main', 9, ['unix:/tmp/rep_1.sock']],
    ['next', 9, []],
  ]);
  await expect(updateWeights(of.admin, { name: 'iris', weights: { other: 1 } })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  await expect(updateWeights(of.admin, { name: 'iris', weights: { main: 0, next: 0 } })).rejects.toMatchObject({ code: 'VALIDATION_FAILED' });
  expect((await listInstances(of.admin, { endpoint: 'iris', limit: 50 })).items).toMatchObject([
    { id: 'ins_1', replicas: [{ id: 'rep_1', model: 'iris', version: 1 }] },
  ]);
});

test('the snapshot flags draining replicas and leaves out revoked keys', async () => {
  const of = await make();
  await create(of);
  await of.look((tx) =>
    tx.apiKey.createMany({
      data: ['live', 'revoked'].map((name) => ({
        id: `key_${name}_${of.organizationId}`,
        organizationId: of.organizationId,
        projectId: of.projectId,
        name,
        prefix: 'aim_live',
        sha256: `${name}-${of.organizationId}`,
        actions: ['endpoints:Invoke'],
        endpoints: [],
        createdBy: 'Ada',
        revokedAt: name === 'revoked' ? new Date() : null,
      })),
    }),
  );
  const snapshot = await buildSnapshot(db.database);
  expect(snapshot.keys.filter((key) => key.organizationId === of.organizationId).map((key) => key.name)).toEqual(['live']);
  expect(snapshot.endpoints.find((endpoint) => endpoint.organizationId === of.organizationId)).toMatchObject({
    state: 'Creating',
    reason: { code: 'inference.created', text: expect.stringContaining('starting') },
    variants: [],
    deploymentId: '',
  });
});

describe('who may', () => {
  const calls: [string, string, (of: Organization, ctx: Organization['admin']) => Promise<unknown>][] = [
    ['create', 'endpoints:Deploy', (_of, ctx) => createEndpoint(ctx, { name: 'other', config: { variants: variants(1) } }, fleet)],
    ['get', 'endpoints:Read', (_of, ctx) => getEndpoint(ctx, { name: 'iris' })],
    ['stop', 'endpoints:Stop', (_of, ctx) => stopEndpoint(ctx, { name: 'iris' })],
    ['start', 'endpoints:Start', (_of, ctx) => startEndpoint(ctx, { name: 'iris' }, fleet)],
    ['delete', 'endpoints:Delete', (_of, ctx) => removeEndpoint(ctx, { name: 'iris' })],
    ['weights', 'endpoints:Deploy', (_of, ctx) => updateWeights(ctx, { name: 'iris', weights: { main: 2 } })],
    [
      'deploy',
      'endpoints:Deploy',
      (_of, ctx) => createDeployment(ctx, { endpoint: 'iris', config: { variants: variants(1) }, strategy: { type: 'blue-green' } }, fleet),
    ],
    ['rollback', 'endpoints:Deploy', (_of, ctx) => rollbackEndpoint(ctx, { name: 'iris' }, fleet)],
    ['list deployments', 'endpoints:Read', (_of, ctx) => listDeployments(ctx, { endpoint: 'iris', limit: 1 })],
    ['events', 'endpoints:Read', (_of, ctx) => listEndpointEvents(ctx, { name: 'iris', limit: 1 })],
    ['playground token', 'endpoints:Invoke', (_of, ctx) => issueToken(ctx, { endpoint: 'iris' }, { masterKey: new Uint8Array(32) })],
    ['get config', 'endpoints:Read', (_of, ctx) => getEndpointConfig(ctx, { name: 'iris-1' })],
    ['create config', 'endpoints:Deploy', (_of, ctx) => createEndpointConfig(ctx, { name: 'mine', variants: variants(1) }, fleet)],
    ['instance types', 'instances:Read', (_of, ctx) => listInstanceTypes(ctx, {}, fleet)],
  ];

  test.each(calls)('%s needs %s, and a refusal is audited', async (_name, action, call) => {
    const of = await make();
    await create(of);
    const others = ['endpoints:Read', 'endpoints:Deploy', 'endpoints:Stop', 'endpoints:Start', 'endpoints:Delete', 'endpoints:Invoke', 'instances:Read'];
    await expect(call(of, of.as(...others.filter((other) => other !== action)))).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
    const denied = await of.look((tx) => tx.audit.findMany({ where: { outcome: 'denied' } }));
    expect(denied).toMatchObject([{ action }]);
  });

  test.each(calls.filter(([name]) => !['create', 'create config', 'instance types'].includes(name)))(
    '%s of another organization is not found',
    async (_name, _action, call) => {
      const [of, other] = await Promise.all([make(), make()]);
      await create(of);
      await expect(call(other, other.admin)).rejects.toMatchObject({ code: 'NOT_FOUND' });
    },
  );
});
