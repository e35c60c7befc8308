import { deploymentWords } from '@/core/sentences/deployments';
import { endpointWords } from '@/core/sentences/endpoints';
import { healthWords } from '@/core/sentences/health';
import { instanceWords } from '@/core/sentences/instances';
import { scalingWords } from '@/core/sentences/scaling';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import { isSameReason, type Reason } from '@/services/page';
import { isUnhealthy, planHealing, unhealthyReason } from './heal';
import { progressOf } from './phases';
import { comingOf, planRoom, wantedOf } from './room';
import type { Action, DeploymentFacts, EndpointFacts, InstanceFacts, World } from './world';

/** An instance whose agent has not reported for this long is lost. */
const silenceMs = 10_000;
/** Gateways poll every 2 s: until then some still send to the replicas of before. */
const settleMs = 3_000;
/** Requests under way get this long beyond their variant's own deadline. */
const drainGraceMs = 5_000;
/** Instances at the provider that no row names get this long: a row may be about to commit. */
const orphanGraceMs = 30_000;

/** States in which the active deployment's instances are kept up. */
const serving = ['InService', 'Degraded', 'Updating', 'RollingBack', 'ScaledToZero'];

/**
 * What to do next, from what is. Pure and level-triggered: the same world gives the same actions, and an action that was lost is planned again.
 */
export function plan(world: World): Action[] {
  const roomMayCome = world.endpoints.some((endpoint) => endpoint.instances.some((instance) => instance.state === 'Draining'));
  const actions = world.endpoints.flatMap((endpoint) => planEndpoint(endpoint, world, roomMayCome));
  const stray = world.orphans.filter((orphan) => world.now - orphan.since >= orphanGraceMs).map((orphan) => orphan.id);
  return stray.length === 0 ? actions : [...actions, { type: 'stop-orphans', instanceIds: stray }];
}

function planEndpoint(endpoint: EndpointFacts, world: World, roomMayCome: boolean): Action[] {
  const lost = endpoint.instances.flatMap((instance) => planHealth(instance, world));
  if (lost.length > 0) return lost;
  const rollout = endpoint.deployments.find((deployment) => deployment.state === 'InProgress') ?? null;
  const active = endpoint.deployments.find((deployment) => deployment.id === endpoint.activeDeploymentId) ?? null;
  if (endpoint.desired !== 'InService') return [...planEnd(endpoint, rollout, world)];
  const wakes = endpoint.state === 'Waking' && rollout === null; // from zero: with the deployment that served
  const kept = active !== null && (serving.includes(endpoint.state) || wakes) ? active : null;
  return [
    ...endpoint.instances.flatMap((instance) => planStart(instance, world)),
    ...(rollout === null ? [] : planRollout(endpoint, rollout, world, roomMayCome)),
    ...(kept === null ? [] : planUpkeep(endpoint, kept, world)),
    ...endpoint.instances.flatMap((instance) => planLeftover(endpoint, instance, [kept?.id, rollout?.id], kept, world)),
  ];
}

/** Stopped or deleted: the rollout ends, requests under way finish, instances go, then (deleted) the name. */
function planEnd(endpoint: EndpointFacts, rollout: DeploymentFacts | null, world: World): Action[] {
  const actions: Action[] = [];
  if (rollout !== null) actions.push(cancelled(endpoint, rollout));
  for (const instance of endpoint.instances) actions.push(...planDeparture(endpoint, instance, world));
  if (endpoint.desired === 'Deleted' && endpoint.instances.length === 0) actions.push({ type: 'remove-endpoint', endpointId: endpoint.id });
  return actions;
}

function planHealth(instance: InstanceFacts, world: World): Action[] {
  const lose = (why: Words): Action[] => [{ type: 'lose', instanceId: instance.id, why }];
  const atProvider = world.fleet?.get(instance.id);
  const gone = world.fleet !== null && (atProvider === undefined || atProvider.state === 'stopped');
  if (instance.state === 'Draining') return []; // on its way out: planDeparture ends it
  if (instance.state === 'InService') {
    if (atProvider?.state === 'ending') return [{ type: 'drain', instanceId: instance.id }]; // what it runs finishes, and another takes its place
    if (gone) return lose(atProvider?.detail ? instanceWords.processEndedHow({ how: atProvider.detail }) : instanceWords.processEnded());
    const silentMs = world.now - Math.max(instance.seenAt ?? 0, world.leadsSince);
    return silentMs > silenceMs ? lose(instanceWords.silent({ silent: Math.round(silentMs / 1000) * 1000 })) : [];
  }
  if (atProvider?.state === 'ending') return lose(atProvider.detail);
  const waitedMs = world.now - Math.max(instance.createdAt, world.leadsSince);
  return instance.seenAt === null && waitedMs > world.startMsMax ? lose(instanceWords.neverReported({ limit: world.startMsMax })) : [];
}

