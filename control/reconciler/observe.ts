import type { Deployment, Endpoint, Instance, Replica } from '@/prisma/client';
import type { FleetInstance } from '@/providers/fleet/provider';
import type { TxCtx } from '@/services/context';
import type { Phase } from '@/services/deployments/schemas';
import type { StoredStrategy } from '@/services/deployments/strategy';
import type { Variant } from '@/services/endpoint-configs/schemas';
import { endpointStates } from '@/services/endpoints/states';
import { readDeploymentFigures } from '@/services/metrics';
import type { Reason } from '@/services/page';
import type { StoredHealth } from '@/services/replica-health/stored';
import { wantedInstances } from '@/services/scaling';
import type { Observations } from '../health/observations';
import type { Arms } from './judge';
import type { Memory } from './memory';
import type { DeploymentFacts, EndpointFacts, InstanceFacts, PlannedVariant, World } from './world';

const lossWindowMs = 300_000;
const replacedWindowMs = 3_600_000;

type InstanceRow = Instance & { replicas: Replica[] };

export interface Senses {
  readonly fleet: FleetInstance[] | null;
  readonly startMsMax: number;
  readonly observations: Observations;
  readonly memory: Memory;
  readonly leadsSince: number;
}

/** Reads all of the world in one transaction; the provider's list comes from outside, since it may be slow. */
export async function observe(ctx: TxCtx, senses: Senses): Promise<World> {
  const now = ctx.clock.now();
  const endpoints = await ctx.tx.endpoint.findMany({ where: { deletedAt: null } });
  const instances = await ctx.tx.instance.findMany({ where: { endedAt: null }, include: { replicas: { where: { endedAt: null } } } });
  const deployments = await ctx.tx.deployment.findMany({
    where: { OR: [{ state: 'InProgress' }, { id: { in: endpoints.flatMap((endpoint) => endpoint.activeDeploymentId ?? []) } }] },
    orderBy: { number: 'desc' },
  });
  const arms = await readArms(ctx, deployments, endpoints);
  const configs = await ctx.tx.endpointConfig.findMany({ where: { id: { in: deployments.map((deployment) => deployment.configId) } } });
  const variants = new Map(configs.map((config) => [config.id, config.variants as unknown as Variant[]]));
  const scaleRows = await ctx.tx.variantScale.findMany({ select: { endpointId: true, variant: true, desired: true } });
  const scales = new Map(scaleRows.map((row) => [`${row.endpointId}/${row.variant}`, row]));
  const lost = await ctx.tx.instance.findMany({
    where: { state: 'Lost', endedAt: { gt: new Date(now - lossWindowMs) } },
    select: { endpointId: true, variant: true, endedAt: true },
  });
  const replaced = await ctx.tx.instance.findMany({
    where: { reason: { path: ['code'], equals: 'REPLICA_WRONG_ANSWERS' }, OR: [{ endedAt: null }, { endedAt: { gt: new Date(now - replacedWindowMs) } }] },
    select: { endpointId: true, variant: true },
  });
  const live = new Set(instances.map((instance) => instance.id));
  senses.memory.keep(live);
  senses.observations.keep(live);
  return {
    now,
    leadsSince: senses.leadsSince,
    startMsMax: senses.startMsMax,
    fleet: senses.fleet === null ? null : new Map(senses.fleet.map((instance) => [instance.id, instance])),
    orphans: senses.memory.orphans(
      (senses.fleet ?? []).filter((instance) => instance.state !== 'stopped' && !live.has(instance.id)).map((instance) => instance.id),
      now,
    ),
    endpoints: endpoints.map((endpoint) =>
      toEndpointFacts(endpoint, {
        deployments: deployments
          .filter((deployment) => deployment.endpointId === endpoint.id)
          .map((deployment) =>
            toDeploymentFacts(
              deployment,
              (variants.get(deployment.configId) ?? []).map((variant) =>
                plannedVariant(variant, scales.get(`${endpoint.id}/${variant.name}`), deployment.state),
              ),
              arms.get(deployment.id) ?? null,
            ),
          ),
        instances: instances.filter((instance) => instance.endpointId === endpoint.id).map((instance) => toInstanceFacts(instance, senses, now)),
        losses: lossesOf(lost.filter((instance) => instance.endpointId === endpoint.id)),
        replaced: countsOf(replaced.filter((instance) => instance.endpointId === endpoint.id)),
      }),
    ),
  };
}

