import type { Words } from '@/core/sentences/sentence';
import type { Sentences } from '@/core/sentences/stored';
/** A host at the provider. Its id is ours (`ins_…`), so that starting is idempotent and orphans can be told. */
export interface FleetInstance {
  readonly id: string;
  readonly providerId: string;
  readonly type: string;
  readonly state: 'starting' | 'running' | 'stopped';
  /** How it ended; empty while it has not. */
  readonly detail: Words;
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

export interface StartRequest {
  readonly id: string;
  readonly type: string;
  readonly replicas: number;
}

/**
 * Where instances come from. Idempotent by instance id; errors are AppErrors `NO_CAPACITY`, `INSTANCE_TYPE_UNKNOWN`, `INSTANCE_START_FAILED`.
 */
export interface FleetProvider {
  readonly kind: 'local' | 'ec2';
  list(): Promise<FleetInstance[]>;
  /** Starts (or finds) the instance with this id; its agent then dials control. */
  start(request: StartRequest): Promise<FleetInstance>;
  /** Ends instances at once; ids that are gone already are fine. Draining is control's work, before this. */
  stop(ids: readonly string[], reason: string): Promise<void>;
  offers(): Promise<InstanceTypeOffer[]>;
}
