import { describe, expect, test } from 'vitest';
import { Histogram } from '@/core/histogram';
import type { FleetInstance } from '@/providers/fleet/provider';
import { pendingPhases } from '@/services/deployments/internal';
import type { Phase, PhaseName } from '@/services/deployments/schemas';
import { plan } from './plan';
import type { Action, DeploymentFacts, EndpointFacts, InstanceFacts, PlannedVariant, ReplicaFacts, World } from './world';

const pending = pendingPhases({ type: 'blue-green' });
const now = Date.UTC(2026, 0, 1, 12);
const iso = (ms: number): string => new Date(ms).toISOString();

const variant: PlannedVariant = {
  instances: 1,
  name: 'main',
  weight: 1,
  instanceType: 'local.small',
  initialInstances: 1,
  minInstances: 1,
  maxInstances: 1,
  replicasPerInstance: 1,
  concurrency: 64,
  timeoutMs: 30_000,
  batching: { enabled: true, maxSize: 64 },
  cache: { enabled: false, ttlSeconds: 60 },
  model: 'iris',
  version: 1,
  modelId: 'mdl_1',
  versionId: 'ver_1',
};

function replica(state: string, more: Partial<ReplicaFacts> = {}): ReplicaFacts {
  return { id: `rep_${state}`, state, desired: 'Running', restarts: 0, timings: {}, reason: null, health: null, healthRestarts: [], ...more };
}

function instance(id: string, deploymentId: string, more: Partial<InstanceFacts> = {}): InstanceFacts {
  return {
    id,
    deploymentId,
    variant: 'main',
    type: 'local.small',
    state: 'InService',
    createdAt: now - 5_000,
    seenAt: now - 500,
    drainingForMs: 0,
    startFailure: null,
    replicas: [replica('Ready')],
    ...more,
  };
}

function deployment(id: string, state: string, more: Partial<DeploymentFacts> = {}): DeploymentFacts {
  const endedAt = state === 'InProgress' ? null : now - 60_000;
  return {
    id,
    number: Number(id.slice(3)),
    state,
    cancelRequested: false,
    endedAt,
    variants: [variant],
    phases: pending,
    strategy: { type: 'blue-green' },
    promoteRequested: false,
    trafficShare: 0,
    shareSince: null,
    arms: null,
    ...more,
  };
}

function endpoint(more: Partial<EndpointFacts>): EndpointFacts {
  return {
    id: 'ep_1',
    name: 'iris',
    state: 'InService',
    desired: 'InService',
    reason: null,
    activeDeploymentId: null,
    deployments: [],
    instances: [],
    losses: new Map(),
    replaced: new Map(),
    ...more,
  };
}

/** The provider has every instance of the endpoint but those named in `gone`. */
function world(of: EndpointFacts, more: Partial<World> = {}, gone: readonly string[] = []): World {
  const atProvider = of.instances.filter((known) => !gone.includes(known.id) && !(known.state === 'Starting' && known.seenAt === null && gone.includes('*')));
  const fleet = new Map(atProvider.map((known): [string, FleetInstance] => [known.id, running(known.id)]));
  return { now, leadsSince: now - 3_600_000, startMsMax: 60_000, endpoints: [of], fleet, orphans: [], ...more };
}

function running(id: string): FleetInstance {
  return { id, providerId: id, type: 'local.small', state: 'running', detail: '' };
}

/** Phases up to `done` are done, the next one has been running for `runningMs`. */
function phases(done: PhaseName | null, runningMs = 1_000, of = pending): Phase[] {
  const last = of.findIndex((phase) => phase.name === done);
  return of.map((phase, index) => {
    if (index <= last) return { ...phase, state: 'Done', startedAt: iso(now - 10_000), endedAt: iso(now - 9_000), detail: 'done' };
    return index === last + 1 ? { ...phase, state: 'Running', startedAt: iso(now - runningMs) } : phase;
  });
}

