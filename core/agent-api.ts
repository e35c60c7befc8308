import type { ContainerModel } from './container-model';
import type { NativeModel } from './native-model';
import type { Sentences } from './sentences/stored';
import type { Signature } from './signature';

/**
 * The agent API: HTTP/JSON between control (server) and the agent of each instance (client); a Unix socket locally.
 * `GET /agent/desired?instance=ins_…&since=<revision>` waits up to 25 s for something newer; `POST /agent/observed` reports.
 */
export interface DesiredState {
  readonly instanceId: string;
  readonly revision: number;
  /** The instance shall end: drain and stop all replicas, then exit. */
  readonly terminate: boolean;
  readonly replicas: readonly DesiredReplica[];
}

export interface DesiredReplica {
  readonly id: string;
  readonly endpoint: string;
  readonly model: string;
  readonly version: number;
  readonly versionDigest: string;
  readonly framework: string;
  readonly format: string;
  /** The file the runtime opens, relative to the version's files. */
  readonly entry: string;
  readonly files: readonly ArtifactFile[];
  readonly signature: Signature;
  /** How it is loaded in its own framework; null where it runs in ONNX Runtime. */
  readonly native: NativeModel | null;
  /** How its image is run; null where it is no container. */
  readonly container: ContainerModel | null;
  /** A task API body that the version answered at its check; null where none was kept. */
  readonly sample: unknown;
  /** `unix:/path`: where the replica listens; the name stays over restarts. */
  readonly address: string;
  readonly batchRowsMax: number;
  readonly memoryBytesMax: number;
  /** Processors it may use, where what runs it can be held to them. */
  readonly cpus: number;
  /** True once it shall take no new work and end. */
  readonly drain: boolean;
}

export interface ArtifactFile {
  readonly path: string;
  readonly sizeBytes: number;
  readonly sha256: string;
}

export const replicaStates = ['Pulling', 'Loading', 'WarmingUp', 'Ready', 'Draining', 'BackOff', 'Failed', 'Stopped'] as const;
export type ReplicaState = (typeof replicaStates)[number];

export interface ObservedState {
  readonly instanceId: string;
  readonly revision: number;
  readonly pid: number;
  readonly agentVersion: string;
  readonly cpuPercent: number;
  readonly memoryBytes: number;
  readonly replicas: readonly ObservedReplica[];
}

export interface ObservedReplica {
  readonly id: string;
  readonly state: ReplicaState;
  readonly pid: number | null;
  readonly restarts: number;
  readonly memoryBytes: number;
  readonly cpuPercent: number;
  /** Milliseconds spent in each start-up step of the current process, as far as it came. */
  readonly timings: { readonly pullMs?: number; readonly loadMs?: number; readonly warmUpMs?: number };
  readonly reason: { readonly code: string; readonly message: string; readonly evidence: string; readonly sentences?: Sentences | undefined } | null;
}
