import { decodeRequest } from '@/core/codecs';
import { AppError } from '@/core/errors';
import type { Signature } from '@/core/signature';
import { codec, type RawHead } from '@/core/wire/frame';
import { InferRequest, type ReplyTo } from './infer-request';
import { TensorReader } from './tensor-reader';

/** Deadline of a request whose gateway named none. */
const deadlineMsDefault = 60_000;
const deadlineBytes = 4;

/** Turns the payload of INFER frames into requests that fit the signature. */
export class RequestReader {
  readonly #signature: Signature;
  readonly #tensors: TensorReader;

  constructor(signature: Signature) {
    this.#signature = signature;
    this.#tensors = new TensorReader(signature);
  }

  /**
   * @param payload u32 deadlineMs, then the body of `codecId`; kept by the request until it has run
   * @throws AppError naming what does not fit
   */
  read(id: number, codecId: number, payload: Buffer, replyTo: ReplyTo, now: number): InferRequest {
    if (payload.byteLength < deadlineBytes) throw new AppError('BAD_REQUEST', 'An INFER frame is malformed.');
    const deadlineMs = payload.readUInt32BE(0);
    const deadlineAt = now + (deadlineMs === 0 ? deadlineMsDefault : deadlineMs);
    const sizeBytes = payload.byteLength;
    if (codecId === codec.tensors) {
      const { inputs, rows, shapeKey } = this.#tensors.readBlock(payload, deadlineBytes);
      return new InferRequest({ id, replyTo, rows, inputs, shapeKey, raw: null, sizeBytes, receivedAt: now, deadlineAt });
    }
    if (codecId !== codec.raw) throw new AppError('BAD_REQUEST', `The codec ${codecId} is not known.`);
    const { head, body } = splitRaw(payload);
    const { tensors, ...decoded } = decodeRequest(head, body, this.#signature);
    const { inputs, rows, shapeKey } = this.#tensors.fromTensors(tensors, decoded.rows);
    return new InferRequest({ id, replyTo, rows, inputs, shapeKey, raw: { head, decoded }, sizeBytes, receivedAt: now, deadlineAt });
  }
}

function splitRaw(payload: Buffer): { head: RawHead; body: Buffer } {
  const headBytes = payload.byteLength < 6 ? Number.POSITIVE_INFINITY : payload.readUInt16BE(4);
  if (6 + headBytes > payload.byteLength) throw new AppError('BAD_REQUEST', 'An INFER frame is malformed.');
  return { head: JSON.parse(payload.toString('utf8', 6, 6 + headBytes)) as RawHead, body: payload.subarray(6 + headBytes) };
}