function summary(actions: readonly Action[]): string[] {
  return actions.map((action) => {
    switch (action.type) {
      case 'reserve':
        return `reserve ${action.instances} for ${action.deploymentId}`;
      case 'phases':
        return `phases: ${action.phases.find((phase) => phase.state === 'Running')?.name}`;
      case 'share':
        return `share ${action.share} to ${action.deploymentId}`;
      case 'probe':
        return `probe ${action.replicaIds.length}`;
      case 'shift':
        return `shift to ${action.deploymentId}`;
      case 'end-deployment':
        return `${action.state} ${action.deploymentId}: ${action.reason.code}`;
      case 'move-endpoint':
        return `${action.move}: ${action.reason?.message ?? ''}`;
      case 'remove-endpoint':
        return 'remove';
      case 'stop-orphans':
        return `orphans ${action.instanceIds.join()}`;
      default:
        return `${action.type} ${action.instanceId}`;
    }
  });
}

const creating = { state: 'Creating', deployments: [deployment('dep1', 'InProgress')] } as const;
const serving = { activeDeploymentId: 'dep1', deployments: [deployment('dep1', 'Succeeded')] };

describe('a first deployment', () => {
  const at = (done: PhaseName | null, instances: InstanceFacts[], runningMs?: number) =>
    endpoint({ ...creating, deployments: [deployment('dep1', 'InProgress', { phases: phases(done, runningMs) })], instances });
  const starting = (more: Partial<InstanceFacts> = {}) =>
    instance('ins_a', 'dep1', { state: 'Starting', seenAt: null, replicas: [replica('Pulling')], ...more });
  const upWith = (...replicas: ReplicaFacts[]) => instance('ins_a', 'dep1', { replicas });

  test.each<[string, World, string[]]>([
    ['reserves rows before anything starts', world(endpoint(creating)), ['reserve 1 for dep1', 'phases: Reserve']],
    ['asks the provider for a reserved instance', world(at('Reserve', [starting()]), {}, ['*']), ['start-instance ins_a']],
    ['does not ask twice for one that is starting', world(at('Reserve', [starting()])), []],
    ['asks nothing while the provider does not answer', world(at('Reserve', [starting()]), { fleet: null }), []],
    ['takes an instance whose agent reported into service', world(at('Reserve', [starting({ seenAt: now })])), ['in-service ins_a']],
    ['moves to pulling once all instances are up', world(at('Reserve', [upWith(replica('Pulling'))])), ['phases: Pull model']],
    ['skips phases that passed between two reports', world(at('Start instance', [upWith(replica('WarmingUp'))])), ['phases: Warm up']],
    ['probes replicas that are ready', world(at('Warm up', [upWith(replica('Ready'))])), ['probe 1']],
    ['shifts only after every probe', world(at('Probe answer', [upWith(replica('Ready', { timings: { probeMs: 3 } }))])), ['shift to dep1']],
    ['does not shift to a replica that fell back', world(at('Probe answer', [upWith(replica('BackOff', { timings: { probeMs: 3 } }))])), []],
    ['waits for the second of two replicas', world(at('Load', [upWith(replica('Ready'), replica('WarmingUp'))])), []],
    ['fails when a phase takes too long', world(at('Pull model', [upWith(replica('Loading'))], 181_000)), ['Failed dep1: DEPLOYMENT_TIMEOUT']],
    ['fails when a replica gives up', world(at('Pull model', [upWith(replica('Failed'))])), ['Failed dep1: REPLICA_START_FAILED']],
    [
      'fails when a replica restarts again and again',
      world(at('Pull model', [upWith(replica('BackOff', { restarts: 3 }))])),
      ['Failed dep1: REPLICA_START_FAILED'],
    ],
    ['bears one crash', world(at('Pull model', [upWith(replica('BackOff', { restarts: 1, timings: { pullMs: 1 } }))])), []],
    [
      'fails at once where the fleet has no room',
      world(at('Reserve', [starting({ startFailure: { code: 'NO_CAPACITY', message: 'full', fix: '', evidence: '' } })]), {}, ['*']),
      ['start-instance ins_a', 'Failed dep1: NO_CAPACITY'],
    ],
    ['replaces an instance that never reported', world(at('Reserve', [starting({ createdAt: now - 61_000 })])), ['lose ins_a']],
  ])('%s', (_name, given, wanted) => {
    expect(summary(plan(given))).toEqual(wanted);
  });

  test('waits for room that draining instances will make', () => {
    const refused = starting({ startFailure: { code: 'NO_CAPACITY', message: 'full', fix: '', evidence: '' } });
    const leaving = instance('ins_z', 'dep0', { state: 'Draining', drainingForMs: 1 });
    expect(summary(plan(world(at('Reserve', [refused, leaving]), {}, ['*'])))).toEqual(['start-instance ins_a']);
  });

  test('names the last lines of the replica as evidence', () => {
    const broken = replica('Failed', { reason: { code: 'MODEL_LOAD_FAILED', message: 'bad node', fix: '', evidence: 'line 7' } });
    const [action] = plan(world(at('Pull model', [upWith(broken)])));
    expect(action).toMatchObject({ reason: { message: expect.stringContaining('bad node'), evidence: 'line 7' } });
  });
});

