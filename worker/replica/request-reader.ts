import { decodeRequest } from '@/core/codecs';
import { AppError } from '@/core/errors';
import { type Signature, signatureNamed } from '@/core/signature';
import { codec } from '@/core/wire/frame';
import { RawRequestReader } from '@/core/wire/raw-request';
import { InferRequest, type ReplyTo } from './infer-request';
import { TensorReader } from './tensor-reader';

/** Deadline of a request whose gateway named none. */
const deadlineMsDefault = 60_000;
const deadlineBytes = 4;
/** What a health check may take once it runs. */
const spareMs = 30_000;

/** Turns the payload of INFER frames into requests that fit the signature. */
export class RequestReader {
  readonly #signature: Signature;
  /** One a signature, by its name. */
  readonly #tensors: ReadonlyMap<string, TensorReader>;
  readonly #raw = new RawRequestReader();

  constructor(signature: Signature) {
    this.#signature = signature;
    const named = Object.keys(signature.signatures).map((name) => [name, signatureNamed(signature, name) ?? signature] as const);
    this.#tensors = new Map([...named, [signature.default, signature] as const].map(([name, own]) => [name, new TensorReader(own)]));
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
      const name = this.#signature.default;
      const { inputs, rows, shapeKey } = this.#of(name).readBlock(payload, deadlineBytes);
      return new InferRequest({ id, replyTo, signature: name, rows, inputs, shapeKey, raw: null, sizeBytes, receivedAt: now, deadlineAt });
    }
    if (codecId !== codec.raw) throw new AppError('BAD_REQUEST', `The codec ${codecId} is not known.`);
    const { head, requestId, body } = this.#raw.read(payload);
    const { tensors, ...decoded } = decodeRequest(head, body, this.#signature);
    const { inputs, rows, shapeKey } = this.#of(decoded.signature).fromTensors(tensors, decoded.rows);
    const raw = { head, requestId, decoded };
    return new InferRequest({ id, replyTo, signature: decoded.signature, rows, inputs, shapeKey, raw, sizeBytes, receivedAt: now, deadlineAt });
  }

  /**
   * A health check. Its deadline is how long it may wait; once it runs it has at least as long as a caller's usual one, since some runtimes end the model
   * at a deadline.
   * @throws AppError naming what does not fit
   */
  readSpare(id: number, codecId: number, payload: Buffer, replyTo: ReplyTo, now: number): InferRequest {
    const longer = Buffer.from(payload);
    longer.writeUInt32BE(Math.max(spareMs, payload.readUInt32BE(0)), 0);
    const request = this.read(id, codecId, longer, replyTo, now);
    request.spare = true;
    return request;
  }

  #of(name: string): TensorReader {
    const reader = this.#tensors.get(name);
    if (reader === undefined) throw new RangeError(`no signature ${name}`);
    return reader;
  }
}
