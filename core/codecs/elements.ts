import { AppError } from '../errors';
import { inputWords } from '../sentences/inputs';
import type { Sentence } from '../sentences/sentence';
import type { InputSpec } from '../signature';
import { allocate, type Datatype, type Tensor, type TensorData } from '../tensors';
import type { Json } from './json';
import { float32Text, float64Text, fromHalf, toHalf } from './numbers';

/** @throws AppError `SIGNATURE_MISMATCH` at `pointer` */
export function mismatch(pointer: string, what: Sentence): never {
  const detail = pointer === '' ? inputWords.atTop({ what }) : inputWords.at({ what, pointer });
  throw new AppError('SIGNATURE_MISMATCH', { detail, errors: [{ pointer, detail: what }] });
}

const integerRange: Partial<Record<Datatype, readonly [bigint, bigint]>> = {
  UINT8: [0n, 255n],
  UINT16: [0n, 65_535n],
  UINT32: [0n, 4_294_967_295n],
  UINT64: [0n, 2n ** 64n - 1n],
  INT8: [-128n, 127n],
  INT16: [-32_768n, 32_767n],
  INT32: [-(2n ** 31n), 2n ** 31n - 1n],
  INT64: [-(2n ** 63n), 2n ** 63n - 1n],
};
const encoder = new TextEncoder();
/** Stands for a missing text in tensors (`MISSING` in `frameworks/sklearn/columns.py`): a character that Unicode keeps for inner use. */
const missingText = encoder.encode('\ufdd0');

/** Stores a value of an input, with what the input takes beyond its datatype. @throws AppError as {@link storeElement} */
function storeValue(data: TensorData, index: number, value: Json, input: InputSpec, at: { readonly path: string; readonly place: number }): void {
  const { datatype } = input;
  if (value === null && takesMissing(input, at.place)) storeMissing(data, index, datatype);
  else storeElement(data, index, typeof value === 'boolean' && input.booleans ? Number(value) : value, datatype, at.path);
}

/** Whether a value may be missing. @param place  among the values of a row, or of rows one after the other */
export function takesMissing({ nullable, shape }: InputSpec, place: number): boolean {
  return nullable === true || nullable?.includes(place % Math.max(1, shape.at(-1) ?? 1)) === true;
}

export function storeMissing(data: TensorData, index: number, datatype: Datatype): void {
  if (datatype === 'BYTES') (data as Uint8Array[])[index] = missingText;
  else if (datatype === 'FP16') (data as Uint16Array)[index] = toHalf(Number.NaN);
  else (data as Float64Array)[index] = Number.NaN;
}

/** Stores one JSON value as element `index`. @throws AppError `SIGNATURE_MISMATCH` for a wrong kind, a fraction in an integer, or a value out of range */
export function storeElement(data: TensorData, index: number, value: Json, datatype: Datatype, pointer: string): void {
  switch (datatype) {
    case 'FP32': {
      const number = toNumber(value, datatype, pointer);
      (data as Float32Array)[index] = number;
      if (!Number.isFinite((data as Float32Array)[index])) mismatch(pointer, inputWords.doesNotFit({ value: number, datatype: 'FP32' }));
      return;
    }
    case 'FP64':
      (data as Float64Array)[index] = toNumber(value, datatype, pointer);
      return;
    case 'FP16': {
      const half = toHalf(toNumber(value, datatype, pointer));
      if ((half & 0x7c00) === 0x7c00) mismatch(pointer, inputWords.doesNotFit({ value: String(value), datatype: 'FP16' }));
      (data as Uint16Array)[index] = half;
      return;
    }
    case 'BOOL':
      if (value !== true && value !== false && value !== 0 && value !== 1) mismatch(pointer, inputWords.trueOrFalse({ got: show(value) }));
      (data as Uint8Array)[index] = value === true || value === 1 ? 1 : 0;
      return;
    case 'BYTES':
      if (typeof value !== 'string') mismatch(pointer, inputWords.textGot({ got: show(value) }));
      (data as Uint8Array[])[index] = encoder.encode(value);
      return;
    default:
      storeInteger(data, index, value, datatype, pointer);
  }
}

function toNumber(value: Json, datatype: Datatype, pointer: string): number {
  if (typeof value === 'number') return value;
  if (typeof value === 'bigint') return Number(value);
  return mismatch(pointer, inputWords.numberGot({ datatype, got: show(value) }));
}

