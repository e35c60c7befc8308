import { AppError } from '../errors';
import { type Datatype, datatypes, elementBytes, elementCount, type Tensor, type TensorData, viewOf } from '../tensors';

/**
 * Tensors as bytes, little-endian, without JSON: `u16 count`, then per tensor `u8 datatype`, `u8 rank`, `u16 nameBytes`,
 * `u32 dataBytes`, `u32 × rank` dimensions, the name, padding to 8 bytes, the data. BYTES data is `u32 length` + bytes per element.
 * Data starts at a multiple of 8 from the block's start, so a reader may view it in place when the block itself is aligned.
 */
const headBytes = 8;

function dataBytesOf(tensor: Tensor): number {
  if (tensor.datatype !== 'BYTES') return (tensor.data as Exclude<TensorData, Uint8Array[]>).byteLength;
  let bytes = 0;
  for (const item of tensor.data as Uint8Array[]) bytes += 4 + item.byteLength;
  return bytes;
}

const pad8 = (offset: number): number => (offset + 7) & ~7;

export function tensorBlockBytes(tensors: readonly Tensor[]): number {
  let bytes = headBytes;
  for (const tensor of tensors) bytes = pad8(bytes + headBytes + 4 * tensor.shape.length + Buffer.byteLength(tensor.name)) + pad8(dataBytesOf(tensor));
  return bytes;
}

export function encodeTensorBlock(tensors: readonly Tensor[], target = Buffer.alloc(tensorBlockBytes(tensors)), start = 0): Buffer {
  target.writeUInt16LE(tensors.length, start);
  target.fill(0, start + 2, start + headBytes);
  let offset = headBytes;
  for (const tensor of tensors) {
    const dataBytes = dataBytesOf(tensor);
    const nameBytes = Buffer.byteLength(tensor.name);
    const at = start + offset;
    target[at] = datatypes.indexOf(tensor.datatype);
    target[at + 1] = tensor.shape.length;
    target.writeUInt16LE(nameBytes, at + 2);
    target.writeUInt32LE(dataBytes, at + 4);
    for (let i = 0; i < tensor.shape.length; i++) target.writeUInt32LE(tensor.shape[i], at + headBytes + 4 * i);
    target.write(tensor.name, at + headBytes + 4 * tensor.shape.length);
    offset = pad8(offset + headBytes + 4 * tensor.shape.length + nameBytes);
    writeData(tensor, target, start + offset);
    offset = pad8(offset + dataBytes);
  }
  return target;
}

function writeData(tensor: Tensor, target: Buffer, start: number): void {
  if (tensor.datatype !== 'BYTES') {
    const data = tensor.data as Exclude<TensorData, Uint8Array[]>;
    target.set(new Uint8Array(data.buffer, data.byteOffset, data.byteLength), start);
    return;
  }
  let offset = start;
  for (const item of tensor.data as Uint8Array[]) {
    target.writeUInt32LE(item.byteLength, offset);
    target.set(item, offset + 4);
    offset += 4 + item.byteLength;
  }
}

/**
 * Reads a block; numeric data shares memory with `block` where alignment allows.
 * @throws AppError `BAD_REQUEST` when the block is cut short or contradicts itself
 */
export function decodeTensorBlock(block: Buffer): Tensor[] {
  const fail = (): never => {
    throw new AppError('BAD_REQUEST', 'A tensor block is malformed.');
  };
  if (block.byteLength < headBytes) fail();
  const tensors: Tensor[] = [];
  const count = block.readUInt16LE(0);
  let offset = headBytes;
  for (let i = 0; i < count; i++) {
    if (offset + headBytes > block.byteLength) fail();
    const datatype = datatypes[block[offset]] ?? fail();
    const rank = block[offset + 1];
    const nameBytes = block.readUInt16LE(offset + 2);
    const dataBytes = block.readUInt32LE(offset + 4);
    const nameAt = offset + headBytes + 4 * rank;
    const dataAt = pad8(nameAt + nameBytes);
    if (dataAt + dataBytes > block.byteLength) fail();
    const shape = Array.from({ length: rank }, (_, d) => block.readUInt32LE(offset + headBytes + 4 * d));
    const elements = elementCount(shape);
    const name = block.toString('utf8', nameAt, nameAt + nameBytes);
    tensors.push({ name, datatype, shape, data: readData(datatype, block.subarray(dataAt, dataAt + dataBytes), elements, fail) });
    offset = pad8(dataAt + dataBytes);
  }
  return tensors;
}

function readData(datatype: Datatype, bytes: Buffer, elements: number, fail: () => never): TensorData {
  if (datatype !== 'BYTES') {
    if (bytes.byteLength !== elements * elementBytes[datatype]) fail();
    return viewOf(datatype, bytes);
  }
  const items: Uint8Array[] = [];
  let offset = 0;
  while (offset + 4 <= bytes.byteLength) {
    const length = bytes.readUInt32LE(offset);
    if (offset + 4 + length > bytes.byteLength) fail();
    items.push(bytes.subarray(offset + 4, offset + 4 + length));
    offset += 4 + length;
  }
  if (offset !== bytes.byteLength || items.length !== elements) fail();
  return items;
}
