import type { Deployment, Endpoint, VariantScale } from '@/prisma/client';
import type { TxCtx } from '@/services/context';
import type { Variant } from '@/services/endpoint-configs/schemas';
import { type GatewayLoads, readLoads, scales } from '@/services/scaling';

/** States in which the deployment that serves follows its load. */
const scalingStates = ['InService', 'Degraded', 'Updating', 'RollingBack', 'ScaledToZero', 'Waking'];

export interface ScalingVariant {
  readonly endpoint: Pick<Endpoint, 'id' | 'name' | 'organizationId' | 'projectId'>;
  readonly variant: Variant;
  /** Null before the first look at it. */
  readonly scale: VariantScale | null;
  readonly ready: number;
  readonly readyInstanceIds: readonly string[];
  /** When the first of the replicas that are ready became so. */
  readonly readyAt: number | null;
}

export interface ScalingWorld {
  readonly loads: GatewayLoads;
  readonly variants: readonly ScalingVariant[];
}

/** Configs are immutable, so each is read once. */
const configs = new Map<string, readonly Variant[]>();
const configsMax = 2_000;

/** What the gateways measured, and every variant that follows its load, in one transaction. */
export async function observeScaling(ctx: TxCtx): Promise<ScalingWorld> {
  const loads = await readLoads(ctx);
  const endpoints = await ctx.tx.endpoint.findMany({
    where: { deletedAt: null, desired: 'InService', activeDeploymentId: { not: null }, state: { in: scalingStates } },
    include: { deployments: { where: { state: 'InProgress' }, select: { id: true } } },
  });
  const awake = endpoints.filter((endpoint) => endpoint.state !== 'Waking' || endpoint.deployments.length === 0);
  const deployments = await ctx.tx.deployment.findMany({
    where: { id: { in: awake.flatMap((endpoint) => endpoint.activeDeploymentId ?? []) } },
    select: { id: true, configId: true },
  });
  await readConfigs(ctx, deployments);
  const variants = awake.flatMap((endpoint) => {
    const deployment = deployments.find((one) => one.id === endpoint.activeDeploymentId);
    return (configs.get(deployment?.configId ?? '') ?? []).filter(scales).map((variant) => ({ endpoint, variant }));
  });
  if (variants.length === 0) return { loads, variants: [] };
  const endpointId = { in: variants.map(({ endpoint }) => endpoint.id) };
  const rows = await ctx.tx.variantScale.findMany({ where: { endpointId } });
  const instances = await ctx.tx.instance.findMany({
    where: { endpointId, endedAt: null, state: 'InService' },
    select: { id: true, deploymentId: true, variant: true, replicas: { where: { endedAt: null, state: 'Ready' }, select: { readyAt: true } } },
  });
  return {
    loads,
    variants: variants.map(({ endpoint, variant }) => {
      const mine = instances.filter(
        (instance) => instance.deploymentId === endpoint.activeDeploymentId && instance.variant === variant.name && instance.replicas.length > 0,
      );
      const times = mine.flatMap((instance) => instance.replicas.flatMap((replica) => replica.readyAt?.getTime() ?? []));
      return {
        endpoint,
        variant,
        scale: rows.find((row) => row.endpointId === endpoint.id && row.variant === variant.name) ?? null,
        ready: mine.length,
        readyInstanceIds: mine.map((instance) => instance.id),
        readyAt: times.length === 0 ? null : Math.min(...times),
      };
    }),
  };
}

async function readConfigs(ctx: TxCtx, deployments: readonly Pick<Deployment, 'configId'>[]): Promise<void> {
  const missing = deployments.map((deployment) => deployment.configId).filter((id) => !configs.has(id));
  if (missing.length === 0) return;
  if (configs.size + missing.length > configsMax) configs.clear();
  for (const row of await ctx.tx.endpointConfig.findMany({ where: { id: { in: missing } } })) configs.set(row.id, row.variants as unknown as Variant[]);
}
