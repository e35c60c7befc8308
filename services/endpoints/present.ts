import type { Signature } from '@/core/signature';
import type { Deployment as DeploymentRow, Endpoint as EndpointRow } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import { variantsOf } from '../endpoint-configs/internal';
import type { Variant } from '../endpoint-configs/schemas';
import type { Reason } from '../page';
import { healthOf } from '../replica-health/schemas';
import { isUnhealthy } from '../replica-health/stored';
import { scalingOf } from '../scaling/schemas';
import { wantedInstances } from '../scaling/wanted';
import type { Endpoint } from './schemas';
import { endpointStates } from './states';

/** States in which the endpoint shall hold no instances. */
const restingStates = ['Stopped', 'ScaledToZero', 'Deleting', 'Failed'];

interface Surroundings {
  readonly projects: ReadonlyMap<string, string>;
  readonly deployments: readonly DeploymentRow[];
  readonly variants: ReadonlyMap<string, Variant[]>;
  readonly tasks: ReadonlyMap<string, string>;
  readonly instances: readonly {
    id: string;
    endpointId: string;
    deploymentId: string;
    variant: string;
    state: string;
    priceMicrosPerHour: bigint;
    currency: string;
  }[];
  readonly replicas: readonly { deploymentId: string; variant: string; state: string; health: unknown }[];
  /** Wanted instances by endpoint id and variant, where they are scaled. */
  readonly scales: ReadonlyMap<string, { desired: number }>;
}

/** Endpoints as the API shows them, with a fixed number of queries however many there are. */
export async function toEndpoints(tx: TxCtx, rows: readonly EndpointRow[]): Promise<Endpoint[]> {
  const around = await surroundingsOf(tx, rows);
  return rows.map((row) => toOne(row, around));
}

export async function toEndpoint(tx: TxCtx, row: EndpointRow): Promise<Endpoint> {
  const [endpoint] = await toEndpoints(tx, [row]);
  return endpoint;
}

async function surroundingsOf(tx: TxCtx, rows: readonly EndpointRow[]): Promise<Surroundings> {
  const endpointId = { in: rows.map((row) => row.id) };
  const projects = await tx.tx.project.findMany({ where: { id: { in: rows.map((row) => row.projectId) } }, select: { id: true, name: true } });
  const latest = await tx.tx.deployment.findMany({ where: { endpointId }, orderBy: [{ endpointId: 'asc' }, { number: 'desc' }], distinct: ['endpointId'] });
  const active = await tx.tx.deployment.findMany({ where: { id: { in: rows.flatMap((row) => row.activeDeploymentId ?? []) } } });
  const deployments = [...latest, ...active];
  const configs = await tx.tx.endpointConfig.findMany({ where: { id: { in: deployments.map((deployment) => deployment.configId) } } });
  const variants = new Map(configs.map((config) => [config.id, variantsOf(config)]));
  const versions = await tx.tx.version.findMany({
    where: { id: { in: [...variants.values()].flat().map((variant) => variant.versionId) } },
    select: { id: true, signature: true },
  });
  const tasks = new Map(versions.map((version) => [version.id, (version.signature as unknown as Signature | null)?.task ?? 'custom']));
  const instances = await tx.tx.instance.findMany({
    where: { endpointId, endedAt: null },
    select: { id: true, endpointId: true, deploymentId: true, variant: true, state: true, priceMicrosPerHour: true, currency: true },
  });
  const replicas = await tx.tx.replica.findMany({
    where: { endpointId, endedAt: null },
    select: { deploymentId: true, variant: true, state: true, health: true },
  });
  const scales = await tx.tx.variantScale.findMany({ where: { endpointId }, select: { endpointId: true, variant: true, desired: true } });
  return {
    projects: new Map(projects.map((project) => [project.id, project.name])),
    deployments,
    variants,
    tasks,
    instances,
    replicas,
    scales: new Map(scales.map((scale) => [`${scale.endpointId}/${scale.variant}`, scale])),
  };
}

function toOne(row: EndpointRow, around: Surroundings): Endpoint {
  const deployments = around.deployments.filter((deployment) => deployment.endpointId === row.id);
  const latest = deployments.reduce<DeploymentRow | null>((last, deployment) => (last === null || deployment.number > last.number ? deployment : last), null);
  const shown = deployments.find((deployment) => deployment.id === row.activeDeploymentId) ?? latest;
  const instances = around.instances.filter((instance) => instance.endpointId === row.id);
  return {
    id: row.id,
    name: row.name,
    project: around.projects.get(row.projectId) ?? '',
    state: endpointStates.of(row.state),
    reason: row.reason as unknown as Reason | null,
    url: `/v1/endpoints/${row.name}/predict`,
    variants: shown === null ? [] : (around.variants.get(shown.configId) ?? []).map((variant) => toVariant(row, shown, variant, around)),
    deployment: latest === null ? null : { id: latest.id, number: latest.number, state: latest.state, trafficShare: latest.trafficShare },
    priceMicrosPerHour: instances.reduce((sum, instance) => sum + Number(instance.priceMicrosPerHour), 0),
    currency: instances[0]?.currency ?? 'USD',
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
    revision: row.revision,
  };
}

function toVariant(row: EndpointRow, deployment: DeploymentRow, variant: Variant, around: Surroundings): Endpoint['variants'][number] {
  const mine = (item: { deploymentId: string; variant: string }): boolean => item.deploymentId === deployment.id && item.variant === variant.name;
  const resting = restingStates.includes(row.state);
  const instances = wantedInstances(variant, around.scales.get(`${row.id}/${variant.name}`));
  const ready = around.replicas.filter((replica) => mine(replica) && replica.state === 'Ready');
  const readyReplicas = ready.length;
  const serving = row.activeDeploymentId === deployment.id && readyReplicas > 0;
  return {
    ...variant,
    desiredWeight: variant.weight,
    currentWeight: serving ? variant.weight : 0,
    scaling: scalingOf(variant),
    desiredInstances: resting ? 0 : instances,
    currentInstances: around.instances.filter((instance) => mine(instance) && instance.state === 'InService').length,
    desiredReplicas: resting ? 0 : instances * variant.replicasPerInstance,
    readyReplicas,
    health: healthOf(variant),
    unhealthyReplicas: ready.filter(({ health }) => isUnhealthy(health)).length,
    task: around.tasks.get(variant.versionId) ?? 'custom',
  };
}