describe('an update', () => {
  const old = instance('ins_old', 'dep1');
  const fresh = (state: string) => instance('ins_new', 'dep2', { replicas: [replica(state, { timings: state === 'Ready' ? { probeMs: 2 } : {} })] });
  const updating = (instances: InstanceFacts[], more: Partial<DeploymentFacts> = {}) =>
    endpoint({
      ...serving,
      state: 'Updating',
      instances,
      deployments: [deployment('dep2', 'InProgress', { phases: phases('Start instance'), ...more }), ...serving.deployments],
    });
  const shifted = (agoMs: number, more: Partial<InstanceFacts> = {}) =>
    endpoint({
      activeDeploymentId: 'dep2',
      deployments: [deployment('dep2', 'Succeeded', { endedAt: now - agoMs })],
      instances: [instance('ins_old', 'dep1', more), fresh('Ready')],
    });

  test.each<[string, World, string[]]>([
    ['leaves the old replicas alone while the new ones load', world(updating([old, fresh('Pulling')])), []],
    ['replaces a lost old instance even now', world(updating([fresh('Pulling')])), ['reserve 1 for dep1']],
    [
      'ends when it was cancelled, and only what is new goes later',
      world(updating([old, fresh('Pulling')], { cancelRequested: true })),
      ['Cancelled dep2: DEPLOYMENT_CANCELLED'],
    ],
    ['waits for the gateways after the shift', world(shifted(1_000)), []],
    ['then drains what served before', world(shifted(3_001)), ['drain ins_old']],
    ['lets requests finish', world(shifted(9_000, { state: 'Draining', drainingForMs: 6_000 })), []],
    ['ends an instance whose replicas have stopped', world(shifted(9_000, { state: 'Draining', replicas: [replica('Stopped')] })), ['terminate ins_old']],
    ['does not wait for ever', world(shifted(60_000, { state: 'Draining', drainingForMs: 36_000 })), ['terminate ins_old']],
  ])('%s', (_name, given, wanted) => {
    expect(summary(plan(given))).toEqual(wanted);
  });

  test('ends the instances of a failed rollout and keeps the former ones', () => {
    const failed = endpoint({ ...serving, instances: [old, fresh('Loading')] });
    expect(summary(plan(world(failed)))).toEqual(['terminate ins_new']);
  });
});