function planStart(instance: InstanceFacts, world: World): Action[] {
  if (instance.state !== 'Starting') return [];
  if (instance.seenAt !== null) return [{ type: 'in-service', instanceId: instance.id }];
  const atProvider = world.fleet?.get(instance.id);
  if (world.fleet === null || (atProvider !== undefined && atProvider.state !== 'stopped')) return [];
  return [{ type: 'start-instance', instanceId: instance.id, instanceType: instance.type, replicas: instance.replicas.length }];
}

function planRollout(endpoint: EndpointFacts, rollout: DeploymentFacts, world: World, roomMayCome: boolean): Action[] {
  if (rollout.id === endpoint.activeDeploymentId) return [{ type: 'shift', endpointId: endpoint.id, deploymentId: rollout.id }]; // begun: it only ends
  if (rollout.cancelRequested) return [cancelled(endpoint, rollout)];
  const mine = endpoint.instances.filter((instance) => instance.deploymentId === rollout.id && instance.state !== 'Draining');
  const progress = progressOf(rollout, mine, world, roomMayCome);
  if (progress.failure !== null) {
    return [{ type: 'end-deployment', endpointId: endpoint.id, deploymentId: rollout.id, state: 'Failed', reason: progress.failure }];
  }
  const unhealthy = mine.flatMap((instance) => instance.replicas).find(isUnhealthy)?.health?.reason ?? null;
  if (unhealthy !== null) {
    const why = healthWords.brokenRollout({ why: wordsIn(unhealthy, 'message') });
    const reason: Reason = {
      code: unhealthy.code,
      ...inEnglish({ message: why, fix: deploymentWords.checkAgain(), evidence: wordsIn(unhealthy, 'evidence') }),
    };
    const state = rollout.trafficShare > 0 ? 'RolledBack' : 'Failed';
    return [{ type: 'end-deployment', endpointId: endpoint.id, deploymentId: rollout.id, state, reason }];
  }
  if (progress.bake.type === 'broken') {
    return [{ type: 'end-deployment', endpointId: endpoint.id, deploymentId: rollout.id, state: 'RolledBack', reason: progress.bake.reason }];
  }
  const actions: Action[] = planRoom(endpoint, rollout, world.now);
  if (JSON.stringify(progress.phases) !== JSON.stringify(rollout.phases)) {
    actions.push({ type: 'phases', deploymentId: rollout.id, phases: progress.phases });
  }
  if (progress.current === 'Probe answer') {
    const replicaIds = mine
      .flatMap((instance) => instance.replicas)
      .filter((replica) => replica.timings.probeMs === undefined)
      .map((replica) => replica.id);
    actions.push({ type: 'probe', deploymentId: rollout.id, replicaIds });
  }
  if (progress.current === 'Bake' && progress.bake.type === 'share') {
    const { share, words } = progress.bake;
    actions.push({ type: 'share', deploymentId: rollout.id, from: rollout.trafficShare, share, words });
  }
  const allReady = mine.flatMap((instance) => instance.replicas).every((replica) => replica.state === 'Ready');
  if (progress.current === 'Shift traffic' && actions.length === 0 && allReady) {
    actions.push({ type: 'shift', endpointId: endpoint.id, deploymentId: rollout.id });
  }
  return actions;
}

/** Keeps what serves at its size, and says so when it is not. */
function planUpkeep(endpoint: EndpointFacts, active: DeploymentFacts, world: World): Action[] {
  const actions = [...planRoom(endpoint, active, world.now), ...planHealing(endpoint, active, world.now)];
  const mine = endpoint.instances.filter((instance) => instance.deploymentId === active.id && instance.state !== 'Draining');
  const replicas = mine.flatMap((instance) => instance.replicas);
  const wanted = wantedOf(active);
  const running = replicas.filter((replica) => replica.state === 'Ready');
  const ready = running.filter((replica) => !isUnhealthy(replica)).length;
  actions.push(...planZero(endpoint, wanted, running.length));
  if (ready >= wanted && endpoint.state === 'Degraded') {
    const message =
      wanted === 1 ? endpointWords.recovered({ endpoint: endpoint.name }) : endpointWords.recoveredAll({ endpoint: endpoint.name, replicas: wanted });
    actions.push({ type: 'move-endpoint', endpointId: endpoint.id, move: 'recover', reason: null, message });
  }
  const short = ready === 0 ? wanted > 0 : ready + comingOf(endpoint, active) < wanted;
  if (short && (endpoint.state === 'InService' || endpoint.state === 'Degraded')) {
    const reason = degradedReason(mine, ready, wanted, unhealthyReason(endpoint, active, replicas, ready));
    if (endpoint.state === 'InService' || !isSameReason(reason, endpoint.reason)) {
      const isStep = reason.code === 'REPLICA_WRONG_ANSWERS' && reason.message !== endpoint.reason?.message; // each step of healing is told
      const isTold = endpoint.state === 'InService' || isStep;
      const message = isTold ? endpointWords.degraded({ endpoint: endpoint.name, why: wordsIn(reason, 'message') }) : '';
      actions.push({ type: 'move-endpoint', endpointId: endpoint.id, move: 'degrade', reason, message });
    }
  }
  return actions;
}

