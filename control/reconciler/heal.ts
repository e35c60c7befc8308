import { healthWords } from '@/core/sentences/health';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import type { Reason } from '@/services/page';
import type { Action, DeploymentFacts, EndpointFacts, InstanceFacts, PlannedVariant, ReplicaFacts } from './world';

/** The budget of one replica. */
export const restartsMax = 3;
export const restartWindowMs = 600_000;
/** Before the first restart within the window, the second, and the third. */
const backOffMs = [0, 10_000, 30_000];
/** Another process of the variant is on its way: one at a time, so that as many as possible answer. */
const movingStates = ['Pulling', 'Loading', 'WarmingUp', 'Draining', 'BackOff'];

/** Answers its golden request wrongly; it serves no callers while another one can. */
export function isUnhealthy(replica: ReplicaFacts): boolean {
  return replica.state === 'Ready' && replica.health?.state === 'Unhealthy';
}

function isFailing(replica: ReplicaFacts): boolean {
  return isUnhealthy(replica) && replica.health?.failing === true;
}

/** What is done about the replicas of one variant that answer wrongly. */
export type Healing =
  | { readonly type: 'none' }
  | { readonly type: 'restart'; readonly instance: InstanceFacts; readonly replica: ReplicaFacts }
  /** Another instance is there, or comes by itself, to take this one's place. */
  | { readonly type: 'replace'; readonly instance: InstanceFacts; readonly replica: ReplicaFacts }
  /** Nobody else could answer: another instance is started beside it first. */
  | { readonly type: 'beside'; readonly instance: InstanceFacts };

/**
 * One step for one replica at a time: starting it anew, thrice in ten minutes at most, where others answer meanwhile; then its instance is replaced, each of a
 * variant's once an hour at most; then it goes on as it is, and its endpoint is degraded. Pure.
 */
export function healingOf(endpoint: EndpointFacts, deployment: DeploymentFacts, variant: PlannedVariant, now: number): Healing {
  const live = liveOf(endpoint, deployment, variant);
  const replicas = live.flatMap((instance) => instance.replicas.map((replica) => ({ instance, replica })));
  if (replicas.some(({ instance, replica }) => instance.state === 'InService' && movingStates.includes(replica.state) && replica.healthRestarts.length > 0)) {
    return { type: 'none' };
  }
  const failing = replicas.filter(({ replica }) => isFailing(replica));
  for (const { instance, replica } of failing) {
    const others = replicas.filter((other) => other.replica !== replica && other.replica.state === 'Ready');
    const lately = replica.healthRestarts.filter((at) => now - at < restartWindowMs);
    if (others.length > 0 && lately.length < restartsMax) {
      if (now - Math.max(0, ...lately) >= backOffMs[lately.length]) return { type: 'restart', instance, replica };
      continue;
    }
    if ((endpoint.replaced.get(variant.name) ?? 0) >= variant.instances) continue;
    return others.some((other) => other.instance !== instance) ? { type: 'replace', instance, replica } : { type: 'beside', instance };
  }
  return { type: 'none' };
}

function liveOf(endpoint: EndpointFacts, deployment: DeploymentFacts, { name }: PlannedVariant): readonly InstanceFacts[] {
  return endpoint.instances.filter((instance) => instance.deploymentId === deployment.id && instance.variant === name && instance.state !== 'Draining');
}

/** Those that answer wrongly go first where there are too many; they are replaced rather than drained, so that it counts. */
export function planExcess(excess: readonly InstanceFacts[]): Action[] {
  return excess.map((instance) => {
    const failing = instance.replicas.find(isFailing);
    return failing === undefined ? { type: 'drain', instanceId: instance.id } : { type: 'replace', instanceId: instance.id, reason: replacedReason(failing) };
  });
}

/** Restarts and replacements of a deployment that serves. Where an instance is too many already, `planRoom` takes the one that answers wrongly. */
export function planHealing(endpoint: EndpointFacts, deployment: DeploymentFacts, now: number): Action[] {
  return deployment.variants.flatMap((variant): Action[] => {
    if (liveOf(endpoint, deployment, variant).length > variant.instances) return [];
    const healing = healingOf(endpoint, deployment, variant, now);
    if (healing.type === 'replace') return [{ type: 'replace', instanceId: healing.instance.id, reason: replacedReason(healing.replica) }];
    if (healing.type !== 'restart') return [];
    const { id: replicaId, healthRestarts, health } = healing.replica;
    const count = healthRestarts.filter((at) => now - at < restartWindowMs).length + 1;
    return health?.reason == null ? [] : [{ type: 'restart-replica', instanceId: healing.instance.id, replicaId, count, reason: health.reason }];
  });
}

/** Sorts an instance before others when some have to go. */
export function hasFailing(instance: InstanceFacts): boolean {
  return instance.replicas.some(isFailing);
}

function replacedReason({ health }: ReplicaFacts): Reason {
  const evidence = health?.reason == null ? '' : wordsIn(health.reason, 'message');
  return { code: 'REPLICA_WRONG_ANSWERS', ...inEnglish({ message: healthWords.instanceReason(), fix: healthWords.isReplaced(), evidence }) };
}

/** Why an endpoint is degraded whose replicas answer wrongly; null where none does. @param healthy  replicas that answer right */
export function unhealthyReason(endpoint: EndpointFacts, deployment: DeploymentFacts, replicas: readonly ReplicaFacts[], healthy: number): Reason | null {
  const reason = replicas.find(({ health }) => health?.state === 'Unhealthy')?.health?.reason ?? null; // also while it starts anew
  if (reason === null) return null;
  const isGivenUp = deployment.variants.some((variant) => (endpoint.replaced.get(variant.name) ?? 0) >= Math.max(1, variant.instances));
  const said = wordsIn(reason, 'message');
  const why = healthy === 0 ? healthWords.noneHealthy({ why: said }) : said;
  const message = isGivenUp ? healthWords.givenUp({ why }) : why;
  const fix = isGivenUp ? healthWords.mendVersion() : wordsIn(reason, 'fix');
  return { code: reason.code, ...inEnglish({ message, fix, evidence: wordsIn(reason, 'evidence') }) };
}
