import type { Sentence, Words } from '@/core/sentences/sentence';
import type { FleetInstance } from '@/providers/fleet/provider';
import type { Phase } from '@/services/deployments/schemas';
import type { StoredStrategy } from '@/services/deployments/strategy';
import type { Variant } from '@/services/endpoint-configs/schemas';
import type { EndpointMove, EndpointState } from '@/services/endpoints/states';
import type { Reason } from '@/services/page';
import type { StoredHealth } from '@/services/replica-health/stored';
import type { Arms } from './judge';

/** All that a plan may look at. Times are wall milliseconds. */
export interface World {
  readonly now: number;
  /** Since when this process leads: nobody is silent before that. */
  readonly leadsSince: number;
  /** How long an instance of this fleet may take until its agent reports, in ms. */
  readonly startMsMax: number;
  readonly endpoints: readonly EndpointFacts[];
  /** By instance id; null while the provider does not answer, and then nothing is concluded from absence. */
  readonly fleet: ReadonlyMap<string, FleetInstance> | null;
  /** Instances at the provider that no live row names, and since when they have been seen. */
  readonly orphans: readonly { readonly id: string; readonly since: number }[];
}

export interface EndpointFacts {
  readonly id: string;
  readonly name: string;
  readonly state: EndpointState;
  readonly desired: 'InService' | 'Stopped' | 'Deleted';
  readonly reason: Reason | null;
  readonly activeDeploymentId: string | null;
  /** The one that serves and those in progress. */
  readonly deployments: readonly DeploymentFacts[];
  /** Those that have not ended. */
  readonly instances: readonly InstanceFacts[];
  /** Instances of the deployment that serves that were lost in the last five minutes, by variant. */
  readonly losses: ReadonlyMap<string, { readonly count: number; readonly lastAt: number }>;
  /** Instances replaced in the last hour for wrong answers, by variant. */
  readonly replaced: ReadonlyMap<string, number>;
}

/** A variant and how many instances it shall have now. */
export type PlannedVariant = Variant & { readonly instances: number };

export interface DeploymentFacts {
  readonly id: string;
  readonly number: number;
  readonly state: string;
  readonly cancelRequested: boolean;
  readonly endedAt: number | null;
  readonly variants: readonly PlannedVariant[];
  readonly phases: readonly Phase[];
  readonly strategy: StoredStrategy;
  readonly promoteRequested: boolean;
  /** Share of the requests while it bakes, and since when. */
  readonly trafficShare: number;
  readonly shareSince: number | null;
  /** What it and the one that serves answered since then; null unless it bakes. */
  readonly arms: Arms | null;
}

export interface InstanceFacts {
  readonly id: string;
  readonly deploymentId: string;
  readonly variant: string;
  readonly type: string;
  readonly state: 'Starting' | 'InService' | 'Draining';
  readonly createdAt: number;
  /** When its agent reported last, to this process. */
  readonly seenAt: number | null;
  /** How long it has been draining, as far as this process knows. */
  readonly drainingForMs: number;
  /** Why the provider did not start it, at the last try. */
  readonly startFailure: Reason | null;
  readonly replicas: readonly ReplicaFacts[];
}

export interface ReplicaFacts {
  readonly id: string;
  readonly state: string;
  readonly desired: string;
  readonly restarts: number;
  readonly timings: { readonly pullMs?: number; readonly loadMs?: number; readonly warmUpMs?: number; readonly probeMs?: number };
  readonly reason: Reason | null;
  /** How it answers its golden request; null where that is not checked. */
  readonly health: StoredHealth | null;
  /** When it was started anew for its answers. */
  readonly healthRestarts: readonly number[];
}

/** What a plan asks for. Each is idempotent and re-checked in its own fenced transaction. */
export type Action =
  | { readonly type: 'reserve'; readonly endpointId: string; readonly deploymentId: string; readonly variant: Variant; readonly instances: number }
  | { readonly type: 'start-instance'; readonly instanceId: string; readonly instanceType: string; readonly replicas: number }
  | { readonly type: 'in-service'; readonly instanceId: string }
  | { readonly type: 'lose'; readonly instanceId: string; readonly why: Words }
  | { readonly type: 'drain'; readonly instanceId: string }
  | { readonly type: 'restart-replica'; readonly instanceId: string; readonly replicaId: string; readonly count: number; readonly reason: Reason }
  | { readonly type: 'replace'; readonly instanceId: string; readonly reason: Reason }
  | { readonly type: 'terminate'; readonly instanceId: string; readonly why: Words }
  | { readonly type: 'phases'; readonly deploymentId: string; readonly phases: readonly Phase[] }
  | { readonly type: 'probe'; readonly deploymentId: string; readonly replicaIds: readonly string[] }
  | { readonly type: 'share'; readonly deploymentId: string; readonly from: number; readonly share: number; readonly words: Sentence }
  | { readonly type: 'shift'; readonly endpointId: string; readonly deploymentId: string }
  | {
      readonly type: 'end-deployment';
      readonly endpointId: string;
      readonly deploymentId: string;
      readonly state: 'Failed' | 'Cancelled' | 'RolledBack';
      readonly reason: Reason;
    }
  | { readonly type: 'move-endpoint'; readonly endpointId: string; readonly move: EndpointMove; readonly reason: Reason | null; readonly message: Words }
  | { readonly type: 'remove-endpoint'; readonly endpointId: string }
  | { readonly type: 'stop-orphans'; readonly instanceIds: readonly string[] };
