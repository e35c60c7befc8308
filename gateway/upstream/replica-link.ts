import { createConnection, type Socket } from 'node:net';
import type { Clock } from '@/core/clock';
import { AppError, type ErrorCode, errorCodes, type FieldError } from '@/core/errors';
import type { Logger } from '@/core/log';
import type { Words } from '@/core/sentences/sentence';
import { FrameReader, frameCode, frameHeaderBytes, type Hello, wireProtocolVersion, writeFrameHeader } from '@/core/wire/frame';
import type { RequestContext } from '../request-context';
import { writeInfer } from './infer-frame';
import { ReplicaHealth } from './replica-health';
import { SendBuffer } from './send-buffer';
import { Slots } from './slots';

/** What happens on a link, told to the scheduler that owns it. */
export interface LinkOwner {
  /** The replica can be sent requests, or has room again. */
  onRoom(): void;
  onResult(request: RequestContext, link: ReplicaLink, aux: number, flags: number, payload: Buffer): void;
  /** The replica answered this request with an error. */
  onRequestError(request: RequestContext, link: ReplicaLink, error: AppError): void;
  /** The connection broke with this request outstanding. */
  onLost(request: RequestContext, link: ReplicaLink): void;
}

/** Links with frames to write, each flushed once a turn of the event loop. */
export class LinkFlusher {
  readonly #dirty: SendBuffer[] = [];
  readonly #schedule: () => void;

  constructor(schedule: () => void) {
    this.#schedule = schedule;
  }

