import type { Logger } from '@/core/log';
import type { DataPaths } from '@/core/paths';
import type { FleetProvider } from '@/providers/fleet/provider';
import type { Leadership } from '../leader';
import { endDeployment, moveEndpoint, removeEndpoint, shareTraffic, shiftTraffic, writePhases } from './apply-endpoint';
import { replaceInstance, restartReplica } from './apply-health';
import { drainInstance, enterService, loseInstance, reserveInstances, terminateInstance } from './apply-instance';
import type { Memory } from './memory';
import { probeReplicas } from './probe';
import { startInstance } from './start-instance';
import type { Action } from './world';

/** What the actions reach: the database through the leader's fence, the provider, the sockets of replicas. */
export interface Reach {
  readonly leadership: Leadership;
  readonly fleet: FleetProvider;
  readonly paths: DataPaths;
  readonly memory: Memory;
  readonly log: Logger;
  /** Resolves when every live gateway answers by what is committed now, or after a short while. */
  readonly routed: () => Promise<void>;
  /** Tells an agent that waits that its desired state changed. */
  readonly wakeAgent: (instanceId: string) => void;
}

/** Carries out one action. Repeating it changes nothing more. */
export async function apply(reach: Reach, action: Action): Promise<void> {
  switch (action.type) {
    case 'reserve':
      return reserveInstances(reach, action);
    case 'start-instance':
      return startInstance(reach, action);
    case 'in-service':
      return enterService(reach, action.instanceId);
    case 'lose':
      return loseInstance(reach, action.instanceId, action.why);
    case 'drain':
      return drainInstance(reach, action.instanceId);
    case 'restart-replica':
      return restartReplica(reach, action);
    case 'replace':
      return replaceInstance(reach, action.instanceId, action.reason);
    case 'terminate':
      return terminateInstance(reach, action.instanceId, action.why);
    case 'phases':
      return writePhases(reach, action.deploymentId, action.phases);
    case 'probe':
      return probeReplicas(reach, action.deploymentId, action.replicaIds);
    case 'share':
      return shareTraffic(reach, action);
    case 'shift':
      return shiftTraffic(reach, action.endpointId, action.deploymentId);
    case 'end-deployment':
      return endDeployment(reach, action);
    case 'move-endpoint':
      return moveEndpoint(reach, action);
    case 'remove-endpoint':
      return removeEndpoint(reach, action.endpointId);
    case 'stop-orphans':
      reach.log.warn({ instances: action.instanceIds }, 'stopping instances that belong to nothing');
      return reach.fleet.stop(action.instanceIds, 'they belong to nothing');
  }
}
