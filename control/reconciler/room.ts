import { hasFailing, healingOf, planExcess } from './heal';
import type { Action, DeploymentFacts, EndpointFacts, InstanceFacts, PlannedVariant } from './world';

/** A second loss in a row waits, so that a host that always dies does not burn the machine: 2 s, 4 s … 60 s. */
const backOffMsMax = 60_000;
const startingStates = ['Pulling', 'Loading', 'WarmingUp'];

/** Replicas that a deployment shall hold. */
export function wantedOf(deployment: DeploymentFacts): number {
  return deployment.variants.reduce((sum, variant) => sum + variant.instances * variant.replicasPerInstance, 0);
}

/** Instances that are missing of a deployment get their rows first; what is too many goes, first what answers wrongly or does not serve, then the youngest. */
export function planRoom(endpoint: EndpointFacts, deployment: DeploymentFacts, now: number): Action[] {
  return deployment.variants.flatMap((variant) => planVariant(endpoint, deployment, variant, now));
}

function planVariant(endpoint: EndpointFacts, deployment: DeploymentFacts, variant: PlannedVariant, now: number): Action[] {
  const live = endpoint.instances.filter(
    (instance) => instance.deploymentId === deployment.id && instance.variant === variant.name && instance.state !== 'Draining',
  );
  const beside = healingOf(endpoint, deployment, variant, now).type === 'beside' ? 1 : 0;
  const missing = variant.instances + beside - live.length;
  if (missing < 0) {
    const excess = [...live].sort((a, b) => Number(hasFailing(b)) - Number(hasFailing(a)) || readiness(a) - readiness(b) || b.createdAt - a.createdAt);
    return planExcess(excess.slice(0, -missing));
  }
  if (missing === 0 || now < retryAt(endpoint, variant)) return [];
  return [{ type: 'reserve', endpointId: endpoint.id, deploymentId: deployment.id, variant, instances: missing }];
}

function readiness(instance: InstanceFacts): number {
  return instance.replicas.filter((replica) => replica.state === 'Ready').length;
}

/** Replicas that are on their way and have had no trouble: a variant that grows is not degraded. */
export function comingOf(endpoint: EndpointFacts, deployment: DeploymentFacts): number {
  return deployment.variants.reduce((sum, variant) => sum + comingOfVariant(endpoint, deployment, variant), 0);
}

function comingOfVariant(endpoint: EndpointFacts, deployment: DeploymentFacts, variant: PlannedVariant): number {
  if (endpoint.losses.has(variant.name)) return 0;
  const live = endpoint.instances.filter(
    (instance) => instance.deploymentId === deployment.id && instance.variant === variant.name && instance.state !== 'Draining',
  );
  const untroubled = live.filter((instance) => instance.startFailure === null).flatMap((instance) => instance.replicas);
  const starting = untroubled.filter((replica) => startingStates.includes(replica.state) && replica.restarts === 0 && replica.reason === null).length;
  return starting + Math.max(0, variant.instances - live.length) * variant.replicasPerInstance;
}

function retryAt(endpoint: EndpointFacts, variant: PlannedVariant): number {
  const losses = endpoint.losses.get(variant.name);
  if (losses === undefined || losses.count < 2) return 0;
  return losses.lastAt + Math.min(backOffMsMax, 1_000 * 2 ** (losses.count - 1));
}
