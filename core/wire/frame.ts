/**
 * Frames between a gateway and a replica, multiplexed by `id` on one stream connection. Big-endian header of 12 bytes:
 * `u32 length` (bytes of the payload), `u32 id`, `u8 code`, `u8 flags`, `u16 aux`; then the payload.
 */
export const frameHeaderBytes = 12;
export const framePayloadBytesMax = 256 * 1024 * 1024;
export const wireProtocolVersion = 1;

export const frameCode = {
  /** replica → gateway, once, id 0: JSON {@link Hello}. */
  hello: 1,
  /** replica → gateway, once the model is loaded and warm, id 0: empty. */
  ready: 2,
  /** gateway → replica: `aux` = {@link codec}; payload = u32 deadlineMs (time left; 0 = none) then what that codec says. */
  infer: 3,
  /** replica → gateway: `aux` = codec of the body; payload = {@link ResultHead} (20 bytes) then the body. */
  result: 4,
  /** replica → gateway: JSON `{code, detail, errors?}` with a code of core/errors. */
  error: 5,
  /** gateway → replica: the client left; a request not yet in a batch is dropped without an answer. */
  cancel: 6,
  /** replica → gateway, id 0: takes no new requests, finishes what it has. */
  drain: 7,
  /** either way, id 0: answered by a ping with flags 1. */
  ping: 8,
} as const;

/** Flags of an INFER: `spare` = a health check, to be run when nothing else waits; answered `OVERLOADED` where that does not happen before its deadline. */
export const inferFlag = { spare: 1 } as const;

/** Flags of a RESULT with a raw body: `binary` = raw tensors follow the JSON part, and `u32 jsonBytes` stands before the body. */
export const resultFlag = { binary: 1 } as const;

/** Body of an INFER or RESULT frame. */
export const codec = {
  /** {@link ./tensor-block}: tensors already decoded and checked by the gateway. */
  tensors: 0,
  /** The request in its caller's protocol ({@link ./raw-request}); the answer's body is ready to send. */
  raw: 1,
} as const;

export interface Hello {
  readonly protocol: number;
  readonly replicaId: string;
  /** SHA-256 over the version's files: the gateway refuses a replica that serves something else. */
  readonly versionDigest: string;
  readonly rowsMax: number;
  readonly slots: number;
}

/** What the replica must know to decode and encode a body itself, the same for many requests. */
export interface RawHead {
  readonly protocol: 'task' | 'open-inference' | 'tf-serving';
  readonly contentType: string;
  /** Value of `Inference-Header-Content-Length`, or -1. */
  readonly jsonBytes: number;
  readonly model: string;
  readonly version: number;
  readonly variant: string;
}

/** Times in whole microseconds; rows = predictions in this request; batchRows = rows that ran together. */
export interface ResultHead {
  readonly queueUs: number;
  readonly batchUs: number;
  readonly modelUs: number;
  readonly rows: number;
  readonly batchRows: number;
}
export const resultHeadBytes = 20;

export function writeFrameHeader(target: Buffer, offset: number, payloadBytes: number, id: number, code: number, flags: number, aux: number): void {
  target.writeUInt32BE(payloadBytes, offset);
  target.writeUInt32BE(id, offset + 4);
  target[offset + 8] = code;
  target[offset + 9] = flags;
  target.writeUInt16BE(aux, offset + 10);
}

export function encodeFrame(id: number, code: number, aux: number, payload: Uint8Array, flags = 0): Buffer {
  const frame = Buffer.allocUnsafe(frameHeaderBytes + payload.byteLength);
  writeFrameHeader(frame, 0, payload.byteLength, id, code, flags, aux);
  frame.set(payload, frameHeaderBytes);
  return frame;
}

export function writeResultHead(target: Buffer, offset: number, head: ResultHead): void {
  target.writeUInt32BE(head.queueUs >>> 0, offset);
  target.writeUInt32BE(head.batchUs >>> 0, offset + 4);
  target.writeUInt32BE(head.modelUs >>> 0, offset + 8);
  target.writeUInt32BE(head.rows, offset + 12);
  target.writeUInt32BE(head.batchRows, offset + 16);
}

export function readResultHead(source: Buffer, offset: number): ResultHead {
  return {
    queueUs: source.readUInt32BE(offset),
    batchUs: source.readUInt32BE(offset + 4),
    modelUs: source.readUInt32BE(offset + 8),
    rows: source.readUInt32BE(offset + 12),
    batchRows: source.readUInt32BE(offset + 16),
  };
}

/** One received frame. `payload` is only valid during the callback: copy what must live longer. */
export type OnFrame = (id: number, code: number, flags: number, aux: number, payload: Buffer) => void;

/**
 * Splits a byte stream into frames. Whole frames inside one chunk are passed without copying.
 * @throws RangeError when a header announces more than {@link framePayloadBytesMax}; the connection must then be closed
 */
export class FrameReader {
  #pending: Buffer[] = [];
  #pendingBytes = 0;
  #neededBytes = frameHeaderBytes;
  readonly #onFrame: OnFrame;

  constructor(onFrame: OnFrame) {
    this.#onFrame = onFrame;
  }

  push(chunk: Buffer): void {
    let bytes = chunk;
    if (this.#pendingBytes > 0) {
      this.#pending.push(chunk);
      this.#pendingBytes += chunk.byteLength;
      if (this.#pendingBytes < this.#neededBytes) return;
      bytes = Buffer.concat(this.#pending, this.#pendingBytes);
      this.#pending = [];
      this.#pendingBytes = 0;
    }
    let offset = 0;
    while (bytes.byteLength - offset >= frameHeaderBytes) {
      const payloadBytes = bytes.readUInt32BE(offset);
      if (payloadBytes > framePayloadBytesMax) throw new RangeError(`frame of ${payloadBytes} bytes`);
      const end = offset + frameHeaderBytes + payloadBytes;
      if (end > bytes.byteLength) {
        this.#keep(bytes, offset, frameHeaderBytes + payloadBytes);
        return;
      }
      this.#onFrame(
        bytes.readUInt32BE(offset + 4),
        bytes[offset + 8],
        bytes[offset + 9],
        bytes.readUInt16BE(offset + 10),
        bytes.subarray(offset + frameHeaderBytes, end),
      );
      offset = end;
    }
    this.#keep(bytes, offset, frameHeaderBytes);
  }

  /** The rest is copied, since the caller may reuse its receive buffer. */
  #keep(bytes: Buffer, offset: number, neededBytes: number): void {
    this.#neededBytes = neededBytes;
    if (offset === bytes.byteLength) return;
    const rest = Buffer.from(bytes.subarray(offset));
    this.#pending = [rest];
    this.#pendingBytes = rest.byteLength;
  }
}
