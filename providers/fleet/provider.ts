import type { Words } from '@/core/sentences/sentence';
import type { Sentences } from '@/core/sentences/stored';

/** A host at the provider. Its id is ours (`ins_…`), so that starting is idempotent and orphans can be told. */
export interface FleetInstance {
  readonly id: string;
  /** The provider's own name for it; null while capacity was asked for and has not come yet. */
  readonly providerId: string | null;
  readonly type: string;
  /** `ending`: the provider takes it away soon (a spot notice, a rebalance); what it runs shall drain now. */
  readonly state: 'starting' | 'running' | 'ending' | 'stopped';
  /** How it ended, or why it is going to; empty while it runs. */
  readonly detail: Words;
  /** Availability zone, where the provider has such. */
  readonly zone?: string | undefined;
  /** How it is paid for, where the provider knows more than one way. */
  readonly market?: 'on-demand' | 'spot' | undefined;
}

export interface InstanceTypeOffer {
  readonly name: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  /** Replicas that one such instance may hold. */
  readonly replicasMax: number;
  readonly available: boolean;
  /** Why it is not available; empty while it is. */
  readonly reason: string;
  readonly sentences?: Sentences | undefined;
}

/** Instances that are alike and scale together: those of one variant of an endpoint. */
export interface InstanceGroup {
  readonly endpointId: string;
  /** For people who look at the provider's own console. */
  readonly endpoint: string;
  readonly variant: string;
}

export interface StartRequest {
  readonly id: string;
  readonly type: string;
  readonly replicas: number;
  readonly group: InstanceGroup;
}

/** What a sweep has ended or removed, one entry each: a provider's id or name, and why. */
export interface Swept {
  readonly what: string;
  readonly why: string;
}

/** What a try of a fleet found. An `ok` one may still have a `fix`. */
export interface FleetFinding {
  readonly ok: boolean;
  readonly detail: Words;
  readonly fix?: Words;
  /** What was tried, where the fleet needs rights. */
  readonly permissions?: readonly { readonly name: string; readonly granted: boolean }[];
}

/**
 * Where instances come from. Every call may be repeated, and one that timed out may have taken effect: starting is idempotent by instance id.
 * Errors are AppErrors: `NO_CAPACITY`, `INSTANCE_TYPE_UNKNOWN`, `INSTANCE_START_FAILED`, `FLEET_UNREACHABLE` (nothing is known; come again),
 * `FLEET_ACCESS_DENIED`, `FLEET_MISCONFIGURED` (a person has to act).
 */
export interface FleetProvider {
  readonly kind: 'local' | 'ec2';
  /** From the first ask until its agent reports, in ms, an instance may take so long before it counts as lost. */
  readonly startMsMax: number;
  /** Every instance that bears an id of ours, those that ended lately included. */
  list(): Promise<FleetInstance[]>;
  /**
   * Starts (or finds) the instance with this id; its agent then dials control. Where capacity takes a while the answer has no `providerId`
   * and the instance is not in the list yet: ask again.
   */
  start(request: StartRequest): Promise<FleetInstance>;
  /** Ends instances at once; ids that are gone already are fine. Draining is control's work, before this. */
  stop(ids: readonly string[], reason: string): Promise<void>;
  offers(): Promise<InstanceTypeOffer[]>;
  /** Ends what it holds and no id was ever given to, after a grace; never anything that is not marked as this installation's. */
  sweep(): Promise<Swept[]>;
  /** Whether it may do what it has to, tried without changing anything. */
  check(): Promise<FleetFinding>;
}