describe('what serves', () => {
  const with1 = (more: Partial<InstanceFacts> = {}) => endpoint({ ...serving, instances: [instance('ins_a', 'dep1', more)] });
  const ending = new Map([['ins_a', { ...running('ins_a'), state: 'ending' } satisfies FleetInstance]]);
  const starting = (forMs: number): Partial<InstanceFacts> => ({ state: 'Starting', seenAt: null, createdAt: now - forMs, replicas: [replica('Pulling')] });

  test.each<[string, World, string[]]>([
    ['needs nothing while all is well', world(with1()), []],
    ['loses an instance whose process ended', world(with1(), {}, ['ins_a']), ['lose ins_a']],
    ['loses an instance whose agent is silent', world(with1({ seenAt: now - 10_001 })), ['lose ins_a']],
    ['blames nobody for silence before this process led', world(with1({ seenAt: null }), { leadsSince: now - 2_000 }), []],
    ['concludes nothing from a provider that does not answer', world(with1(), { fleet: null }), []],
    ['drains an instance that its provider is about to take', world(with1(), { fleet: ending }), ['drain ins_a']],
    ['gives up one that the provider takes before it serves', world(with1(starting(1_000)), { fleet: ending }), ['lose ins_a']],
    [
      'gives an instance as long to start as its fleet takes',
      world(with1(starting(200_000)), { startMsMax: 300_000 }),
      ['degrade: 0 of 1 replicas are ready; the others are being replaced.'],
    ],
    ['loses one that takes longer', world(with1(starting(301_000)), { startMsMax: 300_000 }), ['lose ins_a']],
    [
      'replaces a lost instance and says that it is degraded',
      world(endpoint(serving)),
      ['reserve 1 for dep1', 'degrade: 0 of 1 replicas are ready; the others are being replaced.'],
    ],
    [
      'pauses after a second loss in a row',
      world(
        endpoint({
          ...serving,
          state: 'Degraded',
          reason: {
            code: 'NO_HEALTHY_REPLICA',
            message: '0 of 1 replicas are ready; the others are being replaced.',
            fix: 'Nothing to do: replacements start by themselves.',
            evidence: '',
          },
          losses: new Map([['main', { count: 2, lastAt: now - 1_000 }]]),
        }),
      ),
      [],
    ],
    ['recovers by itself', world(endpoint({ ...with1(), state: 'Degraded' })), ['recover: ']],
    [
      'tells why a replica is away',
      world(with1({ replicas: [replica('BackOff', { reason: { code: 'MODEL_OUT_OF_MEMORY', message: 'It used 2 GiB.', fix: '', evidence: '' } })] })),
      ['degrade: 0 of 1 replicas are ready: It used 2 GiB.'],
    ],
  ])('%s', (_name, given, wanted) => {
    expect(summary(plan(given))).toEqual(wanted);
  });
});

describe('a variant that scales', () => {
  const wants = (instances: number) => [deployment('dep1', 'Succeeded', { variants: [{ ...variant, instances }] })];
  const scaled = (state: EndpointFacts['state'], instances: number, live: InstanceFacts[], more: Partial<EndpointFacts> = {}) =>
    world(endpoint({ ...serving, state, deployments: wants(instances), instances: live, ...more }));
  const young = instance('ins_b', 'dep1', { createdAt: now - 1_000 });
  const loading = instance('ins_b', 'dep1', { createdAt: now - 9_000, replicas: [replica('Loading')] });
  const full = { code: 'NO_CAPACITY', message: 'full', fix: '', evidence: '' };
  const refused = instance('ins_b', 'dep1', { state: 'Starting', seenAt: null, startFailure: full, replicas: [replica('Pulling')] });

  test.each<[string, World, string[]]>([
    ['grows without being called degraded', scaled('InService', 2, [instance('ins_a', 'dep1')]), ['reserve 1 for dep1']],
    ['is not degraded while the new one loads', scaled('InService', 2, [instance('ins_a', 'dep1'), loading]), []],
    [
      'is degraded where the fleet has no room for more',
      scaled('InService', 2, [instance('ins_a', 'dep1'), refused], {}),
      ['degrade: 1 of 2 replicas is ready: full'],
    ],
    ['drains the youngest', scaled('InService', 1, [instance('ins_a', 'dep1'), young]), ['drain ins_b']],
    ['drains first what does not serve', scaled('InService', 1, [young, instance('ins_a', 'dep1', { replicas: [replica('BackOff')] })]), ['drain ins_a']],
    ['rests at zero', scaled('InService', 0, [instance('ins_a', 'dep1')]), ['drain ins_a', 'idle: ']],
    ['stays there', scaled('ScaledToZero', 0, []), []],
    ['wakes', scaled('ScaledToZero', 1, []), ['reserve 1 for dep1', 'wake: ']],
    ['is in service again with the first replica', scaled('Waking', 1, [instance('ins_a', 'dep1')]), ['ready: ']],
    ['is asked for more while it wakes', scaled('Waking', 2, [loading]), ['reserve 1 for dep1']],
  ])('%s', (_name, given, wanted) => {
    expect(summary(plan(given))).toEqual(wanted);
  });
});

