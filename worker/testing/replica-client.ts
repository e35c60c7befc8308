import { createConnection, type Socket } from 'node:net';
import { textOf, type Words } from '@/core/sentences/sentence';
import type { Tensor } from '@/core/tensors';
import {
  codec,
  encodeFrame,
  FrameReader,
  frameCode,
  type Hello,
  type RawHead,
  type ResultHead,
  readResultHead,
  resultFlag,
  resultHeadBytes,
} from '@/core/wire/frame';
import { encodeRawRequest } from '@/core/wire/raw-request';
import { decodeTensorBlock, encodeTensorBlock } from '@/core/wire/tensor-block';

/** What came back for one request. */
export interface Answer {
  readonly head: ResultHead | null;
  readonly tensors: Tensor[];
  readonly body: Buffer;
  readonly jsonBytes: number | null;
  readonly error: { code: string; detail: string; errors?: unknown } | null;
}

/** A gateway's end of a replica's socket, as a test drives it. */
export class ReplicaClient {
  readonly socket: Socket;
  readonly hello: Promise<Hello>;
  readonly ready: Promise<void>;
  readonly drained: Promise<void>;
  readonly closed: Promise<void>;
  /** Codes of all frames, as they came. */
  readonly codes: number[] = [];
  readonly #waiting = new Map<number, (answer: Answer) => void>();
  readonly #pings: (() => void)[] = [];
  #nextId = 1;

  constructor(address: string) {
    this.socket = createConnection(address.slice('unix:'.length));
    let [onHello, onReady, onDrain]: ((value?: unknown) => void)[] = [];
    this.hello = new Promise((resolve) => {
      onHello = resolve as (value?: unknown) => void;
    });
    this.ready = new Promise((resolve) => {
      onReady = resolve as () => void;
    });
    this.drained = new Promise((resolve) => {
      onDrain = resolve as () => void;
    });
    const reader = new FrameReader((id, code, flags, aux, payload) => {
      this.codes.push(code);
      if (code === frameCode.hello) onHello?.(JSON.parse(payload.toString('utf8')));
      else if (code === frameCode.ready) onReady?.();
      else if (code === frameCode.drain) onDrain?.();
      else if (code === frameCode.ping) this.#pings.shift()?.();
      else this.#settle(id, code, flags, aux, Buffer.from(payload));
    });
    this.socket.on('data', (chunk) => reader.push(chunk));
    this.socket.on('error', () => this.socket.destroy());
    this.closed = new Promise((resolve) => this.socket.on('close', () => resolve()));
  }

  /** Tensors in, tensors out. `deadlineMs` 0 = none. */
  infer(tensors: readonly Tensor[], deadlineMs = 0): Promise<Answer> {
    return this.send(codec.tensors, encodeTensorBlock(tensors), deadlineMs).answer;
  }

  raw(head: Partial<RawHead> & { requestId?: string }, body: string | Buffer, deadlineMs = 0): Promise<Answer> {
    const { requestId = 'r', ...given } = head;
    const full: RawHead = {
      protocol: 'task',
      contentType: 'application/json',
      jsonBytes: -1,
      model: 'm',
      version: 1,
      variant: 'main',
      ...given,
    };
    const request = encodeRawRequest({ deadlineMs, head: full, requestId, body: Buffer.from(body) });
    return this.send(codec.raw, request.subarray(4), deadlineMs).answer;
  }

  send(codecId: number, body: Buffer, deadlineMs = 0): { id: number; answer: Promise<Answer> } {
    const id = this.#nextId++;
    const deadline = Buffer.alloc(4);
    deadline.writeUInt32BE(deadlineMs);
    const answer = new Promise<Answer>((resolve) => this.#waiting.set(id, resolve));
    this.socket.write(encodeFrame(id, frameCode.infer, codecId, Buffer.concat([deadline, body])));
    return { id, answer };
  }

  cancel(id: number): void {
    this.socket.write(encodeFrame(id, frameCode.cancel, 0, Buffer.alloc(0)));
  }

  ping(): Promise<void> {
    return new Promise((resolve) => {
      this.#pings.push(resolve);
      this.socket.write(encodeFrame(0, frameCode.ping, 0, Buffer.alloc(0)));
    });
  }

  get outstanding(): number {
    return this.#waiting.size;
  }

  close(): void {
    this.socket.destroy();
  }

  #settle(id: number, code: number, flags: number, aux: number, payload: Buffer): void {
    const settle = this.#waiting.get(id);
    if (settle === undefined) throw new Error(`an answer to ${id}, which nobody asked`);
    this.#waiting.delete(id);
    const none = { head: null, tensors: [], body: Buffer.alloc(0), jsonBytes: null };
    if (code === frameCode.error) {
      const { code, detail, errors } = JSON.parse(payload.toString('utf8')) as { code: string; detail: Words; errors?: unknown };
      settle({ ...none, error: { code, detail: textOf(detail), errors } });
      return;
    }
    const head = readResultHead(payload, 0);
    if (aux === codec.tensors) {
      settle({ ...none, head, tensors: decodeTensorBlock(Buffer.from(payload.subarray(resultHeadBytes))), error: null });
      return;
    }
    const binary = (flags & resultFlag.binary) !== 0;
    const jsonBytes = binary ? payload.readUInt32BE(resultHeadBytes) : null;
    settle({ ...none, head, jsonBytes, body: payload.subarray(resultHeadBytes + (binary ? 4 : 0)), error: null });
  }
}
