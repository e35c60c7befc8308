import type { ContainerModel } from '@/core/container-model';
import type { NativeModel } from '@/core/native-model';
import type { Words } from '@/core/sentences/sentence';
import type { Signature } from '@/core/signature';

/** Where this machine keeps containers of the installation. */
export interface ContainerFolders {
  readonly store: string;
  readonly run: string;
}

/** A model of another framework, and where its Python is on this machine. */
export interface NativePlace {
  readonly model: NativeModel;
  /** For its sandbox, where that is one of podman or Docker. */
  readonly containers: ContainerFolders;
  readonly toolchain: { readonly python: string; readonly readOnly: readonly string[] };
  readonly memoryBytesMax: number;
}

/** A container image, and where this machine keeps those of the installation. */
export interface ContainerPlace {
  readonly model: ContainerModel;
  readonly places: ContainerFolders;
  readonly memoryBytesMax: number;
  readonly cpus: number;
}

/** What a replica is told when it starts, over the pipe to its agent. */
export interface ReplicaConfig {
  readonly replicaId: string;
  readonly model: string;
  readonly version: number;
  readonly versionDigest: string;
  readonly framework: string;
  readonly format: string;
  /** Holds the version's files under their own relative paths. */
  readonly folder: string;
  readonly entry: string;
  readonly signature: Signature;
  /** Set for a model that runs in its own framework. */
  readonly native: NativePlace | null;
  /** Set for a model that runs in a container. */
  readonly container: ContainerPlace | null;
  /** A task API body that the version answers, for its warm-up; null for zeros. */
  readonly sample: unknown;
  /** `unix:/path`. */
  readonly address: string;
  readonly batchRowsMax: number;
}

/** Agent → replica. */
export type ToReplica = { readonly start: ReplicaConfig } | { readonly ping: number } | { readonly drain: true };

/**
 * Replica → agent. `busyForMs`: its runtime may block it for so long, as the requests it took allow; silence until then is no fault.
 * `ready` is sent by `runProcess`.
 */
export type FromReplica =
  | { readonly progress: 'WarmingUp' }
  | { readonly ready: true }
  | { readonly failed: { readonly code: string; readonly message: Words } }
  /** What runs its model outside of it, for the figures of both. */
  | { readonly beside: number }
  | { readonly pong: number }
  | { readonly busyForMs: number };
