import { deploymentWords, phaseWords } from '@/core/sentences/deployments';
import type { Sentence } from '@/core/sentences/sentence';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import type { Phase, PhaseName } from '@/services/deployments/schemas';
import type { Reason } from '@/services/page';
import { type BakeStep, bakeStep, percentOf } from './bake';
import type { DeploymentFacts, InstanceFacts, PlannedVariant, ReplicaFacts, World } from './world';

/** How long each phase may take before the deployment fails; how long instances take is the fleet's to say. */
export const phaseLimitMs: Record<Exclude<PhaseName, 'Start instance'>, number> = {
  Reserve: 30_000,
  'Pull model': 300_000,
  Load: 180_000,
  'Warm up': 60_000,
  'Probe answer': 60_000,
  Bake: Number.POSITIVE_INFINITY, // its strategy says how long
  'Shift traffic': 30_000,
};

/** Restarts of a replica after which a deployment gives up; one crash may be bad luck. */
const restartsMax = 3;

export interface Progress {
  readonly phases: readonly Phase[];
  /** The phase that is under way; null once all but the last are done. */
  readonly current: PhaseName;
  readonly bake: BakeStep;
  readonly failure: Reason | null;
}

/** Where a rollout stands, from what is observed. Pure. A phase once done stays done, even if a replica restarts later. */
export function progressOf(
  deployment: DeploymentFacts,
  instances: readonly InstanceFacts[],
  { now, startMsMax }: Pick<World, 'now' | 'startMsMax'>,
  roomMayCome: boolean,
): Progress {
  const replicas = instances.flatMap((instance) => instance.replicas);
  const bake = bakeStep(deployment, now);
  const reached = { ...reachedBy(deployment.variants, instances, replicas), Bake: bake.type === 'done' ? bake.words : null };
  const at = new Date(now).toISOString();
  let current: PhaseName | null = null;
  const phases = deployment.phases.map((phase): Phase => {
    if (phase.state === 'Done' || phase.state === 'Skipped') return phase;
    if (current !== null) return phase;
    const detail = reached[phase.name];
    if (detail !== null) return { ...phase, state: 'Done', startedAt: phase.startedAt ?? at, endedAt: at, ...inEnglish({ detail }) };
    current = phase.name;
    const running: Phase = phase.state === 'Running' ? phase : { ...phase, state: 'Running', startedAt: at };
    const share = deployment.trafficShare;
    return phase.name === 'Bake' && share > 0 ? { ...running, ...inEnglish({ detail: deploymentWords.baking({ percent: percentOf(share) }) }) } : running;
  });
  const running = phases.find((phase) => phase.state === 'Running');
  const failure = replicaFailure(instances) ?? startFailure(instances, roomMayCome) ?? (running === undefined ? null : timeOut(running, now, startMsMax));
  return { phases, current: current ?? 'Shift traffic', bake, failure };
}

/** For each phase the sentence about how it went, or null where it is not done. `Shift traffic` is done by the shift itself. */
function reachedBy(
  variants: readonly PlannedVariant[],
  instances: readonly InstanceFacts[],
  replicas: readonly ReplicaFacts[],
): Record<Exclude<PhaseName, 'Bake'>, Sentence | null> {
  const reserved = variants.every((variant) => instances.filter((instance) => instance.variant === variant.name).length >= variant.instances);
  const started = reserved && instances.every((instance) => instance.state === 'InService');
  const all = (rank: number): boolean => started && replicas.length > 0 && replicas.every((replica) => rankOf(replica) >= rank);
  const slowest = (field: 'pullMs' | 'loadMs' | 'warmUpMs' | 'probeMs'): number => Math.max(0, ...replicas.map((replica) => replica.timings[field] ?? 0));
  const took = (field: 'pullMs' | 'loadMs' | 'warmUpMs'): Sentence => deploymentWords.tookAtMost({ took: slowest(field) });
  const probed = all(3) && replicas.every((replica) => replica.timings.probeMs !== undefined);
  return {
    Reserve: reserved ? deploymentWords.reserved({ instances: instances.length, replicas: replicas.length }) : null,
    'Start instance': started ? deploymentWords.instancesUp({ instances: instances.length }) : null,
    'Pull model': all(1) ? took('pullMs') : null,
    Load: all(2) ? took('loadMs') : null,
    'Warm up': all(3) ? took('warmUpMs') : null,
    'Probe answer': probed ? deploymentWords.probed({ replicas: replicas.length, took: slowest('probeMs') }) : null,
    'Shift traffic': null,
  };
}

/** How far a replica came: 0 pulling, 1 loading, 2 warming up, 3 ready. */
function rankOf(replica: ReplicaFacts): number {
  switch (replica.state) {
    case 'Ready':
      return 3;
    case 'WarmingUp':
      return 2;
    case 'Loading':
      return 1;
    default:
      return replica.timings.loadMs !== undefined ? 2 : replica.timings.pullMs !== undefined ? 1 : 0;
  }
}

function replicaFailure(instances: readonly InstanceFacts[]): Reason | null {
  for (const instance of instances) {
    const broken = instance.replicas.find((replica) => replica.state === 'Failed' || (replica.restarts >= restartsMax && replica.state !== 'Ready'));
    if (broken === undefined) continue;
    const { variant } = instance;
    const message = broken.reason?.message
      ? deploymentWords.replicaBrokenBecause({ variant, why: wordsIn(broken.reason, 'message') })
      : deploymentWords.replicaBroken({ variant });
    const evidence = broken.reason === null ? '' : wordsIn(broken.reason, 'evidence');
    return { code: 'REPLICA_START_FAILED', ...inEnglish({ message, fix: deploymentWords.readReplicaLog(), evidence }) };
  }
  return null;
}

/** Trouble that may pass by itself is tried again until the phase's limit. */
const passing = ['INSTANCE_START_FAILED', 'FLEET_UNREACHABLE'];

/** Lack of room ends a deployment at once, unless instances that are going will make some. */
function startFailure(instances: readonly InstanceFacts[], roomMayCome: boolean): Reason | null {
  const refused = instances.find((instance) => instance.state === 'Starting' && instance.startFailure !== null)?.startFailure ?? null;
  if (refused === null || (refused.code === 'NO_CAPACITY' && roomMayCome) || passing.includes(refused.code)) return null;
  return refused;
}

function timeOut(phase: Phase, now: number, startMsMax: number): Reason | null {
  const limitMs = phase.name === 'Start instance' ? startMsMax : phaseLimitMs[phase.name];
  if (phase.startedAt === null || now - Date.parse(phase.startedAt) <= limitMs) return null;
  const message = deploymentWords.tookTooLong({ phase: phaseWords[phase.name](), limit: limitMs });
  return { code: 'DEPLOYMENT_TIMEOUT', ...inEnglish({ message, fix: deploymentWords.readLog(), evidence: wordsIn(phase, 'detail') }) };
}