describe('the end', () => {
  const leaving = (desired: 'Stopped' | 'Deleted', instances: InstanceFacts[], deployments: DeploymentFacts[] = serving.deployments) =>
    endpoint({ ...serving, state: desired === 'Stopped' ? 'Stopped' : 'Deleting', desired, instances, deployments });

  test.each<[string, World, string[]]>([
    ['drains on stop', world(leaving('Stopped', [instance('ins_a', 'dep1')])), ['drain ins_a']],
    ['needs nothing once stopped', world(leaving('Stopped', [])), []],
    ['does not replace while stopping', world(leaving('Stopped', [instance('ins_a', 'dep1', { state: 'Draining' })], [])), []],
    ['ends at once what never served', world(leaving('Stopped', [instance('ins_a', 'dep1', { state: 'Starting', seenAt: null })])), ['terminate ins_a']],
    ['removes the name when nothing is left', world(leaving('Deleted', [])), ['remove']],
    ['keeps the name while something drains', world(leaving('Deleted', [instance('ins_a', 'dep1', { state: 'Draining' })])), []],
    [
      'cancels a rollout under way',
      world(leaving('Deleted', [instance('ins_a', 'dep2', { state: 'Starting' })], [deployment('dep2', 'InProgress')])),
      ['Cancelled dep2: DEPLOYMENT_CANCELLED', 'terminate ins_a'],
    ],
  ])('%s', (_name, given, wanted) => {
    expect(summary(plan(given))).toEqual(wanted);
  });

  test('stops what belongs to nothing only after a grace', () => {
    const orphans = [
      { id: 'ins_x', since: now - 31_000 },
      { id: 'ins_y', since: now - 5_000 },
    ];
    expect(summary(plan({ ...world(endpoint({ ...serving, state: 'Stopped', desired: 'Stopped' })), orphans }))).toEqual(['orphans ins_x']);
  });
});

describe('a canary', () => {
  const strategy = { type: 'canary', percent: 10, bakeSeconds: 60 } as const;
  const its = pendingPhases(strategy);
  const ready = instance('ins_b', 'dep2', { replicas: [replica('Ready', { timings: { probeMs: 3 } })] });
  const figures = (requests: number, errors: number): NonNullable<DeploymentFacts['arms']>['fresh'] => ({ requests, errors, latency: new Histogram() });
  const good = { fresh: figures(100, 0), serving: figures(900, 0) };
  const bad = { fresh: figures(100, 60), serving: figures(900, 0) };
  const baking = (more: Partial<DeploymentFacts>, instances = [ready]): World => {
    const rollout = deployment('dep2', 'InProgress', { strategy, phases: phases('Probe answer', 1_000, its), ...more });
    const of = { state: 'Updating', activeDeploymentId: 'dep1', deployments: [rollout, deployment('dep1', 'Succeeded')] } as const;
    return world(endpoint({ ...of, instances: [instance('ins_a', 'dep1'), ...instances] }));
  };
  const since = (ms: number) => ({ trafficShare: 0.1, shareSince: now - ms });

  test.each<[string, World, string[]]>([
    ['gets its share once its replicas have answered', baking({}), ['share 0.1 to dep2']],
    ['bakes as long as its strategy says, and until the figures are in', baking({ ...since(71_000), arms: good }), ['phases: Bake']],
    ['goes on once it baked well', baking({ ...since(73_000), arms: good }), ['phases: Shift traffic']],
    ['is taken back as soon as it is worse', baking({ ...since(9_000), arms: bad }), ['RolledBack dep2: GUARDRAIL_BROKEN']],
    ['that a person promotes goes on at once', baking({ ...since(9_000), arms: bad, promoteRequested: true }), ['phases: Shift traffic']],
    ['that a person cancels ends', baking({ ...since(9_000), arms: good, cancelRequested: true }), ['Cancelled dep2: DEPLOYMENT_CANCELLED']],
    ['whose instance is lost gets another', baking({ ...since(9_000), arms: good }, []), ['reserve 1 for dep2', 'phases: Bake']],
    ['that has baked shifts', baking({ ...since(73_000), arms: good, phases: phases('Bake', 1_000, its) }), ['shift to dep2']],
  ])('%s', (_name, given, wanted) => {
    expect(summary(plan(given))).toEqual(wanted);
  });

  test('linear: step by step, each with a bake of its own', () => {
    const linear = { strategy: { type: 'linear', percent: 40, bakeSeconds: 60 }, arms: good } as const;
    expect(summary(plan(baking({ ...linear, trafficShare: 0.4, shareSince: now - 73_000 })))).toEqual(['phases: Bake', 'share 0.8 to dep2']);
    expect(summary(plan(baking({ ...linear, trafficShare: 0.8, shareSince: now - 73_000 })))).toEqual(['phases: Shift traffic']);
  });
});
