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
  /** How its answers are checked while it serves; null where the config switches that off. Agents' kept states of before have none. */
  readonly health?: HealthCheck | null;
  /** How often control has asked for it to be started anew. */
  readonly restartsAsked?: number;
  /** `unix:/path`: where the replica listens; the name stays over restarts. */
  readonly address: string;
  readonly batchRowsMax: number;
  readonly memoryBytesMax: number;
  /** Processors it may use, where what runs it can be held to them. */
  readonly cpus: number;
  /** True once it shall take no new work and end. */
  readonly drain: boolean;
}

/** The continuous check by the golden request, which is the sample. */
export interface HealthCheck {
  /** What the version answered at its check; null where nothing was kept. */
  readonly response: unknown;
  /** Whether it answered twice alike there; null where that is not known. */
  readonly steady: boolean | null;
  readonly periodSeconds: number;
  readonly timeoutMs: number;
  /** Wrong or missing answers in a row that make it unhealthy. */
  readonly failuresMax: number;
  /** Right answers in a row that make it healthy again. */
  readonly successes: number;
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
  readonly reason: ObservedReason | null;
  /** Null where its answers are not checked. */
  readonly health?: ObservedHealth | null;
}

export interface ObservedReason {
  readonly code: string;
  readonly message: string;
  readonly evidence: string;
  readonly sentences?: Sentences | undefined;
}

/** `NotJudged`: only that it answers is checked, for the reason given. */
export const healthStates = ['Waiting', 'Healthy', 'Unhealthy', 'NotJudged'] as const;

/** How a replica answers its golden request. */
export interface ObservedHealth {
  readonly state: (typeof healthStates)[number];
  /** Wall milliseconds: since when it is so; of an unhealthy one since its first wrong answer. Null while it waits for the first. */
  readonly since: number | null;
  /** Unhealthy, and its process of now has failed often enough by itself. */
  readonly failing: boolean;
  /** Why it is not healthy, or not judged. */
  readonly reason: ObservedReason | null;
}
