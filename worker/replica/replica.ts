import { AppError } from '@/core/errors';
import type { Logger } from '@/core/log';
import { inferenceWords } from '@/core/sentences/inference';
import { frameCode, type Hello, wireProtocolVersion } from '@/core/wire/frame';
import { loadRuntime } from '../runtimes/load';
import type { Runtime } from '../runtimes/runtime';
import { Batcher } from './batcher';
import { asRefusal, type ConnectionPort, GatewayConnection } from './connection';
import type { ReplicaConfig } from './messages';
import { RequestQueue } from './request-queue';
import { RequestReader } from './request-reader';
import { SocketServer } from './socket-server';
import { warmUp } from './warm-up';

/** After DRAIN gateways may still send what was on its way; a replica that is asked nothing for so long has drained. */
const quietMs = 500;
const drainMsMax = 30_000;
/** A gateway that does not read its last answers holds the end up for so long. */
const sendMsMax = 2_000;

export interface ReplicaEvents {
  readonly onWarmingUp: () => void;
  /** Its runtime may block the process until `deadlineAt` (monotonic milliseconds). */
  readonly onRun: (deadlineAt: number, now: number) => void;
  /** What runs its model runs outside of its own processes. */
  readonly onBeside: (pid: number) => void;
  /** What runs its model has ended; it can serve no more. */
  readonly onLost: (why: AppError) => void;
}

/** One loaded copy of a version, serving gateways over a socket. */
export class Replica implements ConnectionPort {
  readonly #config: ReplicaConfig;
  readonly #events: ReplicaEvents;
  readonly #log: Logger;
  readonly #server: SocketServer;
  readonly #connections = new Set<GatewayConnection>();
  readonly #reader: RequestReader;
  readonly #queue = new RequestQueue();
  #runtime: Runtime | null = null;
  #batcher: Batcher | null = null;
  #flushing = false;
  #stopping = false;
  #askedAt = 0;

  constructor(config: ReplicaConfig, events: ReplicaEvents, log: Logger) {
    this.#config = config;
    this.#events = events;
    this.#log = log;
    this.#reader = new RequestReader(config.signature);
    this.#server = new SocketServer(config.address, (socket) => {
      const connection = new GatewayConnection(socket, this);
      this.#connections.add(connection);
      connection.announce(frameCode.hello, this.#hello());
      if (this.#batcher !== null) connection.announce(frameCode.ready);
    });
  }

  /** Listens, loads and warms up. @throws AppError when the version cannot be loaded */
  async start(): Promise<void> {
    await this.#server.listen();
    const { signature, batchRowsMax, sample } = this.#config;
    const runtime = await loadRuntime(this.#config);
    this.#runtime = runtime;
    if (runtime.beside !== undefined) this.#events.onBeside(runtime.beside);
    void runtime.ended?.then((why) => this.#stopping || this.#events.onLost(why));
    this.#events.onWarmingUp();
    const { mode, problem } = await warmUp(runtime, signature, sample);
    if (problem !== null) this.#log.warn({ err: problem, mode }, 'the model does not answer its warm-up; it serves without a full one');
    this.#batcher = new Batcher({
      runtime,
      signature,
      queue: this.#queue,
      mode,
      rowsMax: Math.max(1, batchRowsMax),
      beforeRun: this.#events.onRun,
      afterRun: () => this.#flush(),
    });
    for (const connection of this.#connections) connection.announce(frameCode.ready);
    this.#log.info({ mode, inputs: signature.inputs.length, outputs: signature.outputs.length }, 'ready');
  }

  /** Tells gateways to send no more, answers what still comes, and resolves when nothing comes any more. */
  async drain(): Promise<void> {
    for (const connection of this.#connections) connection.announce(frameCode.drain);
    const startedAt = performance.now();
    for (;;) {
      await this.#batcher?.idle();
      const now = performance.now();
      const waitMs = Math.max(this.#askedAt, startedAt) + quietMs - now;
      if (waitMs <= 0 || now - startedAt > drainMsMax) return;
      await new Promise((resolve) => setTimeout(resolve, waitMs));
    }
  }

  /** Ends at once; what still waits is lost to its gateways, which try it elsewhere. */
  async stop(): Promise<void> {
    this.#stopping = true;
    this.#server.close();
    const sent = Promise.all([...this.#connections].filter((connection) => connection.open).map((connection) => connection.end()));
    await Promise.race([sent, new Promise((resolve) => setTimeout(resolve, sendMsMax).unref())]);
    await this.#runtime?.close();
  }

  infer(connection: GatewayConnection, id: number, codecId: number, payload: Buffer): void {
    this.#askedAt = performance.now();
    try {
      if (this.#batcher === null) throw new AppError('ENDPOINT_STARTING', { detail: inferenceWords.stillLoading(), retryAfterSeconds: 1 });
      this.#queue.push(this.#reader.read(id, codecId, payload, connection, this.#askedAt));
    } catch (error) {
      connection.sendError(id, asRefusal(error));
    }
  }

  cancel(connection: GatewayConnection, id: number): void {
    for (const request of this.#queue) {
      if (request.replyTo === connection && request.id === id) request.ended = true;
    }
  }

  received(): void {
    this.#batcher?.kick();
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => this.#flush());
  }

  closed(connection: GatewayConnection): void {
    this.#connections.delete(connection);
    for (const request of this.#queue) if (request.replyTo === connection) request.ended = true;
  }

  #flush(): void {
    this.#flushing = false;
    for (const connection of this.#connections) connection.flush();
  }

  #hello(): Hello {
    const { replicaId, versionDigest, batchRowsMax } = this.#config;
    return { protocol: wireProtocolVersion, replicaId, versionDigest, rowsMax: Math.max(1, batchRowsMax), slots: 1 };
  }
}
