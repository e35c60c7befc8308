import type { Phase, PhaseName } from '@/services/deployments/schemas';
import type { Variant } from '@/services/endpoint-configs/schemas';
import type { Reason } from '@/services/page';
import type { DeploymentFacts, InstanceFacts, ReplicaFacts } from './world';

/** How long each phase may take before the deployment fails. */
export const phaseLimitMs: Record<PhaseName, number> = {
  Reserve: 30_000,
  'Start instance': 60_000,
  'Pull model': 300_000,
  Load: 180_000,
  'Warm up': 60_000,
  'Probe answer': 60_000,
  'Shift traffic': 30_000,
};

/** Restarts of a replica after which a deployment gives up; one crash may be bad luck. */
const restartsMax = 3;

export interface Progress {
  readonly phases: readonly Phase[];
  /** The phase that is under way; null once all but the last are done. */
  readonly current: PhaseName;
  readonly failure: Reason | null;
}

/** Where a rollout stands, from what is observed. Pure. A phase once done stays done, even if a replica restarts later. */
export function progressOf(deployment: DeploymentFacts, instances: readonly InstanceFacts[], now: number, roomMayCome: boolean): Progress {
  const replicas = instances.flatMap((instance) => instance.replicas);
  const reached = reachedBy(deployment.variants, instances, replicas);
  const at = new Date(now).toISOString();
  let current: PhaseName | null = null;
  const phases = deployment.phases.map((phase): Phase => {
    if (phase.state === 'Done' || phase.state === 'Skipped') return phase;
    if (current !== null) return phase;
    const detail = reached[phase.name];
    if (detail !== null) return { ...phase, state: 'Done', startedAt: phase.startedAt ?? at, endedAt: at, detail };
    current = phase.name;
    return phase.state === 'Running' ? phase : { ...phase, state: 'Running', startedAt: at };
  });
  const running = phases.find((phase) => phase.state === 'Running');
  const failure = replicaFailure(instances) ?? startFailure(instances, roomMayCome) ?? (running === undefined ? null : timeOut(running, now));
  return { phases, current: current ?? 'Shift traffic', failure };
}

/** For each phase the sentence about how it went, or null where it is not done. `Shift traffic` is done by the shift itself. */
function reachedBy(variants: readonly Variant[], instances: readonly InstanceFacts[], replicas: readonly ReplicaFacts[]): Record<PhaseName, string | null> {
  const reserved = variants.every((variant) => instances.filter((instance) => instance.variant === variant.name).length >= variant.initialInstances);
  const started = reserved && instances.every((instance) => instance.state === 'InService');
  const all = (rank: number): boolean => started && replicas.length > 0 && replicas.every((replica) => rankOf(replica) >= rank);
  const slowest = (field: 'pullMs' | 'loadMs' | 'warmUpMs' | 'probeMs'): string =>
    milliseconds(Math.max(0, ...replicas.map((replica) => replica.timings[field] ?? 0)));
  const probed = all(3) && replicas.every((replica) => replica.timings.probeMs !== undefined);
  return {
    Reserve: reserved ? `${count(instances.length, 'instance')}, ${count(replicas.length, 'replica')}` : null,
    'Start instance': started ? `${count(instances.length, 'instance')} up` : null,
    'Pull model': all(1) ? `${slowest('pullMs')} at most` : null,
    Load: all(2) ? `${slowest('loadMs')} at most` : null,
    'Warm up': all(3) ? `${slowest('warmUpMs')} at most` : null,
    'Probe answer': probed ? `${count(replicas.length, 'replica')} answered right, ${slowest('probeMs')} at most` : null,
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
    return {
      code: 'REPLICA_START_FAILED',
      message: `A replica of ${instance.variant} does not start${broken.reason?.message ? `: ${broken.reason.message}` : '.'}`,
      fix: 'Read the last lines of its log; then deploy a version that loads, or a larger instance type.',
      evidence: broken.reason?.evidence ?? '',
    };
  }
  return null;
}

/** Lack of room ends a deployment at once, unless instances that are going will make some; other trouble is tried again until the phase's limit. */
function startFailure(instances: readonly InstanceFacts[], roomMayCome: boolean): Reason | null {
  const refused = instances.find((instance) => instance.state === 'Starting' && instance.startFailure !== null)?.startFailure ?? null;
  if (refused === null || (refused.code === 'NO_CAPACITY' && roomMayCome) || refused.code === 'INSTANCE_START_FAILED') return null;
  return refused;
}

function timeOut(phase: Phase, now: number): Reason | null {
  const limitMs = phaseLimitMs[phase.name];
  if (phase.startedAt === null || now - Date.parse(phase.startedAt) <= limitMs) return null;
  return {
    code: 'DEPLOYMENT_TIMEOUT',
    message: `${phase.name} took longer than ${limitMs / 1000} s.`,
    fix: 'Look at the log of the deployment, then deploy again.',
    evidence: phase.detail,
  };
}

function count(of: number, noun: string): string {
  return `${of} ${noun}${of === 1 ? '' : 's'}`;
}

function milliseconds(ms: number): string {
  return ms < 1_000 ? `${Math.round(ms)} ms` : `${(ms / 1_000).toFixed(1)} s`;
}
