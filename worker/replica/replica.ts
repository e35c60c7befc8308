import { AppError } from '@/core/errors';
import type { Logger } from '@/core/log';
import { inferenceWords } from '@/core/sentences/inference';
import { signatureNamed } from '@/core/signature';
import { frameCode, type Hello, inferFlag, wireProtocolVersion } from '@/core/wire/frame';
import { loadRuntime } from '../runtimes/load';
import type { Runtime } from '../runtimes/runtime';
import { Batcher } from './batcher';
import { asRefusal, type ConnectionPort, GatewayConnection } from './connection';
import type { InferRequest } from './infer-request';
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

/** Requests of one signature. */
interface Lane {
  readonly queue: RequestQueue;
  readonly batcher: Batcher;
}

/** One loaded copy of a version, serving gateways over a socket. */
export class Replica implements ConnectionPort {
  readonly #config: ReplicaConfig;
  readonly #events: ReplicaEvents;
  readonly #log: Logger;
  readonly #server: SocketServer;
  readonly #connections = new Set<GatewayConnection>();
  readonly #reader: RequestReader;
  /** One a signature, once the model is loaded; each batches its own requests. */
  readonly #lanes = new Map<string, Lane>();
  #runtime: Runtime | null = null;
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
      if (this.#lanes.size > 0) connection.announce(frameCode.ready);
    });
  }

  /** Listens, loads and warms up. @throws AppError when the version cannot be loaded */
  async start(): Promise<void> {
    await this.#server.listen();
    const { signature } = this.#config;
    const runtime = await loadRuntime(this.#config);
    this.#runtime = runtime;
    if (runtime.beside !== undefined) this.#events.onBeside(runtime.beside);
    void runtime.ended?.then((why) => this.#stopping || this.#events.onLost(why));
    this.#events.onWarmingUp();
    const lanes: [string, Lane][] = [];
    for (const name of new Set([signature.default, ...Object.keys(signature.signatures)])) lanes.push([name, await this.#lane(name, runtime)]);
    for (const [name, lane] of lanes) this.#lanes.set(name, lane);
    for (const connection of this.#connections) connection.announce(frameCode.ready);
    this.#log.info({ signatures: [...this.#lanes.keys()], inputs: signature.inputs.length, outputs: signature.outputs.length }, 'ready');
  }

  async #lane(name: string, loaded: Runtime): Promise<Lane> {
    const { batchRowsMax, sample } = this.#config;
    const signature = signatureNamed(this.#config.signature, name) ?? this.#config.signature;
    const runtime: Pick<Runtime, 'run'> = { run: (inputs, options) => loaded.run(inputs, { ...options, signature: name }) };
    const { mode, problem } = await warmUp(runtime, signature, name === this.#config.signature.default ? sample : null);
    if (problem !== null) this.#log.warn({ err: problem, mode, signature: name }, 'the model does not answer its warm-up; it serves without a full one');
    const queue = new RequestQueue();
    const rowsMax = Math.max(1, batchRowsMax);
    const batcher = new Batcher({ runtime, signature, queue, mode, rowsMax, beforeRun: this.#events.onRun, afterRun: () => this.#flush() });
    return { queue, batcher };
  }

  /** Tells gateways to send no more, answers what still comes, and resolves when nothing comes any more. */
  async drain(): Promise<void> {
    for (const connection of this.#connections) connection.announce(frameCode.drain);
    const startedAt = performance.now();
    for (;;) {
      for (const { batcher } of this.#lanes.values()) await batcher.idle();
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

  infer(connection: GatewayConnection, id: number, codecId: number, payload: Buffer, flags: number): void {
    const now = performance.now();
    const spare = (flags & inferFlag.spare) !== 0;
    if (!spare) this.#askedAt = now;
    try {
      if (this.#lanes.size === 0) throw new AppError('ENDPOINT_STARTING', { detail: inferenceWords.stillLoading(), retryAfterSeconds: 1 });
      const request = spare ? this.#reader.readSpare(id, codecId, payload, connection, now) : this.#reader.read(id, codecId, payload, connection, now);
      this.#lanes.get(request.signature)?.queue.push(request);
      if (spare) this.#limitWait(connection, request, payload.readUInt32BE(0));
    } catch (error) {
      connection.sendError(id, asRefusal(error));
    }
  }

  /** A health check that callers' requests keep from running says so, since it then says nothing of the model. */
  #limitWait(connection: GatewayConnection, request: InferRequest, waitMs: number): void {
    setTimeout(() => {
      if (request.taken > 0 || request.ended) return;
      request.fail(new AppError('OVERLOADED', { detail: inferenceWords.atWork() }));
      connection.flush();
    }, waitMs).unref();
  }

  cancel(connection: GatewayConnection, id: number): void {
    for (const { queue } of this.#lanes.values()) {
      for (const request of queue) if (request.replyTo === connection && request.id === id) request.ended = true;
    }
  }

  received(): void {
    for (const { batcher } of this.#lanes.values()) batcher.kick();
    if (this.#flushing) return;
    this.#flushing = true;
    setImmediate(() => this.#flush());
  }

  closed(connection: GatewayConnection): void {
    this.#connections.delete(connection);
    for (const { queue } of this.#lanes.values()) {
      for (const request of queue) if (request.replyTo === connection) request.ended = true;
    }
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
