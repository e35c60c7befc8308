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
 * `keep` (a deployment ended without effect and the former one serves), `fail` (nothing serves), `degrade` and `recover`.
 */
export type EndpointMove = 'deploy' | 'rollback' | 'weights' | 'stop' | 'start' | 'delete' | 'ready' | 'keep' | 'fail' | 'degrade' | 'recover';

const changing = 'Wait until it has ended, or cancel it.';

export const endpointStates = defineStates<EndpointState, EndpointMove>({
  Creating: {
    moves: { ready: 'InService', start: 'Creating', fail: 'Failed', stop: 'Stopped', delete: 'Deleting' },
    refusal: 'The endpoint is being created; its first deployment is under way.',
    fix: changing,
    busy: true,
  },
  Updating: {
    moves: { ready: 'InService', start: 'Updating', keep: 'InService', fail: 'Failed', stop: 'Stopped', delete: 'Deleting' },
    refusal: 'Another deployment of the endpoint is under way.',
    fix: changing,
    busy: true,
  },
  RollingBack: {
    moves: { ready: 'InService', start: 'RollingBack', keep: 'InService', fail: 'Failed', stop: 'Stopped', delete: 'Deleting' },
    refusal: 'The endpoint is being rolled back.',
    fix: changing,
    busy: true,
  },
  Waking: {
    moves: { ready: 'InService', start: 'Waking', keep: 'Stopped', fail: 'Failed', stop: 'Stopped', delete: 'Deleting' },
    refusal: 'The endpoint is starting.',
    fix: changing,
    busy: true,
  },
  InService: {
    moves: { deploy: 'Updating', rollback: 'RollingBack', weights: 'InService', start: 'InService', stop: 'Stopped', degrade: 'Degraded', delete: 'Deleting' },
    refusal: 'The endpoint is in service.',
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
      delete: 'Deleting',
    },
    refusal: 'The endpoint is in service with fewer replicas than it should have.',
  },
  ScaledToZero: {
    moves: { deploy: 'Updating', start: 'Waking', stop: 'Stopped', delete: 'Deleting' },
    refusal: 'The endpoint is scaled to zero.',
    fix: 'Start it first.',
  },
  Stopped: {
    moves: { deploy: 'Waking', start: 'Waking', stop: 'Stopped', delete: 'Deleting' },
    refusal: 'The endpoint is stopped.',
    fix: 'Start it first.',
  },
  Failed: {
    moves: { deploy: 'Creating', start: 'Waking', stop: 'Stopped', delete: 'Deleting' },
    refusal: 'The last deployment of the endpoint failed and nothing serves.',
    fix: 'Make a new deployment.',
  },
  Deleting: {
    moves: { delete: 'Deleting' },
    refusal: 'The endpoint is being deleted.',
    fix: 'Use another name, or wait until it is gone.',
  },
});
