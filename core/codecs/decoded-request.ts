import { inputWords } from '../sentences/inputs';
import type { Signature } from '../signature';
import type { Tensor } from '../tensors';
import { mismatch } from './elements';
import type { Json } from './json';

/** A request ready to run: tensors in the order of the signature's inputs, every shape checked. */
export interface DecodedRequest {
  readonly tensors: Tensor[];
  /** Name of the signature that it was read by. */
  readonly signature: string;
  /** Predictions it asks for: the batch dimension, or 1 where the model has none. */
  readonly rows: number;
  /** The caller's own id (Open Inference Protocol). */
  readonly id: string | null;
  /** Outputs asked for, in order; empty = all. */
  readonly outputs: readonly { readonly name: string; readonly binary: boolean }[];
  readonly binaryOutputs: boolean;
  readonly parameters: RequestParameters;
}

/** What a request asks of its answer. */
export interface RequestParameters {
  readonly topK?: number;
  readonly probabilities?: boolean;
}

/**
 * How rows relate to the first dimension: `free` = any number run together; `single` = the model takes exactly one, so rows are run
 * one by one; `none` = the model has no batch dimension and a request is one prediction.
 */
export type BatchMode = 'free' | 'single' | 'none';

export function batchModeOf(signature: Signature): BatchMode {
  const first = signature.inputs.map((input) => input.shape[0]);
  if (signature.rowless || first.length === 0 || first.some((dimension) => dimension === undefined)) return 'none';
  if (signature.batchable !== false && first.every((dimension) => dimension === -1)) return 'free';
  return first.every((dimension) => dimension === 1 || dimension === -1) ? 'single' : 'none';
}

/** Rows of a request whose tensors fit the signature. @throws AppError where inputs disagree */
export function rowsOf(signature: Signature, tensors: readonly Tensor[]): number {
  if (batchModeOf(signature) === 'none') return 1;
  const rows = tensors[0].shape[0];
  const other = tensors.find((tensor) => tensor.shape[0] !== rows);
  if (other) mismatch(`/inputs/${other.name}`, inputWords.otherRows({ rows: other.shape[0], other: tensors[0].name, otherRows: rows }));
  if (rows === 0) mismatch('', inputWords.noRows());
  return rows;
}

/** The shape must be the signature's where that is fixed; the batch dimension is free where rows are run one by one. */
export function checkShape(signature: Signature, input: Signature['inputs'][number], shape: readonly number[], pointer: string): void {
  const wanted = input.shape;
  const fits =
    wanted.length === shape.length &&
    wanted.every((dimension, i) => dimension === -1 || dimension === shape[i] || (i === 0 && batchModeOf(signature) === 'single'));
  if (!fits)
    mismatch(
      pointer,
      inputWords.otherShape({
        name: input.name,
        shape: shape.join(', '),
        wanted: wanted.map((dimension) => (dimension === -1 ? 'any' : dimension)).join(', '),
      }),
    );
}

export function readParameters(value: Json | undefined): RequestParameters {
  if (value === undefined) return {};
  if (typeof value !== 'object' || value === null || Array.isArray(value)) mismatch('/parameters', inputWords.object());
  const expect = (name: string, type: 'string' | 'number' | 'boolean'): Json | undefined => {
    const given = value[name];
    if (given !== undefined && typeof given !== type) mismatch(`/parameters/${name}`, inputWords.ofType({ type }));
    return given;
  };
  const whole = (name: string, most: number): number | undefined => {
    const given = expect(name, 'number') as number | undefined;
    if (given !== undefined && (!Number.isInteger(given) || given < 1 || given > most)) mismatch(`/parameters/${name}`, inputWords.wholeUpTo({ most }));
    return given;
  };
  // These have been obeyed on the way here; a wrong one is told with its place.
  expect('variant', 'string');
  whole('timeoutMs', 900_000);
  expect('signature_name', 'string');
  return {
    topK: whole('topK', 1_000_000),
    probabilities: expect('probabilities', 'boolean') as boolean | undefined,
  };
}
