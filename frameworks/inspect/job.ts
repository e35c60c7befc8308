import type { Sentences } from '@/core/sentences/stored';
import type { Signature } from '@/core/signature';
import type { ArchiveLimits } from '../archives/limits';
import type { SignatureDraft, SignatureWishes } from '../onnx/signature';

/** What the inspecting process is asked, as JSON on its standard input. */
export type InspectJob = ReadJob | RunJob;

/** Unpack, find the model, read its signature: nothing of the model is executed. */
export interface ReadJob {
  readonly kind: 'read';
  readonly artifacts: readonly { readonly file: string; readonly path: string }[];
  /** Empty folder that the files are unpacked into. */
  readonly folder: string;
  /** The framework a person says it is. */
  readonly framework: string | null;
  readonly wishes: SignatureWishes;
  readonly limits?: ArchiveLimits;
}

/** Load the model and let it answer one request. */
export interface RunJob {
  readonly kind: 'run';
  readonly folder: string;
  readonly entry: string;
  readonly draft: SignatureDraft;
  readonly model: string;
  readonly version: number;
}

export interface ReadResult {
  readonly files: readonly string[];
  readonly entry: string;
  readonly framework: string;
  readonly frameworkVersion: string;
  readonly format: string;
  readonly draft: SignatureDraft;
}

export interface RunResult {
  readonly signature: Signature;
  /** Null where it would be too long to keep. */
  readonly sample: { readonly request: unknown; readonly response: unknown } | null;
  readonly loadMs: number;
  readonly peakMemoryBytes: number;
}

export type InspectStep = 'unpack' | 'detect' | 'signature' | 'load' | 'predict';

/** How far one step is; the shape that versions show. */
export interface StepReport {
  readonly step: InspectStep;
  readonly result: 'Running' | 'Passed' | 'Failed';
  readonly durationMs: number | null;
  readonly evidence: string;
  readonly code?: string;
  readonly fix?: string;
  readonly sentences?: Sentences | undefined;
}

export interface Failure {
  readonly code: string;
  readonly message: string;
  readonly fix: string;
  readonly evidence: string;
  readonly sentences?: Sentences | undefined;
}

/** One line of the inspecting process's standard output. The last one is `read`, `run` or `failed`. */
export type InspectMessage = { readonly report: StepReport } | { readonly read: ReadResult } | { readonly run: RunResult } | { readonly failed: Failure };