function storeInteger(data: TensorData, index: number, value: Json, datatype: Datatype, pointer: string): void {
  if (typeof value !== 'bigint' && (typeof value !== 'number' || !Number.isInteger(value)))
    mismatch(pointer, inputWords.wholeGot({ datatype, got: show(value) }));
  const integer = BigInt(value);
  const [least, most] = integerRange[datatype] ?? [0n, 0n];
  if (integer < least || integer > most) mismatch(pointer, inputWords.doesNotFit({ value: String(integer), datatype }));
  if (datatype === 'INT64' || datatype === 'UINT64') (data as BigInt64Array)[index] = integer;
  else (data as Int32Array)[index] = Number(integer);
}

function show(value: Json): string {
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  return typeof value === 'string' ? JSON.stringify(value.slice(0, 40)) : String(value);
}

/**
 * Copies a nested list into a typed array, checking every length against `shape`.
 * @param names  of the last dimension's columns, where a caller gave them by name: pointers then say them
 * @returns a tensor of exactly `shape`
 */
export function fill(input: InputSpec, shape: readonly number[], value: Json, pointer: string, names?: readonly string[]): Tensor {
  const { name, datatype } = input;
  const count = shape.reduce((product, dimension) => product * dimension, 1);
  const data = allocate(datatype, count);
  let next = 0;
  const walk = (at: Json, depth: number, path: string, place: number): void => {
    if (depth === shape.length) {
      storeValue(data, next++, at, input, { path, place });
      return;
    }
    if (!Array.isArray(at)) mismatch(path, inputWords.listGot({ count: shape[depth], got: show(at) }));
    if (at.length !== shape[depth]) mismatch(path, inputWords.values({ count: shape[depth], got: at.length }));
    if (depth === shape.length - 1 && datatype === 'FP32') {
      next = fillFloats(data as Float32Array, next, { values: at, input, path, names });
      return;
    }
    for (let i = 0; i < at.length; i++) walk(at[i], depth + 1, `${path}/${names?.[i] ?? i}`, i);
  };
  walk(value, 0, pointer, 0);
  return { name, datatype, shape, data };
}

/** One value a row, written without a list around it. */
export function fillOne(input: InputSpec, value: Json, pointer: string): Tensor {
  const data = allocate(input.datatype, 1);
  storeValue(data, 0, value, input, { path: pointer, place: 0 });
  return { name: input.name, datatype: input.datatype, shape: [1], data };
}

interface Floats {
  readonly values: readonly Json[];
  readonly input: InputSpec;
  readonly path: string;
  readonly names?: readonly string[] | undefined;
}

/** The inner loop of almost every request. */
function fillFloats(data: Float32Array, start: number, { values, input, path, names }: Floats): number {
  for (let i = 0; i < values.length; i++) {
    const value = values[i];
    if (typeof value === 'number') {
      const rounded = Math.fround(value);
      if (rounded - rounded === 0) {
        data[start + i] = value;
        continue;
      }
    }
    storeValue(data, start + i, value, input, { path: `${path}/${names?.[i] ?? i}`, place: i });
  }
  return start + values.length;
}

/** Element as JSON text. */
export function elementText(tensor: Tensor, index: number): string {
  switch (tensor.datatype) {
    case 'FP32':
      return float32Text((tensor.data as Float32Array)[index]);
    case 'FP64':
      return float64Text((tensor.data as Float64Array)[index]);
    case 'FP16':
      return float64Text(fromHalf((tensor.data as Uint16Array)[index]));
    case 'BOOL':
      return (tensor.data as Uint8Array)[index] ? 'true' : 'false';
    case 'BYTES':
      return JSON.stringify(Buffer.from((tensor.data as Uint8Array[])[index]).toString('utf8'));
    default:
      return String((tensor.data as Int32Array | BigInt64Array)[index]);
  }
}

/** Element as a JavaScript number, for ranking and sums; NaN for BYTES. */
export function elementNumber(tensor: Tensor, index: number): number {
  if (tensor.datatype === 'BYTES') return Number.NaN;
  if (tensor.datatype === 'FP16') return fromHalf((tensor.data as Uint16Array)[index]);
  return Number((tensor.data as Float64Array)[index]);
}

/** Flat JSON list of elements [start, end). */
export function elementsText(tensor: Tensor, start: number, end: number): string {
  let text = '[';
  for (let i = start; i < end; i++) text += i === start ? elementText(tensor, i) : `,${elementText(tensor, i)}`;
  return `${text}]`;
}

/** Nested JSON of the elements from `start`, shaped by `shape`. */
export function nestedText(tensor: Tensor, shape: readonly number[], start: number): string {
  if (shape.length === 0) return elementText(tensor, start);
  if (shape.length === 1) return elementsText(tensor, start, start + shape[0]);
  const inner = shape.slice(1);
  const stride = inner.reduce((product, dimension) => product * dimension, 1);
  const parts: string[] = [];
  for (let i = 0; i < shape[0]; i++) parts.push(nestedText(tensor, inner, start + i * stride));
  return `[${parts.join(',')}]`;
}
