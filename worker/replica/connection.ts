import type { Socket } from 'node:net';
import type { EncodedResponse } from '@/core/codecs';
import { AppError, type ErrorCode, isAppError } from '@/core/errors';
import { inferenceWords } from '@/core/sentences/inference';
import type { Words } from '@/core/sentences/sentence';
import {
  codec,
  encodeFrame,
  FrameReader,
  frameCode,
  frameHeaderBytes,
  resultFlag,
  resultHeadBytes,
  writeFrameHeader,
  writeResultHead,
} from '@/core/wire/frame';
import type { InferRequest, OutputRows, ReplyTo } from './infer-request';
import { Outbox } from './outbox';
import { ResultWriter, resultHeadOf } from './result-writer';

/** Beyond this a gateway that does not read is not read from either. */
const unsentBytesMax = 32 * 1024 * 1024;
const pong = 1;

/** What a connection asks of the replica. */
export interface ConnectionPort {
  infer(connection: GatewayConnection, id: number, codecId: number, payload: Buffer, flags: number): void;
  cancel(connection: GatewayConnection, id: number): void;
  /** All frames that came together have been handed over. */
  received(): void;
  closed(connection: GatewayConnection): void;
}

/** One gateway's multiplexed stream. Answers are gathered until `flush`. */
export class GatewayConnection implements ReplyTo {
  readonly #socket: Socket;
  readonly #outbox: Outbox;
  readonly #results = new ResultWriter();
  open = true;

  constructor(socket: Socket, port: ConnectionPort) {
    this.#socket = socket;
    this.#outbox = new Outbox(socket);
    const reader = new FrameReader((id, code, flags, aux, payload) => {
      if (code === frameCode.infer) port.infer(this, id, aux, payload, flags);
      else if (code === frameCode.cancel) port.cancel(this, id);
      else if (code === frameCode.ping && flags !== pong) this.#outbox.append(encodeFrame(0, frameCode.ping, 0, payload, pong));
    });
    // Chunks are never used again by the stream, so requests may keep slices of them until they have run.
    socket.on('data', (chunk: Buffer) => {
      try {
        reader.push(chunk);
      } catch {
        socket.destroy(); // not a stream of frames: nothing after this can be trusted
      }
      port.received();
    });
    socket.on('drain', () => socket.resume());
    socket.on('error', () => socket.destroy());
    socket.on('close', () => {
      this.open = false;
      port.closed(this);
    });
  }

  /** A frame of the connection itself. */
  announce(code: number, payload: object | null = null): void {
    this.#outbox.append(encodeFrame(0, code, 0, payload === null ? Buffer.alloc(0) : Buffer.from(JSON.stringify(payload))));
    this.flush();
  }

  sendRows(request: InferRequest, outputs: OutputRows): void {
    this.#results.write(this.#outbox, request, outputs);
  }

  sendBody(request: InferRequest, { jsonBytes, body }: EncodedResponse): void {
    const prefixBytes = jsonBytes === null ? 0 : 4;
    const payloadBytes = resultHeadBytes + prefixBytes + body.byteLength;
    const at = this.#outbox.reserve(frameHeaderBytes + payloadBytes);
    const target = this.#outbox.buffer;
    writeFrameHeader(target, at, payloadBytes, request.id, frameCode.result, jsonBytes === null ? 0 : resultFlag.binary, codec.raw);
    writeResultHead(target, at + frameHeaderBytes, resultHeadOf(request));
    if (jsonBytes !== null) target.writeUInt32BE(jsonBytes, at + frameHeaderBytes + resultHeadBytes);
    target.set(body, at + frameHeaderBytes + resultHeadBytes + prefixBytes);
  }

  sendError(id: number, error: AppError): void {
    const { detail, fix, errors } = error.details;
    const payload: { code: ErrorCode; detail: Words; fix?: Words; errors?: unknown } = { code: error.code, detail: detail ?? error.code, fix, errors };
    this.#outbox.append(encodeFrame(id, frameCode.error, 0, Buffer.from(JSON.stringify(payload))));
  }

  flush(): void {
    this.#results.clear();
    this.#outbox.flush();
    if (this.#socket.writableLength > unsentBytesMax) this.#socket.pause();
  }

  /** Resolves once the system has taken every answer, or the gateway is gone. */
  end(): Promise<void> {
    this.flush();
    return new Promise((resolve) => {
      this.#socket.once('close', () => resolve());
      this.#socket.end(() => resolve());
    });
  }
}

/** Whatever was thrown while a request was read, as an answer. */
export function asRefusal(error: unknown): AppError {
  return isAppError(error) ? error : new AppError('BAD_REQUEST', { detail: inferenceWords.requestUnreadable(), cause: error });
}
