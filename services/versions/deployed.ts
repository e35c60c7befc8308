import type { TxCtx } from '../context';
import type { Variant } from '../endpoint-configs/schemas';

/**
 * Names of the endpoints that serve a version or are about to, by version id. Stopped endpoints count: starting one must find its version.
 */
export async function endpointsByVersion(tx: TxCtx): Promise<Map<string, string[]>> {
  const endpoints = await tx.tx.endpoint.findMany({
    where: { organizationId: tx.organizationId, deletedAt: null },
    select: { id: true, name: true, activeDeploymentId: true },
    orderBy: { name: 'asc' },
  });
  const deployments = await tx.tx.deployment.findMany({
    where: {
      endpointId: { in: endpoints.map((endpoint) => endpoint.id) },
      OR: [{ id: { in: endpoints.flatMap((endpoint) => endpoint.activeDeploymentId ?? []) } }, { state: 'InProgress' }],
    },
    select: { endpointId: true, configId: true },
  });
  const configs = await tx.tx.endpointConfig.findMany({
    where: { id: { in: deployments.map((deployment) => deployment.configId) } },
    select: { id: true, variants: true },
  });
  const variantsOf = new Map(configs.map((config) => [config.id, config.variants as unknown as Variant[]]));
  const nameOf = new Map(endpoints.map((endpoint) => [endpoint.id, endpoint.name]));
  const names = new Map<string, Set<string>>();
  for (const { endpointId, configId } of deployments) {
    for (const { versionId } of variantsOf.get(configId) ?? []) {
      names.set(versionId, (names.get(versionId) ?? new Set()).add(nameOf.get(endpointId) ?? ''));
    }
  }
  return new Map([...names].map(([versionId, found]) => [versionId, [...found].sort()]));
}
