import { describe, expect, test } from 'vitest';
import type { Reason } from '@/services/page';
import { healthOf } from '@/services/replica-health/schemas';
import { plan } from './plan';
import type { Action, DeploymentFacts, EndpointFacts, InstanceFacts, PlannedVariant, ReplicaFacts } from './world';

const now = Date.UTC(2026, 0, 1, 12);
const why: Reason = { code: 'REPLICA_WRONG_ANSWERS', message: 'It is wrong.', fix: '', evidence: 'Asked: …' };

const variant = (instances: number): PlannedVariant => ({
  instances,
  name: 'main',
  weight: 1,
  instanceType: 'local.small',
  initialInstances: instances,
  minInstances: instances,
  maxInstances: instances,
  replicasPerInstance: 1,
  concurrency: 64,
  timeoutMs: 30_000,
  batching: { enabled: true, maxSize: 64 },
  cache: { enabled: false, ttlSeconds: 60 },
  health: healthOf({}),
  model: 'iris',
  version: 1,
  modelId: 'mdl_1',
  versionId: 'ver_1',
});

let ids = 0;
function replica(state: 'Healthy' | 'Unhealthy' | 'failing', more: Partial<ReplicaFacts> = {}): ReplicaFacts {
  const failing = state === 'failing';
  const health = { state: failing ? ('Unhealthy' as const) : state, since: now - 9_000, failing, reason: state === 'Healthy' ? null : why };
  return { id: `rep_${++ids}`, state: 'Ready', desired: 'Running', restarts: 0, timings: {}, reason: null, health, healthRestarts: [], ...more };
}
const restarted = (...secondsAgo: number[]) => ({ healthRestarts: secondsAgo.map((seconds) => now - seconds * 1_000) });

function instance(id: string, replicas: ReplicaFacts[], more: Partial<InstanceFacts> = {}): InstanceFacts {
  const deploymentId = more.deploymentId ?? 'dep1';
  const given = {
    variant: 'main',
    type: 'local.small',
    state: 'InService',
    createdAt: now - 60_000,
    seenAt: now,
    drainingForMs: 0,
    startFailure: null,
  } as const;
  return { id, deploymentId, ...given, replicas, ...more };
}

function deployment(instances: number, more: Partial<DeploymentFacts> = {}): DeploymentFacts {
  const rest = { cancelRequested: false, endedAt: now - 60_000, promoteRequested: false, trafficShare: 0, shareSince: null, arms: null };
  return { id: 'dep1', number: 1, state: 'Succeeded', variants: [variant(instances)], phases: [], strategy: { type: 'blue-green' }, ...rest, ...more };
}

function endpoint(instances: InstanceFacts[], wanted: number, more: Partial<EndpointFacts> = {}): EndpointFacts {
  const deployments = [deployment(wanted)];
  const rest = { losses: new Map(), replaced: new Map(), reason: null, activeDeploymentId: 'dep1', deployments } as const;
  return { id: 'ep_1', name: 'iris', state: 'InService', desired: 'InService', ...rest, instances, ...more };
}

function steps(of: EndpointFacts): string[] {
  const fleet = new Map(of.instances.map(({ id }) => [id, { id, providerId: id, type: 'local.small', state: 'running' as const, detail: '' }]));
  return plan({ now, leadsSince: 0, startMsMax: 60_000, endpoints: [of], fleet, orphans: [] }).map(words);
}

function words(action: Action): string {
  switch (action.type) {
    case 'restart-replica':
      return `restart ${action.instanceId}, ${action.count}`;
    case 'replace':
    case 'drain':
      return `${action.type} ${action.instanceId}`;
    case 'reserve':
      return `reserve ${action.instances}`;
    case 'move-endpoint':
      return `${action.move}: ${action.reason?.message ?? ''}`;
    case 'end-deployment':
      return `${action.state} ${action.deploymentId}: ${action.reason.message}`;
    default:
      return action.type;
  }
}

const oneOfTwo = 'degrade: 1 of 2 replicas answer right: It is wrong.';
const none = 'degrade: No replica answers its golden request right. They go on serving, since none could take their place. It is wrong.';

