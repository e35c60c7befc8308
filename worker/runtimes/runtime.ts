import { AppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import type { Signature } from '@/core/signature';
import type { Datatype, Tensor, TensorData } from '@/core/tensors';
import type { ContainerPlace, NativePlace } from '../replica/messages';

/** Elements as a runtime takes them: text instead of byte strings. */
export type RuntimeData = Exclude<TensorData, Uint8Array[]> | string[];

/** One named array of a run, row-major, the batch dimension first. */
export interface RuntimeTensor {
  readonly name: string;
  readonly datatype: Datatype;
  readonly shape: readonly number[];
  readonly data: RuntimeData;
}

export interface RunOptions {
  /** Name of the signature; the default one's otherwise. */
  readonly signature?: string;
  /** When the last of its callers gives up, in monotonic milliseconds; a runtime with a process of its own ends it some time after. */
  readonly deadlineAt?: number;
}

/** One loaded copy of a version. */
export interface Runtime {
  /**
   * Runs all rows of `inputs`, which fit the signature and stand in its order. One signature's runs do not overlap; those of several may.
   * @returns every output of the signature, in its order; their memory is the caller's
   * @throws AppError `MODEL_ERROR` with the model's own words
   */
  run(inputs: readonly RuntimeTensor[], options?: RunOptions): Promise<RuntimeTensor[]>;
  close(): Promise<void>;
  /** Resolves when what runs the model has ended by itself; a runtime without it ends with its process. */
  readonly ended?: Promise<AppError>;
  /** The first process of what runs the model outside of this one's own processes. */
  readonly beside?: number;
}

/** What is needed to load a version. Nothing outside `folder` is opened. */
export interface VersionFiles {
  readonly folder: string;
  /** The file to open, relative to `folder`. */
  readonly entry: string;
  readonly framework: string;
  readonly format: string;
  readonly signature: Signature;
  readonly native: NativePlace | null;
  readonly container: ContainerPlace | null;
  /** Names what belongs to this copy alone. */
  readonly replicaId: string;
}

/** A model's own message, without the machine's paths and source lines. At most 500 characters. */
export function modelWords(error: unknown, folder: string): string {
  const text = error instanceof Error ? error.message : String(error);
  return text
    .split('\n', 1)[0]
    .replaceAll(`${folder}/`, '')
    .replace(/(?<![\w.])\/[\w./-]+(:\d+)?\s?/g, '')
    .trim()
    .slice(0, 500);
}

export function modelError(error: unknown, folder: string): AppError {
  return new AppError('MODEL_ERROR', { detail: inferenceWords.modelFailed({ said: modelWords(error, folder) }), cause: error });
}

/** For runtimes that are asked by bytes. */
export function toTensor({ name, datatype, shape, data }: RuntimeTensor): Tensor {
  return { name, datatype, shape, data: Array.isArray(data) ? data.map((text) => Buffer.from(text)) : data };
}

export function fromTensor({ name, datatype, shape, data }: Tensor): RuntimeTensor {
  return { name, datatype, shape, data: Array.isArray(data) ? data.map((bytes) => Buffer.from(bytes).toString('utf8')) : data };
}
