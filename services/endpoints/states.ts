import { endpointStateWords as words } from '@/core/sentences/endpoint-states';
import { defineStates } from '@/core/states';

export const endpointStateNames = [
  'Creating',
  'Updating',
  'InService',
  'Degraded',
  'Stopped',
  'ScaledToZero',
  'Waking',
  'RollingBack',
  'Failed',
  'Deleting',
] as const;
export type EndpointState = (typeof endpointStateNames)[number];

/**
 * People ask for `deploy`, `rollback`, `weights`, `stop`, `start`, `delete`. Control moves by `ready` (the new deployment serves),
 * `keep` (a deployment ended without effect and the former one serves), `fail` (nothing serves), `degrade` and `recover`, `idle` and `wake`
 * (to zero instances and back).
 */
export type EndpointMove =
  | 'deploy'
  | 'rollback'
  | 'weights'
  | 'stop'
  | 'start'
  | 'delete'
  | 'ready'
  | 'keep'
  | 'fail'
  | 'degrade'
  | 'recover'
  | 'idle'
  | 'wake';

const changing = words.waitOrCancel();

export const endpointStates = defineStates<EndpointState, EndpointMove>({
  Creating: {
    moves: { ready: 'InService', start: 'Creating', fail: 'Failed', stop: 'Stopped', delete: 'Deleting' },
    refusal: words.creating(),
    fix: changing,
    busy: true,
  },
  Updating: {
    moves: { ready: 'InService', start: 'Updating', keep: 'InService', fail: 'Failed', stop: 'Stopped', delete: 'Deleting' },
    refusal: words.updating(),
    fix: changing,
    busy: true,
  },
  RollingBack: {
    moves: { ready: 'InService', start: 'RollingBack', keep: 'InService', fail: 'Failed', stop: 'Stopped', delete: 'Deleting' },
    refusal: words.rollingBack(),
    fix: changing,
    busy: true,
  },
  Waking: {
    moves: { ready: 'InService', start: 'Waking', idle: 'ScaledToZero', keep: 'Stopped', fail: 'Failed', stop: 'Stopped', delete: 'Deleting' },
    refusal: words.waking(),
    fix: changing,
    busy: true,
  },
  InService: {
    moves: {
      deploy: 'Updating',
      rollback: 'RollingBack',
      weights: 'InService',
      start: 'InService',
      stop: 'Stopped',
      degrade: 'Degraded',
      idle: 'ScaledToZero',
      delete: 'Deleting',
    },
    refusal: words.inService(),
  },
  Degraded: {
    moves: {
      deploy: 'Updating',
      rollback: 'RollingBack',
      weights: 'Degraded',
      start: 'Degraded',
      stop: 'Stopped',
      degrade: 'Degraded',
      recover: 'InService',
      idle: 'ScaledToZero',
      delete: 'Deleting',
    },
    refusal: words.degraded(),
  },
  ScaledToZero: {
    moves: { deploy: 'Updating', weights: 'ScaledToZero', start: 'Waking', wake: 'Waking', stop: 'Stopped', delete: 'Deleting' },
    refusal: words.scaledToZero(),
    fix: words.startFirst(),
  },
  Stopped: {
    moves: { deploy: 'Waking', start: 'Waking', stop: 'Stopped', delete: 'Deleting' },
    refusal: words.stopped(),
    fix: words.startFirst(),
  },
  Failed: {
    moves: { deploy: 'Creating', start: 'Waking', stop: 'Stopped', delete: 'Deleting' },
    refusal: words.failed(),
    fix: words.deployAnew(),
  },
  Deleting: {
    moves: { delete: 'Deleting' },
    refusal: words.deleting(),
    fix: words.otherNameOrWait(),
  },
});
