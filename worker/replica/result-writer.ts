import { datatypes, elementBytes, type Tensor } from '@/core/tensors';
import { codec, frameCode, frameHeaderBytes, type ResultHead, resultHeadBytes, writeFrameHeader, writeResultHead } from '@/core/wire/frame';
import { encodeTensorBlock, tensorBlockBytes } from '@/core/wire/tensor-block';
import { copyBytes } from './copy-bytes';
import type { InferRequest, OutputRows } from './infer-request';
import type { Outbox } from './outbox';
import { sliceRows } from './outputs';

const headBytes = frameHeaderBytes + resultHeadBytes;
const blockHeadBytes = 8;
const pad8 = (offset: number): number => (offset + 7) & ~7;

/** One output's head in a tensor block (datatype, rank, name, inner dimensions), and the bytes of one row. */
interface OutputHead {
  readonly bytes: Buffer;
  readonly rowBytes: number;
  readonly data: Uint8Array;
}

/**
 * Writes RESULT frames with tensors. The block is the one `encodeTensorBlock` makes, byte for byte; its heads are made once a run
 * instead of once a request.
 */
export class ResultWriter {
  #run: readonly Tensor[] | null = null;
  #heads: readonly OutputHead[] | null = null;

  write(outbox: Outbox, request: InferRequest, outputs: OutputRows): void {
    if (this.#run !== outputs.tensors) {
      this.#run = outputs.tensors;
      this.#heads = headsOf(outputs.tensors);
    }
    if (this.#heads === null || outputs.whole) writeGeneral(outbox, request, outputs);
    else writePrepared(outbox, request, outputs, this.#heads);
  }

  /** Lets go of the run's memory. */
  clear(): void {
    this.#run = null;
    this.#heads = null;
  }
}

function headsOf(tensors: readonly Tensor[]): OutputHead[] | null {
  const heads: OutputHead[] = [];
  for (const { name, datatype, shape, data } of tensors) {
    if (Array.isArray(data)) return null;
    const nameBytes = Buffer.byteLength(name);
    const bytes = Buffer.alloc(pad8(blockHeadBytes + 4 * shape.length + nameBytes));
    bytes[0] = datatypes.indexOf(datatype);
    bytes[1] = shape.length;
    bytes.writeUInt16LE(nameBytes, 2);
    for (let i = 0; i < shape.length; i++) bytes.writeUInt32LE(shape[i], blockHeadBytes + 4 * i);
    bytes.write(name, blockHeadBytes + 4 * shape.length);
    const rowBytes = (data.length / Math.max(1, shape[0])) * elementBytes[datatype];
    heads.push({ bytes, rowBytes, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) });
  }
  return heads;
}

function writePrepared(outbox: Outbox, request: InferRequest, { start, rows }: OutputRows, heads: readonly OutputHead[]): void {
  let blockBytes = blockHeadBytes;
  for (const head of heads) blockBytes += head.bytes.byteLength + pad8(rows * head.rowBytes);
  const at = writeHead(outbox, request, blockBytes);
  const target = outbox.buffer;
  target.writeUInt16LE(heads.length, at);
  target.writeUInt16LE(0, at + 2);
  target.writeUInt32LE(0, at + 4);
  let offset = at + blockHeadBytes;
  for (const { bytes, rowBytes, data } of heads) {
    const dataBytes = rows * rowBytes;
    copyBytes(bytes, 0, target, offset, bytes.byteLength);
    target.writeUInt32LE(dataBytes, offset + 4);
    target.writeUInt32LE(rows, offset + blockHeadBytes);
    offset += bytes.byteLength;
    copyBytes(data, start * rowBytes, target, offset, dataBytes);
    const end = offset + pad8(dataBytes);
    for (let i = offset + dataBytes; i < end; i++) target[i] = 0;
    offset = end;
  }
}

function writeGeneral(outbox: Outbox, request: InferRequest, outputs: OutputRows): void {
  const tensors = sliceRows(outputs);
  const blockBytes = tensorBlockBytes(tensors);
  const at = writeHead(outbox, request, blockBytes);
  outbox.buffer.fill(0, at, at + blockBytes);
  encodeTensorBlock(tensors, outbox.buffer, at);
}

/** Frame header and result head; returns where the block goes. */
function writeHead(outbox: Outbox, request: InferRequest, bodyBytes: number): number {
  const at = outbox.reserve(headBytes + bodyBytes);
  writeFrameHeader(outbox.buffer, at, resultHeadBytes + bodyBytes, request.id, frameCode.result, 0, codec.tensors);
  writeResultHead(outbox.buffer, at + frameHeaderBytes, resultHeadOf(request));
  return at + headBytes;
}

const microseconds = (milliseconds: number): number => Math.min(0xffff_ffff, Math.max(0, Math.round(milliseconds * 1000)));

export function resultHeadOf({ rows, queueMs, batchMs, modelMs, ranWithRows }: InferRequest): ResultHead {
  return { queueUs: microseconds(queueMs), batchUs: microseconds(batchMs), modelUs: microseconds(modelMs), rows, batchRows: ranWithRows };
}