describe('a replica that answers wrongly', () => {
  const beside = (sick: ReplicaFacts) => endpoint([instance('ins_a', [sick]), instance('ins_b', [replica('Healthy')])], 2);

  test.each<[what: string, of: EndpointFacts, wanted: string[]]>([
    ['is started anew at once', beside(replica('failing')), ['restart ins_a, 1', oneOfTwo]],
    ['is left to show that it answers right', beside(replica('Unhealthy', restarted(5))), [oneOfTwo]],
    ['waits ten seconds for its second restart', beside(replica('failing', restarted(9))), [oneOfTwo]],
    ['is started a second time', beside(replica('failing', restarted(10))), ['restart ins_a, 2', oneOfTwo]],
    ['waits thirty for its third', beside(replica('failing', restarted(50, 29))), [oneOfTwo]],
    ['is started a third time', beside(replica('failing', restarted(50, 30))), ['restart ins_a, 3', oneOfTwo]],
    ['has its instance replaced after three', beside(replica('failing', restarted(90, 70, 30))), ['replace ins_a', oneOfTwo]],
    ['has another try once the window has passed', beside(replica('failing', restarted(700, 650, 601))), ['restart ins_a, 1', oneOfTwo]],
    [
      'stays as it is once each instance was replaced',
      { ...beside(replica('failing', restarted(90, 70, 30))), replaced: new Map([['main', 2]]) },
      ['degrade: 1 of 2 replicas answer right: It is wrong. A new instance did not help.'],
    ],
    [
      'is told only once',
      { ...beside(replica('Unhealthy')), state: 'Degraded', reason: { ...why, message: '1 of 2 replicas answer right: It is wrong.', fix: '' } },
      [],
    ],
    ['that is well again lets the endpoint recover', { ...beside(replica('Healthy')), state: 'Degraded', reason: why }, ['recover: ']],
  ])('%s', (_what, of, wanted) => {
    expect(steps(of)).toEqual(wanted);
  });

  test('one at a time: while another starts anew, it waits', () => {
    const starting = replica('Unhealthy', { state: 'Loading', ...restarted(2) });
    expect(steps(endpoint([instance('ins_a', [starting]), instance('ins_b', [replica('failing')]), instance('ins_c', [replica('Healthy')])], 3))).toEqual([
      'degrade: 1 of 3 replicas answer right: It is wrong.',
    ]);
  });
});

describe('where no replica answers right', () => {
  const sick = () => instance('ins_a', [replica('failing')]);

  test('they are started anew one by one, as long as another answers at all', () => {
    expect(steps(endpoint([sick(), instance('ins_b', [replica('failing')])], 2))).toEqual(['restart ins_a, 1', none]);
  });

  test('the only one goes on while another instance starts beside it', () => {
    expect(steps(endpoint([sick()], 1))).toEqual(['reserve 1', none]);
    const coming = instance('ins_b', [replica('Healthy', { state: 'Loading', health: null })], { createdAt: now });
    expect(steps(endpoint([sick(), coming], 1))).toEqual([none]);
    expect(steps(endpoint([sick(), instance('ins_b', [replica('Healthy')])], 1, { state: 'Degraded', reason: why }))).toEqual(['replace ins_a', 'recover: ']);
  });

  test('and where the new one is as wrong, it goes on and says so', () => {
    const of = endpoint([instance('ins_b', [replica('failing')])], 1, { replaced: new Map([['main', 1]]) });
    expect(steps(of)).toEqual([`${none} A new instance did not help.`]);
  });

  test('an endpoint that wakes is not kept from it', () => {
    expect(steps(endpoint([sick()], 1, { state: 'Waking' }))).toEqual(['reserve 1', 'ready: ']);
  });
});

test('where there are too many instances, the one that answers wrongly goes first', () => {
  const well = (id: string, createdAt: number) => instance(id, [replica('Healthy')], { createdAt });
  expect(steps(endpoint([instance('ins_a', [replica('failing')]), well('ins_b', now - 9_000), well('ins_c', now - 5_000)], 2))).toEqual(['replace ins_a']);
});

test.each([
  [0, 'Failed'],
  [0.1, 'RolledBack'],
])('a rollout whose replica answers wrongly with a share of %d ends %s', (trafficShare, state) => {
  const rollout = deployment(1, { id: 'dep2', number: 2, state: 'InProgress', endedAt: null, trafficShare });
  const fresh = instance('ins_new', [replica('failing')], { deploymentId: 'dep2' });
  const of = endpoint([instance('ins_a', [replica('Healthy')]), fresh], 1, { state: 'Updating', deployments: [rollout, deployment(1)] });
  expect(steps(of)[0]).toBe(`${state} dep2: A new replica answers wrongly. It is wrong.`);
});