/** To zero, and back: the state follows what the autoscaler wants. */
function planZero(endpoint: EndpointFacts, wanted: number, ready: number): Action[] {
  const move = (to: 'idle' | 'wake' | 'ready', message: Words): Action[] => [
    { type: 'move-endpoint', endpointId: endpoint.id, move: to, reason: null, message },
  ];
  const { name, state } = endpoint;
  if (wanted === 0 && (state === 'InService' || state === 'Degraded' || state === 'Waking')) return move('idle', scalingWords.scaledToZero({ endpoint: name }));
  if (wanted > 0 && state === 'ScaledToZero') return move('wake', scalingWords.waking({ endpoint: name }));
  if (wanted > 0 && ready > 0 && state === 'Waking') return move('ready', endpointWords.recovered({ endpoint: name }));
  return [];
}

function degradedReason(instances: readonly InstanceFacts[], ready: number, wanted: number, unhealthy: Reason | null): Reason {
  const refused = instances.find((instance) => instance.startFailure !== null)?.startFailure;
  const broken = instances.flatMap((instance) => instance.replicas).find((replica) => replica.reason !== null)?.reason;
  const cause = unhealthy ?? refused ?? broken ?? null;
  const fix = cause === null ? endpointWords.replacedByThemselves() : wordsIn(cause, 'fix');
  const evidence = cause === null ? '' : wordsIn(cause, 'evidence');
  return { code: cause?.code ?? 'NO_HEALTHY_REPLICA', ...inEnglish({ message: readiness(ready, wanted, cause), fix, evidence }) };
}

function readiness(ready: number, wanted: number, cause: Reason | null): Words {
  if (cause?.code === 'REPLICA_WRONG_ANSWERS') {
    const why = wordsIn(cause, 'message');
    return ready === 0 ? why : healthWords.someRight({ right: ready, wanted, why });
  }
  if (cause === null) return ready === 1 ? endpointWords.oneReady({ wanted }) : endpointWords.someReady({ ready, wanted });
  const why = wordsIn(cause, 'message');
  return ready === 1 ? endpointWords.oneReadyBecause({ wanted, why }) : endpointWords.someReadyBecause({ ready, wanted, why });
}

/** Instances of no deployment that is wanted: those of before the last shift drain once every gateway knows the new ones; others just go. */
function planLeftover(
  endpoint: EndpointFacts,
  instance: InstanceFacts,
  wantedIds: readonly (string | undefined)[],
  kept: DeploymentFacts | null,
  world: World,
): Action[] {
  if (wantedIds.includes(instance.deploymentId)) return instance.state === 'Draining' ? planDeparture(endpoint, instance, world) : [];
  if (kept !== null && kept.state === 'InProgress') return []; // gateways are only learning of the shift
  const servedBefore = kept !== null && kept.endedAt !== null && instance.createdAt < kept.endedAt;
  if (servedBefore && instance.state !== 'Draining' && world.now - (kept.endedAt ?? 0) < settleMs) return [];
  return planDeparture(endpoint, instance, world);
}

/** The way out of an instance: drain, wait for the requests under way, terminate. One that never served goes at once. */
function planDeparture(endpoint: EndpointFacts, instance: InstanceFacts, world: World): Action[] {
  const terminate = (why: Words): Action[] => [{ type: 'terminate', instanceId: instance.id, why }];
  const running = instance.replicas.some((replica) => replica.state === 'Ready' || replica.state === 'Draining');
  if (instance.state === 'Starting' || !running) return terminate(instanceWords.noWork());
  if (instance.state === 'InService') return [{ type: 'drain', instanceId: instance.id }];
  const atProvider = world.fleet?.get(instance.id);
  if (world.fleet !== null && (atProvider === undefined || atProvider.state === 'stopped')) return terminate(instanceWords.hasEnded());
  const variants = endpoint.deployments.flatMap((deployment) => deployment.variants);
  const limitMs = Math.min(120_000, Math.max(30_000, ...variants.map((variant) => variant.timeoutMs)) + drainGraceMs);
  return instance.drainingForMs > limitMs ? terminate(instanceWords.notDrained({ limit: Math.round(limitMs / 1000) * 1000 })) : [];
}

function cancelled(endpoint: EndpointFacts, rollout: DeploymentFacts): Action {
  const words = { message: deploymentWords.cancelled({ number: rollout.number }), fix: deploymentWords.againWhenWanted(), evidence: '' };
  const reason: Reason = { code: 'DEPLOYMENT_CANCELLED', ...inEnglish(words) };
  return { type: 'end-deployment', endpointId: endpoint.id, deploymentId: rollout.id, state: 'Cancelled', reason };
}
