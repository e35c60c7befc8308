import { systemClock } from '@/core/clock';
import { endpointStateWords } from '@/core/sentences/endpoint-states';
import { inferenceWords } from '@/core/sentences/inference';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { wordsIn } from '@/core/sentences/stored';
import type { Signature } from '@/core/signature';
import type { RoutingSnapshot, SnapshotEndpoint, SnapshotKey, SnapshotReplica, SnapshotVariant } from '@/core/snapshot';
import type { Database } from '@/prisma/client';
import type { Endpoint, Version } from '@/prisma/generated/client';
import { systemContext, type TxCtx, withTransaction } from '../context';
import type { Variant } from '../endpoint-configs/schemas';
import { endpointStates } from '../endpoints/states';
import type { Reason } from '../page';
import { isUnhealthy } from '../replica-health/stored';
import { scales } from '../scaling/wanted';
import { readRevision } from './revision';

const bodyBytesMax = 64 * 1024 * 1024;
const queueDepthMax = 1024;
/** The oldest statuses a gateway may still route by: replicas that answer, or that finish what they have. */
const routableStates = ['Ready', 'Draining'];

/**
 * Everything a gateway needs to answer inference: keys that are not revoked, live endpoints, and of each endpoint the variants of
 * the deployment that serves (and of one that bakes beside it), with the addresses of their ready replicas. The revision is read first, so that a change that
 * commits meanwhile leads to one rebuild too many, never to one too few.
 */
export async function buildSnapshot(database: Database): Promise<RoutingSnapshot> {
  return withTransaction(systemContext(database, systemClock, 'routing'), async (ctx) => ({
    revision: await readRevision(ctx),
    builtAt: ctx.clock.now(),
    keys: await liveKeys(ctx),
    endpoints: await liveEndpoints(ctx),
  }));
}

async function liveKeys(ctx: TxCtx): Promise<SnapshotKey[]> {
  const rows = await ctx.tx.apiKey.findMany({ where: { revokedAt: null }, orderBy: { id: 'asc' } });
  return rows.map((row) => ({
    id: row.id,
    sha256: row.sha256,
    organizationId: row.organizationId,
    projectId: row.projectId,
    name: row.name,
    actions: row.actions,
    endpoints: row.endpoints,
    expiresAt: row.expiresAt === null ? null : row.expiresAt.getTime(),
    requestsPerSecond: row.requestsPerSecond,
    concurrency: row.concurrency,
  }));
}

async function liveEndpoints(ctx: TxCtx): Promise<SnapshotEndpoint[]> {
  const endpoints = await ctx.tx.endpoint.findMany({ where: { deletedAt: null }, orderBy: { id: 'asc' } });
  const activeIds = endpoints.flatMap((endpoint) => endpoint.activeDeploymentId ?? []);
  const deployments = await ctx.tx.deployment.findMany({
    where: { OR: [{ id: { in: activeIds } }, { state: 'InProgress', trafficShare: { gt: 0 } }] },
    select: { id: true, endpointId: true, configId: true, trafficShare: true },
    orderBy: { number: 'asc' },
  });
  const configs = await ctx.tx.endpointConfig.findMany({ where: { id: { in: deployments.map((deployment) => deployment.configId) } } });
  const variantsOf = new Map(configs.map((config) => [config.id, config.variants as unknown as Variant[]]));
  const versionIds = [...new Set([...variantsOf.values()].flat().map((variant) => variant.versionId))];
  const versions = new Map((await ctx.tx.version.findMany({ where: { id: { in: versionIds } } })).map((version) => [version.id, version]));
  const replicas = await routableReplicas(
    ctx,
    deployments.map((deployment) => deployment.id),
  );
  const scaleRows = await ctx.tx.variantScale.findMany({ select: { endpointId: true, variant: true, wakes: true, wakeMs: true } });
  const scaleOf = new Map(scaleRows.map((row) => [`${row.endpointId}/${row.variant}`, row]));
  return endpoints.map((endpoint) => {
    const arms = armsOf(
      endpoint.activeDeploymentId,
      deployments.filter((deployment) => deployment.endpointId === endpoint.id),
    );
    return toSnapshotEndpoint(
      endpoint,
      arms.flatMap(({ deploymentId, configId, share }) => {
        const variants = variantsOf.get(configId) ?? [];
        const total = variants.reduce((sum, variant) => sum + variant.weight, 0);
        return variants.flatMap((variant) => {
          const version = versions.get(variant.versionId);
          if (version?.signature == null) return [];
          const weight = share === null || total === 0 ? variant.weight : (share * variant.weight) / total;
          const scale = scaleOf.get(`${endpoint.id}/${variant.name}`);
          return {
            ...toSnapshotVariant({ ...variant, weight }, deploymentId, version, replicas.get(`${deploymentId}/${variant.name}`) ?? []),
            wakes: scale?.wakes ?? false,
            wakeMs: scale?.wakeMs ?? null,
          };
        });
      }),
    );
  });
}

