import type { FoundNative } from '@/core/native-model';
import type { Sentences } from '@/core/sentences/stored';
import type { Signature } from '@/core/signature';
import type { ArchiveLimits } from '../archives/limits';
import type { SignatureDraft, SignatureWishes } from '../onnx/signature';
import type { ParityCertificate } from '../parity';
import type { Evaluated } from './evaluate';

/** What the inspecting process is asked, as JSON on its standard input. */
export type InspectJob = ReadJob | UnpackJob | RunJob | CompareJob | AnswerJob | DecodeJob;

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

/** Unpack only, for files that nothing here reads. */
export type UnpackJob = Pick<ReadJob, 'artifacts' | 'folder' | 'limits'> & { readonly kind: 'unpack' };

/** Load the model and let it answer one request. */
export interface RunJob {
  readonly kind: 'run';
  readonly folder: string;
  readonly entry: string;
  readonly draft: SignatureDraft;
  readonly model: string;
  readonly version: number;
}

/** Run a converted model on rows that its original has answered. */
export interface CompareJob {
  readonly kind: 'compare';
  readonly folder: string;
  readonly entry: string;
  readonly draft: SignatureDraft;
  /** File with the rows and the original's answers (`frameworks/python/tool.py`). */
  readonly samples: string;
  /** How long the original took for all rows. */
  readonly native: { readonly rows: number; readonly batchMs: number; readonly ofDataSample?: number };
  readonly precision: string;
}

/** A data sample, in a file that the process may read. */
export interface SampleFile {
  readonly file: string;
  readonly filename: string;
  readonly target: string | null;
}

/** Load an ONNX model that has passed its check, and let it answer its sample anew and its data sample. */
export interface AnswerJob {
  readonly kind: 'answer';
  readonly folder: string;
  readonly entry: string;
  readonly signature: Signature;
  readonly model: string;
  readonly version: number;
  /** The stored sample's body; null where it needs no new answer. */
  readonly request: unknown;
  readonly sample: SampleFile | null;
}

/** Make tensors of a data sample, for a model that runs in another process. */
export interface DecodeJob {
  readonly kind: 'decode';
  /** Where the files with rows and targets are written. */
  readonly folder: string;
  readonly signature: Signature;
  readonly sample: SampleFile;
  /** Further rows are left out. */
  readonly rowsMax: number;
}

export type DecodedSample = { readonly rows: number } | { readonly failed: Failure };
export type Evaluation = Evaluated | { readonly failed: Failure };

export interface Answered {
  readonly response: unknown;
  readonly evaluation: Evaluation | null;
}

/** An ONNX model with its signature, or a model of another framework that is still to be looked at. */
export type ReadResult = OnnxRead | NativeRead;

export interface NativeRead {
  readonly kind: 'native';
  readonly files: readonly string[];
  readonly native: FoundNative;
}

export interface OnnxRead {
  readonly kind: 'onnx';
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
  /** The golden request; `steady`: a second run answered alike. */
  readonly sample: { readonly request: unknown; readonly response: unknown; readonly steady: boolean } | null;
  readonly loadMs: number;
  readonly peakMemoryBytes: number;
}

export type InspectStep = 'unpack' | 'detect' | 'image' | 'scan' | 'toolchain' | 'load' | 'convert' | 'parity' | 'signature' | 'predict';

/** How far one step is; the shape that versions show. */
export interface StepReport {
  readonly step: InspectStep;
  readonly result: 'Running' | 'Passed' | 'Failed' | 'Skipped';
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

/** One line of the inspecting process's standard output. The last one is `read`, `unpacked`, `run`, `compared`, `answered`, `decoded` or `failed`. */
export type InspectMessage =
  | { readonly report: StepReport }
  | { readonly read: ReadResult }
  | { readonly unpacked: readonly string[] }
  | { readonly run: RunResult }
  | { readonly compared: ParityCertificate }
  | { readonly answered: Answered }
  | { readonly decoded: DecodedSample }
  | { readonly failed: Failure };
