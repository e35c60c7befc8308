import { isUtf8 } from 'node:buffer';
import { batchModeOf } from '@/core/codecs';
import { AppError } from '@/core/errors';
import type { Signature } from '@/core/signature';
import { type Datatype, datatypes, elementBytes, elementCount, type Tensor } from '@/core/tensors';
import type { InputData } from './infer-request';

/** Inputs of one request, checked, and how many predictions they ask for. */
export interface ReadInputs {
  readonly inputs: InputData[];
  readonly rows: number;
  readonly shapeKey: string;
}

interface ExpectedInput {
  readonly name: Buffer;
  readonly datatype: number;
  readonly type: Datatype;
  readonly shape: readonly number[];
  /** Shapes by their rows. */
  readonly shapes: (readonly number[] | undefined)[];
}

const blockHeadBytes = 8;
const shapesKept = 256;
const noBytes = new Uint8Array(0);
const pad8 = (offset: number): number => (offset + 7) & ~7;

/**
 * Reads tensor blocks ({@link file://./../../core/wire/tensor-block.ts}) for one signature without making arrays of them: the bytes
 * are copied once, straight into the batch. The gateway has checked them; they are checked again since a wrong length would
 * make the runtime read beside them.
 */
export class TensorReader {
  readonly #expected: readonly ExpectedInput[];
  readonly #rowless: boolean;
  readonly #anyRows: boolean;
  /** True where all shapes but the rows are fixed, so that every request can share a batch with every other. */
  readonly #uniform: boolean;

  constructor(signature: Signature) {
    const mode = batchModeOf(signature);
    this.#rowless = mode === 'none';
    this.#anyRows = mode === 'single';
    this.#uniform = !this.#rowless && signature.inputs.every((input) => input.shape.slice(1).every((dimension) => dimension >= 0));
    this.#expected = signature.inputs.map(({ name, datatype, shape }) => ({
      name: Buffer.from(name),
      datatype: datatypes.indexOf(datatype),
      type: datatype,
      shape,
      shapes: [],
    }));
  }

  /**
   * Reads the block that begins at `from` and ends with the payload.
   * @throws AppError `BAD_REQUEST` for a block that is cut short, `SIGNATURE_MISMATCH` for one that does not fit
   */
  readBlock(payload: Buffer, from: number): ReadInputs {
    if (payload.byteLength < from + blockHeadBytes || payload.readUInt16LE(from) !== this.#expected.length) throw malformed();
    const inputs: InputData[] = [];
    let offset = from + blockHeadBytes;
    for (const expected of this.#expected) {
      if (offset + blockHeadBytes > payload.byteLength) throw malformed();
      const nameBytes = payload.readUInt16LE(offset + 2);
      const nameAt = offset + blockHeadBytes + 4 * payload[offset + 1];
      const start = from + pad8(nameAt - from + nameBytes);
      const end = start + payload.readUInt32LE(offset + 4);
      if (end > payload.byteLength) throw malformed();
      if (!isName(expected.name, payload, nameAt, nameBytes)) {
        throw unfit(`expects the input ${expected.name}, got ${payload.toString('utf8', nameAt, nameAt + Math.min(nameBytes, 200))}`);
      }
      if (payload[offset] !== expected.datatype) throw unfit(`${expected.name} is ${expected.type}, not ${datatypes[payload[offset]] ?? 'anything known'}`);
      inputs.push(this.#input(expected, payload, offset, start, end));
      offset = from + pad8(end - from);
    }
    return this.#finish(inputs);
  }

  /** Tensors that a codec has decoded and checked against the signature. */
  fromTensors(tensors: readonly Tensor[], rows: number): ReadInputs {
    const inputs = tensors.map(({ shape, data }): InputData => {
      if (!Array.isArray(data)) {
        const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
        return { shape, bytes, start: 0, end: bytes.byteLength, items: null };
      }
      const items = data.map((item) => textOf(Buffer.from(item.buffer, item.byteOffset, item.byteLength)));
      return { shape, bytes: noBytes, start: 0, end: 0, items };
    });
    return { inputs, rows, shapeKey: this.#keyOf(inputs) };
  }

  #input(expected: ExpectedInput, block: Buffer, headAt: number, start: number, end: number): InputData {
    const shape = this.#shapeOf(expected, block, headAt);
    const elements = elementCount(shape);
    if (expected.type === 'BYTES') return { shape, bytes: noBytes, start: 0, end: 0, items: readItems(block, start, end, elements) };
    if (end - start !== elements * elementBytes[expected.type]) throw malformed();
    return { shape, bytes: block, start, end, items: null };
  }

  /** The shape, once for all requests of as many rows where only the rows are free. */
  #shapeOf(expected: ExpectedInput, block: Buffer, headAt: number): readonly number[] {
    const wanted = expected.shape;
    const rank = block[headAt + 1];
    const known = this.#uniform && rank > 0 ? expected.shapes[block.readUInt32LE(headAt + blockHeadBytes)] : undefined;
    let fits = rank === wanted.length;
    for (let i = 0; i < rank && fits; i++) {
      const dimension = block.readUInt32LE(headAt + blockHeadBytes + 4 * i);
      fits = wanted[i] === dimension || wanted[i] === -1 || (i === 0 && this.#anyRows);
    }
    if (fits && known !== undefined) return known;
    const shape = Array.from({ length: rank }, (_, i) => block.readUInt32LE(headAt + blockHeadBytes + 4 * i));
    if (!fits) throw unfit(`${expected.name} has shape [${shape.join(', ')}], the signature says [${wanted.join(', ')}]`);
    if (this.#uniform && shape[0] <= shapesKept) expected.shapes[shape[0]] = shape;
    return shape;
  }

  #finish(inputs: InputData[]): ReadInputs {
    if (this.#rowless) return { inputs, rows: 1, shapeKey: this.#keyOf(inputs) };
    const rows = inputs[0].shape[0];
    if (rows === 0 || inputs.some((input) => input.shape[0] !== rows)) throw unfit('holds no rows, or inputs of different numbers of rows');
    return { inputs, rows, shapeKey: this.#keyOf(inputs) };
  }

  #keyOf(inputs: readonly InputData[]): string {
    if (this.#uniform) return '';
    return inputs.map((input) => (this.#rowless ? input.shape : input.shape.slice(1)).join('x')).join(';');
  }
}

function isName(name: Buffer, block: Buffer, at: number, bytes: number): boolean {
  if (bytes !== name.byteLength || at + bytes > block.byteLength) return false;
  for (let i = 0; i < bytes; i++) if (name[i] !== block[at + i]) return false;
  return true;
}

function readItems(block: Buffer, start: number, end: number, elements: number): string[] {
  const items: string[] = [];
  let offset = start;
  while (offset + 4 <= end) {
    const length = block.readUInt32LE(offset);
    if (offset + 4 + length > end) throw malformed();
    items.push(textOf(block.subarray(offset + 4, offset + 4 + length)));
    offset += 4 + length;
  }
  if (offset !== end || items.length !== elements) throw malformed();
  return items;
}

/** Runtimes take text; bytes that are none would be changed silently, and ONNX Runtime ends a text at a NUL. */
function textOf(bytes: Buffer): string {
  if (!isUtf8(bytes)) throw unfit('holds bytes that are not UTF-8 text');
  if (bytes.includes(0)) throw unfit('holds text with a NUL character');
  return bytes.toString('utf8');
}

const malformed = (): AppError => new AppError('BAD_REQUEST', 'A tensor block is malformed.');
const unfit = (detail: string): AppError => new AppError('SIGNATURE_MISMATCH', { detail: `The request does not fit the model: ${detail}.` });
