import { elementNumber } from '@/core/codecs/elements';
import { elementCount, type Tensor, type TensorData } from '@/core/tensors';

const relativeTolerance = 1e-4;
const absoluteTolerance = 1e-6;

/** The rows of a tensor `times` over. */
export function tile(tensor: Tensor, times: number): Tensor {
  const shape = [tensor.shape[0] * times, ...tensor.shape.slice(1)];
  if (tensor.datatype === 'BYTES') return { ...tensor, shape, data: Array.from({ length: times }, () => tensor.data as Uint8Array[]).flat() };
  const Typed = tensor.data.constructor as new (length: number) => Float32Array;
  const data = new Typed(tensor.data.length * times);
  for (let i = 0; i < times; i++) data.set(tensor.data as Float32Array, i * tensor.data.length);
  return { ...tensor, shape, data: data as TensorData };
}

/** Rows `from` to `to` of a tensor, sharing its memory where it holds numbers. */
export function sliceRows(tensor: Tensor, from: number, to: number): Tensor {
  const width = tensor.shape[0] === 0 ? 0 : tensor.data.length / tensor.shape[0];
  const range = [from * width, to * width] as const;
  const data = tensor.datatype === 'BYTES' ? (tensor.data as Uint8Array[]).slice(...range) : (tensor.data as Float32Array).subarray(...range);
  return { ...tensor, shape: [to - from, ...tensor.shape.slice(1)], data: data as TensorData };
}

/** True when `together` holds the rows of `alone`, `times` over, within the rounding of sums in another order. */
export function isSameRows(alone: Tensor, together: Tensor, rows: number, times: number): boolean {
  if (alone.shape[0] !== rows || together.shape[0] !== rows * times || alone.shape.length !== together.shape.length) return false;
  if (alone.shape.slice(1).some((dimension, i) => dimension !== together.shape[i + 1])) return false;
  const count = elementCount(alone.shape);
  for (let i = 0; i < count * times; i++) if (!isSame(alone, i % count, together, i)) return false;
  return true;
}

function isSame(a: Tensor, i: number, b: Tensor, j: number): boolean {
  if (a.datatype === 'BYTES') return Buffer.from((a.data as Uint8Array[])[i]).equals((b.data as Uint8Array[])[j]);
  const [x, y] = [elementNumber(a, i), elementNumber(b, j)];
  return Object.is(x, y) || x === y || Math.abs(x - y) <= absoluteTolerance + relativeTolerance * Math.abs(x);
}
