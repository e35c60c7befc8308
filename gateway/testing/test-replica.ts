import { mkdtempSync, rmSync } from 'node:fs';
import { createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decodeRequest, encodeResponse } from '@/core/codecs';
import { AppError } from '@/core/errors';
import type { Signature } from '@/core/signature';
import type { Tensor } from '@/core/tensors';
import { codec, encodeFrame, FrameReader, frameCode, resultFlag, resultHeadBytes, writeResultHead } from '@/core/wire/frame';
import { RawRequestReader } from '@/core/wire/raw-request';

/** Sums each row's four numbers. */
export const sumSignature: Signature = {
  task: 'regress',
  default: 'serving_default',
  signatures: {},
  inputs: [{ name: 'x', datatype: 'FP32', shape: [-1, 4] }],
  outputs: [{ name: 'sum', datatype: 'FP32', shape: [-1, 1], role: 'value' }],
};

export function sumRows(x: Tensor): Tensor {
  const data = x.data as Float32Array;
  const sums = new Float32Array(x.shape[0]);
  for (let i = 0; i < sums.length; i++) sums[i] = data[4 * i] + data[4 * i + 1] + data[4 * i + 2] + data[4 * i + 3];
  return { name: 'sum', datatype: 'FP32', shape: [sums.length, 1], data: sums };
}

/** What a test replica does with requests; may be changed at any time. */
export interface ReplicaBehaviour {
  /** Waits before each answer. */
  delayMs: number;
  /** Keeps requests without answering until this is lifted with {@link TestReplica.release}. */
  hold: boolean;
  /** Answers with this error. */
  error: { code: string; detail: string } | null;
  /** Says READY only when true. */
  ready: boolean;
}

/** A real socket server that speaks the frames of a replica. It can stall, lie, fail and die. */
export class TestReplica {
  readonly id: string;
  readonly digest: string;
  readonly behaviour: ReplicaBehaviour = { delayMs: 0, hold: false, error: null, ready: true };
  /** Ids of frames and the sums that were asked for, in order of arrival. */
  readonly received: { id: number; codecId: number; deadlineMs: number; rows: number }[] = [];
  readonly cancelled: number[] = [];
  readonly #folder = mkdtempSync(join(tmpdir(), 'aimass-replica-'));
  readonly #sockets = new Set<Socket>();
  #held: (() => void)[] = [];
  #server: Server | null = null;

  constructor(id: string, digest = 'digest-1') {
    this.id = id;
    this.digest = digest;
  }

  get address(): string {
    return `unix:${join(this.#folder, 's')}`;
  }

  get connections(): number {
    return this.#sockets.size;
  }

  listen(): Promise<void> {
    const path = this.address.slice('unix:'.length);
    rmSync(path, { force: true });
    return new Promise((done) => {
      this.#server = createServer((socket) => this.#serve(socket)).listen(path, () => done());
    });
  }

  /** As kill -9 does: connections break, nothing listens. */
  kill(): void {
    this.#server?.close();
    for (const socket of this.#sockets) socket.destroy();
    this.#held = [];
  }

  close(): void {
    this.kill();
    rmSync(this.#folder, { recursive: true, force: true });
  }

  release(): void {
    this.behaviour.hold = false;
    for (const answer of this.#held.splice(0)) answer();
  }

  drain(): void {
    for (const socket of this.#sockets) socket.write(encodeFrame(0, frameCode.drain, 0, Buffer.alloc(0)));
  }

  #serve(socket: Socket): void {
    this.#sockets.add(socket);
    socket.on('close', () => this.#sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    const hello = { protocol: 1, replicaId: this.id, versionDigest: this.digest, rowsMax: 64, slots: 1 };
    socket.write(encodeFrame(0, frameCode.hello, 0, Buffer.from(JSON.stringify(hello))));
    if (this.behaviour.ready) socket.write(encodeFrame(0, frameCode.ready, 0, Buffer.alloc(0)));
    const reader = new FrameReader((id, code, _flags, aux, payload) => {
      if (code === frameCode.cancel) this.cancelled.push(id);
      if (code === frameCode.infer) this.#infer(socket, id, aux, Buffer.from(payload));
    });
    socket.on('data', (chunk) => reader.push(chunk));
  }

  #infer(socket: Socket, id: number, codecId: number, payload: Buffer): void {
    const frame = this.#answer(id, codecId, payload);
    const send = (): void => {
      if (!socket.destroyed) socket.write(frame);
    };
    if (this.behaviour.hold) this.#held.push(send);
    else if (this.behaviour.delayMs > 0) setTimeout(send, this.behaviour.delayMs);
    else send();
  }

  #answer(id: number, codecId: number, payload: Buffer): Buffer {
    const { error } = this.behaviour;
    const seen = { id, codecId, deadlineMs: payload.readUInt32BE(0), rows: 0 };
    this.received.push(seen);
    if (error !== null) return encodeFrame(id, frameCode.error, 0, Buffer.from(JSON.stringify(error)));
    try {
      return this.#answerRaw(id, payload, seen);
    } catch (thrown) {
      if (!(thrown instanceof AppError)) throw thrown;
      return encodeFrame(
        id,
        frameCode.error,
        0,
        Buffer.from(JSON.stringify({ code: thrown.code, detail: thrown.details.detail, errors: thrown.details.errors })),
      );
    }
  }

  #answerRaw(id: number, payload: Buffer, seen: { rows: number }): Buffer {
    const { head, requestId, body: given } = new RawRequestReader().read(payload);
    const decoded = decodeRequest(head, given, sumSignature);
    seen.rows = decoded.rows;
    const { body, jsonBytes } = encodeResponse(head, requestId, decoded, [sumRows(decoded.tensors[0])], sumSignature);
    const length = Buffer.alloc(jsonBytes === null ? 0 : 4);
    if (jsonBytes !== null) length.writeUInt32BE(jsonBytes);
    return encodeFrame(id, frameCode.result, codec.raw, Buffer.concat([headOf(decoded.rows), length, body]), jsonBytes === null ? 0 : resultFlag.binary);
  }
}

function headOf(rows: number): Buffer {
  const head = Buffer.alloc(resultHeadBytes);
  writeResultHead(head, 0, { queueUs: 11, batchUs: 22, modelUs: 33, rows, batchRows: rows });
  return head;
}