function toEndpointFacts(row: Endpoint, around: Pick<EndpointFacts, 'deployments' | 'instances' | 'losses' | 'replaced'>): EndpointFacts {
  return {
    id: row.id,
    name: row.name,
    state: endpointStates.of(row.state),
    desired: row.desired === 'Deleted' || row.desired === 'Stopped' ? row.desired : 'InService',
    reason: row.reason as unknown as Reason | null,
    activeDeploymentId: row.activeDeploymentId,
    ...around,
  };
}

/** A rollout has at least one instance of each variant, so that it can be seen to serve. */
function plannedVariant(variant: Variant, scale: { desired: number } | undefined, deploymentState: string): PlannedVariant {
  const wanted = wantedInstances(variant, scale);
  return { ...variant, instances: deploymentState === 'InProgress' ? Math.max(1, wanted) : wanted };
}

/** Of rollouts that bake: what they and those that serve have answered since the step began. */
async function readArms(ctx: TxCtx, deployments: readonly Deployment[], endpoints: readonly Endpoint[]): Promise<Map<string, Arms>> {
  const arms = new Map<string, Arms>();
  for (const rollout of deployments) {
    const { endpointId, state, trafficShare, shareSince } = rollout;
    const activeId = endpoints.find((endpoint) => endpoint.id === endpointId)?.activeDeploymentId ?? null;
    if (state !== 'InProgress' || trafficShare === 0 || shareSince === null || activeId === null) continue;
    const fresh = await readDeploymentFigures(ctx, rollout, shareSince);
    arms.set(rollout.id, { fresh, serving: await readDeploymentFigures(ctx, { ...rollout, id: activeId }, shareSince) });
  }
  return arms;
}

function toDeploymentFacts(row: Deployment, variants: readonly PlannedVariant[], arms: Arms | null): DeploymentFacts {
  return {
    id: row.id,
    number: row.number,
    state: row.state,
    cancelRequested: row.cancelRequested,
    endedAt: row.endedAt?.getTime() ?? null,
    variants,
    phases: row.phases as unknown as Phase[],
    strategy: row.strategy as unknown as StoredStrategy,
    promoteRequested: row.promoteRequested,
    trafficShare: row.trafficShare,
    shareSince: row.shareSince?.getTime() ?? null,
    arms,
  };
}

function toInstanceFacts(row: InstanceRow, senses: Senses, now: number): InstanceFacts {
  const state = row.state === 'InService' || row.state === 'Draining' ? row.state : 'Starting';
  return {
    id: row.id,
    deploymentId: row.deploymentId,
    variant: row.variant,
    type: row.instanceType,
    state,
    createdAt: row.createdAt.getTime(),
    seenAt: senses.observations.seenAt(row.id),
    drainingForMs: state === 'Draining' ? senses.memory.drainingForMs(row.id, now) : 0,
    startFailure: senses.memory.startFailure(row.id),
    replicas: row.replicas.map((replica) => ({
      id: replica.id,
      state: replica.state,
      desired: replica.desired,
      restarts: replica.restarts,
      timings: replica.timings as InstanceFacts['replicas'][number]['timings'],
      reason: replica.reason as unknown as Reason | null,
      health: replica.health as unknown as StoredHealth | null,
      healthRestarts: replica.healthRestarts.map((at) => at.getTime()),
    })),
  };
}

function countsOf(rows: readonly { variant: string }[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const { variant } of rows) counts.set(variant, (counts.get(variant) ?? 0) + 1);
  return counts;
}

function lossesOf(lost: readonly { variant: string; endedAt: Date | null }[]): EndpointFacts['losses'] {
  const losses = new Map<string, { count: number; lastAt: number }>();
  for (const instance of lost) {
    const known = losses.get(instance.variant) ?? { count: 0, lastAt: 0 };
    losses.set(instance.variant, { count: known.count + 1, lastAt: Math.max(known.lastAt, instance.endedAt?.getTime() ?? 0) });
  }
  return losses;
}