interface Arm {
  readonly deploymentId: string;
  readonly configId: string;
  /** Of the endpoint's requests; null where this is all there is. */
  readonly share: number | null;
}

/** The deployment that serves, and beside it the one that bakes with its share of the requests. */
function armsOf(activeId: string | null, deployments: readonly { id: string; configId: string; trafficShare: number }[]): Arm[] {
  const active = deployments.find((deployment) => deployment.id === activeId);
  if (active === undefined) return [];
  const baking = deployments.find((deployment) => deployment.id !== activeId);
  if (baking === undefined) return [{ deploymentId: active.id, configId: active.configId, share: null }];
  return [
    { deploymentId: active.id, configId: active.configId, share: 1 - baking.trafficShare },
    { deploymentId: baking.id, configId: baking.configId, share: baking.trafficShare },
  ];
}

/** Replicas that answer wrongly get no new requests while another of their variant answers right; where none does, all go on. */
function sparingUnhealthy(replicas: readonly RoutableReplica[]): SnapshotReplica[] {
  const spared = replicas.some(({ unhealthy, draining }) => !unhealthy && !draining);
  return replicas.map(({ unhealthy, ...replica }) => (unhealthy && spared ? { ...replica, draining: true } : replica));
}

type RoutableReplica = SnapshotReplica & { readonly unhealthy: boolean };

async function routableReplicas(ctx: TxCtx, deploymentIds: readonly string[]): Promise<Map<string, SnapshotReplica[]>> {
  const rows = await ctx.tx.replica.findMany({
    where: { deploymentId: { in: [...deploymentIds] }, state: { in: routableStates }, endedAt: null, instance: { endedAt: null } },
    include: { instance: { select: { state: true } } },
    orderBy: { id: 'asc' },
  });
  const byVariant = new Map<string, RoutableReplica[]>();
  for (const row of rows) {
    const key = `${row.deploymentId}/${row.variant}`;
    const list = byVariant.get(key) ?? [];
    const draining = row.state === 'Draining' || row.desired === 'Drained' || row.instance.state === 'Draining';
    list.push({ id: row.id, instanceId: row.instanceId, address: row.address, draining, unhealthy: isUnhealthy(row.health) });
    byVariant.set(key, list);
  }
  return new Map([...byVariant].map(([key, list]) => [key, sparingUnhealthy(list)]));
}

function toSnapshotEndpoint(endpoint: Endpoint, variants: SnapshotVariant[]): SnapshotEndpoint {
  return {
    id: endpoint.id,
    organizationId: endpoint.organizationId,
    projectId: endpoint.projectId,
    name: endpoint.name,
    state: endpoint.state,
    reason: callerReason(endpoint),
    deploymentId: endpoint.activeDeploymentId ?? '',
    bodyBytesMax,
    variants,
  };
}

/** What a caller reads while the endpoint does not answer: the stored reason's sentence, or the state's own. */
function callerReason(endpoint: Endpoint): Words {
  const stored = endpoint.reason as unknown as Reason | null;
  if (stored?.message) return wordsIn(stored, 'message');
  const state = endpointStates.of(endpoint.state);
  return state === 'InService' ? '' : endpointSentences[state]();
}

const endpointSentences: Record<Exclude<ReturnType<typeof endpointStates.of>, 'InService'>, () => Sentence> = {
  Creating: inferenceWords.created,
  Updating: inferenceWords.updated,
  Degraded: inferenceWords.fewer,
  Stopped: inferenceWords.stopped,
  ScaledToZero: inferenceWords.scaledToZero,
  Waking: inferenceWords.waking,
  RollingBack: inferenceWords.rollingBack,
  Failed: endpointStateWords.failed,
  Deleting: inferenceWords.deleting,
};

function toSnapshotVariant(variant: Variant, deploymentId: string, version: Version, replicas: SnapshotReplica[]): SnapshotVariant {
  return {
    name: variant.name,
    deploymentId,
    weight: variant.weight,
    modelId: variant.modelId,
    model: variant.model,
    versionId: variant.versionId,
    version: variant.version,
    versionDigest: version.digest ?? '',
    framework: version.framework ?? '',
    instanceType: variant.instanceType,
    signature: version.signature as unknown as Signature,
    concurrency: variant.concurrency,
    timeoutMs: variant.timeoutMs,
    queueDepthMax,
    batchRowsMax: variant.batching.enabled ? variant.batching.maxSize : 1,
    scales: scales(variant),
    replicas,
  };
}