  mark(buffer: SendBuffer): void {
    if (this.#dirty[this.#dirty.length - 1] !== buffer) this.#dirty.push(buffer);
    this.#schedule();
  }

  flush(): void {
    for (let i = 0; i < this.#dirty.length; i++) this.#dirty[i].flush();
    this.#dirty.length = 0;
  }
}

interface LinkOptions {
  readonly id: string;
  readonly address: string;
  readonly versionDigest: string;
  readonly clock: Clock;
  readonly log: Logger;
  readonly flusher: LinkFlusher;
  readonly owner: LinkOwner;
}

const backOffMsMin = 25;
const backOffMsMax = 1_000;
const mismatchBackOffMs = 2_000;
const readBufferBytes = 128 * 1024;

/**
 * One multiplexed connection to one replica, redialled for as long as the link lives. States: `connecting` (dialling or waiting for
 * HELLO and READY), `ready`, `draining` (the replica takes nothing new), `waiting` (until the next attempt), `ended`.
 */
export class ReplicaLink {
  readonly id: string;
  readonly address: string;
  readonly health = new ReplicaHealth();
  /** The snapshot says that it is going: nothing new is sent. */
  leaving = false;
  readonly #options: LinkOptions;
  readonly #slots = new Slots();
  readonly #out = new SendBuffer();
  readonly #createdAt: number;
  #state: 'connecting' | 'ready' | 'draining' | 'waiting' | 'ended' = 'connecting';
  #socket: Socket | null = null;
  #timer: NodeJS.Timeout | null = null;
  #backOffMs = backOffMsMin;
  #everReady = false;

  constructor(options: LinkOptions) {
    this.id = options.id;
    this.address = options.address;
    this.#options = options;
    this.#createdAt = options.clock.monotonic();
    this.#connect();
  }

  get ready(): boolean {
    return this.#state === 'ready' && !this.leaving;
  }

  get outstanding(): number {
    return this.#slots.count;
  }

  /** True while it is worth waiting for: it was just made, or has just been lost. */
  fresh(now: number): boolean {
    return !this.leaving && (this.#state === 'connecting' || this.#state === 'waiting') && !this.#everReady && now - this.#createdAt < 1_000;
  }

  get stateName(): 'Ready' | 'Draining' | 'Ejected' | 'Unreachable' {
    if (this.#state === 'draining' || this.leaving) return 'Draining';
    if (this.#state !== 'ready') return 'Unreachable';
    return this.health.ejected(this.#options.clock.monotonic()) ? 'Ejected' : 'Ready';
  }

  /** Writes the request's INFER frame; it goes out at the end of the turn. */
  send(request: RequestContext, deadlineMs: number): void {
    request.slot = this.#slots.take(request);
    writeInfer(this.#out, request.slot, request, deadlineMs);
    this.#options.flusher.mark(this.#out);
  }

  /** Gives an outstanding request up and tells the replica so. */
  cancel(request: RequestContext): void {
    if (this.#slots.release(request.slot) === undefined) return;
    this.#writeEmpty(request.slot, frameCode.cancel, 0);
    this.#options.owner.onRoom();
  }

  /** Ends the link; what is outstanding is told lost. */
  end(): void {
    this.#state = 'ended';
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#socket?.destroy();
    this.#loseAll();
  }

  #connect(): void {
    this.#timer = null;
    this.#state = 'connecting';
    if (!this.address.startsWith('unix:')) {
      this.#options.log.error({ replica: this.id, address: this.address }, 'this kind of address cannot be dialled');
      return;
    }
    const reader = new FrameReader((id, code, flags, aux, payload) => this.#onFrame(socket, id, code, flags, aux, payload));
    const socket: Socket = createConnection({
      path: this.address.slice('unix:'.length),
      onread: {
        buffer: Buffer.allocUnsafeSlow(readBufferBytes),
        callback: (bytes, buffer) => {
          this.#read(socket, reader, Buffer.from(buffer.buffer, buffer.byteOffset, bytes));
          return true;
        },
      },
    });
    this.#socket = socket;
    this.#out.attach(socket);
    socket.on('error', () => socket.destroy()); // 'close' follows and redials
    socket.on('close', () => this.#onClose(socket));
  }

  #read(socket: Socket, reader: FrameReader, bytes: Buffer): void {
    try {
      reader.push(bytes);
    } catch (error) {
      this.#options.log.warn({ replica: this.id, err: error }, 'a replica sent what is not a frame');
      socket.destroy();
    }
  }

  #onFrame(socket: Socket, id: number, code: number, flags: number, aux: number, payload: Buffer): void {
    if (socket !== this.#socket || this.#state === 'ended') return;
    switch (code) {
      case frameCode.result: {
        const request = this.#slots.release(id);
        if (request === undefined) return; // given up in the meantime: a late answer is neither delivered nor billed
        this.#options.owner.onResult(request, this, aux, flags, payload);
        return;
      }
      case frameCode.error: {
        const request = this.#slots.release(id);
        if (request !== undefined) this.#options.owner.onRequestError(request, this, toRequestError(payload));
        return;
      }
      case frameCode.hello:
        this.#onHello(socket, JSON.parse(payload.toString('utf8')) as Hello);
        return;
      case frameCode.ready:
        this.#onReady();
        return;
      case frameCode.drain:
        if (this.#state === 'ready') this.#state = 'draining';
        return;
      case frameCode.ping:
        if ((flags & 1) === 0) this.#writeEmpty(0, frameCode.ping, 1);
        return;
      default:
        return;
    }
  }

  #onHello(socket: Socket, hello: Hello): void {
    const { versionDigest, log } = this.#options;
    if (hello.protocol === wireProtocolVersion && hello.versionDigest === versionDigest) return;
    log.error({ replica: this.id, announced: hello.versionDigest, expected: versionDigest }, 'a replica serves something else; it gets no requests');
    this.#backOffMs = mismatchBackOffMs;
    socket.destroy();
  }

  #onReady(): void {
    if (this.#state !== 'connecting') return;
    this.#state = 'ready';
    this.#everReady = true;
    this.#backOffMs = backOffMsMin;
    this.health.ready(this.#options.clock.monotonic());
    this.#options.owner.onRoom();
  }

  #onClose(socket: Socket): void {
    if (socket !== this.#socket || this.#state === 'ended') return;
    this.#socket = null;
    this.#out.attach(null);
    this.#state = 'waiting';
    this.#timer = setTimeout(() => this.#connect(), this.#backOffMs);
    this.#backOffMs = Math.min(backOffMsMax, this.#backOffMs * 2);
    this.#loseAll();
    this.#options.owner.onRoom();
  }

  #loseAll(): void {
    for (const request of this.#slots.releaseAll()) this.#options.owner.onLost(request, this);
  }

  #writeEmpty(id: number, code: number, flags: number): void {
    const at = this.#out.reserve(frameHeaderBytes);
    writeFrameHeader(this.#out.buffer, at, 0, id, code, flags, 0);
    this.#options.flusher.mark(this.#out);
  }
}

/** The replica's own words, if it used a code that is ours; a body that cannot be read is the replica's fault. */
function toRequestError(payload: Buffer): AppError {
  try {
    const { code, ...details } = JSON.parse(payload.toString('utf8')) as { code: string; detail?: Words; fix?: Words; errors?: FieldError[] };
    return new AppError(code in errorCodes ? (code as ErrorCode) : 'MODEL_ERROR', details);
  } catch (error) {
    return new AppError('INTERNAL', { cause: error });
  }
}
