import type { InputSpec, Signature } from '@/core/signature';
import { allocate, elementBytes, type TensorData, viewOf } from '@/core/tensors';
import type { RuntimeData, RuntimeTensor } from '../runtimes/runtime';
import { copyBytes } from './copy-bytes';
import type { InferRequest, InputData } from './infer-request';

/** From this size on a request that is alone in its batch is run from where it lies. */
const inPlaceBytes = 16 * 1024;
/** Prepared tensors kept an input, one a number of rows. */
const preparedMax = 512;

/** Joins the rows of a batch into the arrays a runtime takes. Memory is kept from batch to batch, since a replica runs one at a time. */
export class BatchInputs {
  readonly #inputs: readonly InputBuffer[];

  constructor(signature: Signature) {
    this.#inputs = signature.inputs.map((input) => new InputBuffer(input));
  }

  /** The rows `[batchStart, batchStart + batchRows)` of each request, in order. Valid until the next call. */
  join(batch: readonly InferRequest[], rows: number): RuntimeTensor[] {
    return this.#inputs.map((input, index) => input.join(batch, index, rows));
  }

  /** A request as it is, with all its rows; for models whose batch cannot be joined. */
  whole(request: InferRequest): RuntimeTensor[] {
    return this.#inputs.map((input, index) => input.whole(request.inputs[index]));
  }
}

class InputBuffer {
  readonly #spec: InputSpec;
  readonly #elementBytes: number;
  readonly #fixed: boolean;
  #data: Exclude<TensorData, Uint8Array[]> | null = null;
  #bytes: Uint8Array = new Uint8Array(0);
  #prepared = new Map<number, RuntimeTensor>();

  constructor(spec: InputSpec) {
    this.#spec = spec;
    this.#elementBytes = elementBytes[spec.datatype];
    this.#fixed = spec.shape.slice(1).every((dimension) => dimension >= 0);
  }

  join(batch: readonly InferRequest[], index: number, rows: number): RuntimeTensor {
    const inner = batch[0].inputs[index].shape.slice(1);
    const elements = inner.reduce((product, dimension) => product * dimension, 1);
    const { name, datatype } = this.#spec;
    if (datatype === 'BYTES') return { name, datatype, shape: [rows, ...inner], data: joinItems(batch, index, elements) };
    const rowBytes = elements * this.#elementBytes;
    if (batch.length === 1 && rows * rowBytes >= inPlaceBytes) return this.#inPlace(batch[0], index, rows, inner, rowBytes);
    this.#grow(rows * elements);
    let offset = 0;
    for (const { inputs, batchStart, batchRows } of batch) {
      const { bytes, start } = inputs[index];
      copyBytes(bytes, start + batchStart * rowBytes, this.#bytes, offset, batchRows * rowBytes);
      offset += batchRows * rowBytes;
    }
    return this.#tensor(rows, inner, elements);
  }

  whole(input: InputData): RuntimeTensor {
    const { name, datatype } = this.#spec;
    if (datatype === 'BYTES') return { name, datatype, shape: input.shape, data: [...(input.items ?? [])] };
    return { name, datatype, shape: input.shape, data: viewOf(datatype, input.bytes.subarray(input.start, input.end)) as RuntimeData };
  }

  #inPlace(request: InferRequest, index: number, rows: number, inner: readonly number[], rowBytes: number): RuntimeTensor {
    const { bytes, start } = request.inputs[index];
    const mine = bytes.subarray(start + request.batchStart * rowBytes, start + (request.batchStart + rows) * rowBytes);
    const { name, datatype } = this.#spec;
    return { name, datatype, shape: [rows, ...inner], data: viewOf(datatype as Exclude<typeof datatype, 'BYTES'>, mine) as RuntimeData };
  }

  #tensor(rows: number, inner: readonly number[], elements: number): RuntimeTensor {
    const known = this.#fixed ? this.#prepared.get(rows) : undefined;
    if (known !== undefined) return known;
    const { name, datatype } = this.#spec;
    const data = (this.#data as Float32Array).subarray(0, rows * elements);
    const made: RuntimeTensor = { name, datatype, shape: [rows, ...inner], data };
    if (this.#fixed && this.#prepared.size < preparedMax) this.#prepared.set(rows, made);
    return made;
  }

  #grow(elements: number): void {
    if (this.#data !== null && this.#data.length >= elements) return;
    const data = allocate(this.#spec.datatype, 2 ** Math.ceil(Math.log2(Math.max(1, elements)))) as Float32Array;
    this.#data = data;
    this.#bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    this.#prepared.clear();
  }
}

function joinItems(batch: readonly InferRequest[], index: number, elements: number): string[] {
  const joined: string[] = [];
  for (const { inputs, batchStart, batchRows } of batch) {
    const items = inputs[index].items ?? [];
    for (let i = batchStart * elements; i < (batchStart + batchRows) * elements; i++) joined.push(items[i]);
  }
  return joined;
}
