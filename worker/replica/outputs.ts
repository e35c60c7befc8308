import type { Tensor, TensorData } from '@/core/tensors';
import type { RuntimeTensor } from '../runtimes/runtime';
import type { OutputRows } from './infer-request';

/** Outputs of a run as the rest of the product knows tensors: text as UTF-8 byte strings. */
export function toTensors(outputs: readonly RuntimeTensor[]): Tensor[] {
  return outputs.map(({ name, datatype, shape, data }) => ({ name, datatype, shape, data: isText(data) ? data.map((item) => Buffer.from(item)) : data }));
}

function isText(data: RuntimeTensor['data']): data is string[] {
  return Array.isArray(data);
}

/** True where every output has one row for each of `rows`. */
export function hasRows(outputs: readonly { readonly shape: readonly number[] }[], rows: number): boolean {
  return outputs.every((output) => output.shape[0] === rows);
}

/** The tensors of one request, sharing memory with the run's. */
export function sliceRows({ tensors, start, rows, whole }: OutputRows): readonly Tensor[] {
  if (whole) return tensors;
  return tensors.map((tensor) => {
    const perRow = tensor.shape[0] === 0 ? 0 : tensor.data.length / tensor.shape[0];
    const shape = [rows, ...tensor.shape.slice(1)];
    if (start === 0 && rows === tensor.shape[0]) return tensor;
    return { ...tensor, shape, data: cut(tensor.data, start * perRow, (start + rows) * perRow) };
  });
}

function cut(data: TensorData, start: number, end: number): TensorData {
  return Array.isArray(data) ? data.slice(start, end) : data.subarray(start, end);
}

/** Parts of a request that was split over batches, in order, as one. */
export function joinParts(parts: readonly (readonly Tensor[])[]): Tensor[] {
  return parts[0].map((first, index) => {
    const pieces = parts.map((part) => part[index]);
    const rows = pieces.reduce((sum, piece) => sum + piece.shape[0], 0);
    return { ...first, shape: [rows, ...first.shape.slice(1)], data: joinData(pieces.map((piece) => piece.data)) };
  });
}

function joinData(pieces: readonly TensorData[]): TensorData {
  if (pieces.every(Array.isArray)) return (pieces as Uint8Array[][]).flat();
  const numbers = pieces as Float32Array[];
  const Typed = numbers[0].constructor as new (length: number) => Float32Array;
  const joined = new Typed(numbers.reduce((sum, piece) => sum + piece.length, 0));
  let offset = 0;
  for (const piece of numbers) {
    joined.set(piece, offset);
    offset += piece.length;
  }
  return joined;
}
