import type { Variant } from '@/services/endpoint-configs/schemas';
import type { Action, DeploymentFacts, EndpointFacts } from './world';

/** A second loss in a row waits, so that a host that always dies does not burn the machine: 2 s, 4 s … 60 s. */
const backOffMsMax = 60_000;

/** Replicas that a deployment shall hold. */
export function wantedOf(deployment: DeploymentFacts): number {
  return deployment.variants.reduce((sum, variant) => sum + variant.initialInstances * variant.replicasPerInstance, 0);
}

/** Instances that are missing of a deployment get their rows first; what is too many goes, youngest first. */
export function planRoom(endpoint: EndpointFacts, deployment: DeploymentFacts, now: number): Action[] {
  return deployment.variants.flatMap((variant) => planVariant(endpoint, deployment, variant, now));
}

function planVariant(endpoint: EndpointFacts, deployment: DeploymentFacts, variant: Variant, now: number): Action[] {
  const live = endpoint.instances.filter(
    (instance) => instance.deploymentId === deployment.id && instance.variant === variant.name && instance.state !== 'Draining',
  );
  const missing = variant.initialInstances - live.length;
  if (missing < 0) {
    const excess = [...live].sort((a, b) => b.createdAt - a.createdAt).slice(0, -missing);
    return excess.map((instance) => ({ type: 'drain', instanceId: instance.id }));
  }
  if (missing === 0 || now < retryAt(endpoint, variant)) return [];
  return [{ type: 'reserve', endpointId: endpoint.id, deploymentId: deployment.id, variant, instances: missing }];
}

function retryAt(endpoint: EndpointFacts, variant: Variant): number {
  const losses = endpoint.losses.get(variant.name);
  if (losses === undefined || losses.count < 2) return 0;
  return losses.lastAt + Math.min(backOffMsMax, 1_000 * 2 ** (losses.count - 1));
}
