import type { Words } from './sentences/sentence';
import type { Signature } from './signature';

/**
 * What a gateway knows: routes, keys, limits. Immutable, made by `services/routing`, pulled by `gateway/sync`, kept on disk.
 * Inference is answered from it alone, so a dead database stops changes, never predictions.
 */
export interface RoutingSnapshot {
  /** Grows with every change of anything in here. */
  readonly revision: number;
  readonly builtAt: number;
  readonly keys: readonly SnapshotKey[];
  readonly endpoints: readonly SnapshotEndpoint[];
}

export interface SnapshotKey {
  readonly id: string;
  /** Hex SHA-256 of the whole key. */
  readonly sha256: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly name: string;
  /** Actions it may do; `*` for all. */
  readonly actions: readonly string[];
  /** Endpoint names it may call; empty = all of its organization. */
  readonly endpoints: readonly string[];
  readonly expiresAt: number | null;
  readonly requestsPerSecond: number | null;
  readonly concurrency: number | null;
}

export interface SnapshotEndpoint {
  readonly id: string;
  readonly organizationId: string;
  readonly projectId: string;
  readonly name: string;
  readonly state: string;
  /** Sentence for callers while it is not in service. */
  readonly reason: Words;
  readonly deploymentId: string;
  readonly bodyBytesMax: number;
  readonly variants: readonly SnapshotVariant[];
}

export interface SnapshotVariant {
  readonly name: string;
  /** Whose replicas these are: while a canary bakes, an endpoint has variants of two deployments. */
  readonly deploymentId: string;
  readonly weight: number;
  readonly modelId: string;
  readonly model: string;
  readonly versionId: string;
  readonly version: number;
  readonly versionDigest: string;
  readonly framework: string;
  readonly instanceType?: string;
  readonly signature: Signature;
  /** Requests outstanding a replica. */
  readonly concurrency: number;
  readonly timeoutMs: number;
  /** Requests that may wait beyond the concurrency of all replicas. */
  readonly queueDepthMax: number;
  readonly batchRowsMax: number;
  /** Its number of instances follows its load: gateways report it each second. */
  readonly scales?: boolean;
  /** Without any replica requests wait for the first one within their deadline. */
  readonly wakes?: boolean;
  /** What waking took last, ms; null where it never did. */
  readonly wakeMs?: number | null;
  readonly replicas: readonly SnapshotReplica[];
}

export interface SnapshotReplica {
  readonly id: string;
  readonly instanceId: string;
  /** `unix:/path` on this host, `tls://ip:port` elsewhere. */
  readonly address: string;
  readonly draining: boolean;
}
