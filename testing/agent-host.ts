import { mkdirSync, rmSync } from 'node:fs';
import { request } from 'node:http';
import { createServer, type Server, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { DesiredReplica, DesiredState, ObservedReplica, ObservedState } from '@/core/agent-api';
import { AppError } from '@/core/errors';
import { codec, encodeFrame, FrameReader, frameCode, resultHeadBytes } from '@/core/wire/frame';
import { RawRequestReader } from '@/core/wire/raw-request';
import type { FleetInstance, FleetProvider, StartRequest } from '@/providers/fleet/provider';
import { testOffers } from './serving-organization';

/** How the replicas of a test behave; may be changed at any time. */
export interface Behaviour {
  /** Where start-up stops; a replica goes on when this is lifted. */
  holdAt: 'Pulling' | 'Loading' | null;
  /** Replicas give up with this reason. */
  failure: { code: string; message: string; evidence: string } | null;
  /** What a replica answers to the sample. */
  answer: unknown;
  replicasMax: number;
}

/**
 * A fleet in this process: each instance is an agent that dials control's socket over real HTTP, each replica a real socket server
 * that speaks frames. It can hold, fail, lie, fall silent and die.
 */
export class AgentHost implements FleetProvider {
  readonly kind = 'local';
  readonly startMsMax = 60_000;
  readonly behaviour: Behaviour = { holdAt: null, failure: null, answer: { predictions: [{ label: 'setosa' }] }, replicasMax: 16 };
  readonly started: string[] = [];
  readonly stopped: string[] = [];
  readonly #agentSocket: string;
  readonly #agents = new Map<string, Agent>();

  constructor(agentSocket: string) {
    this.#agentSocket = agentSocket;
  }

  async list(): Promise<FleetInstance[]> {
    return [...this.#agents].map(([id, agent]) => ({ id, providerId: id, type: agent.type, state: 'running', detail: '' }));
  }

  async start({ id, type, replicas }: StartRequest): Promise<FleetInstance> {
    const used = [...this.#agents.values()].reduce((sum, agent) => sum + agent.replicas, 0);
    if (!this.#agents.has(id) && used + replicas > this.behaviour.replicasMax) throw new AppError('NO_CAPACITY', 'No room for more replicas.');
    if (!this.#agents.has(id)) {
      this.started.push(id);
      this.#agents.set(id, new Agent(this.#agentSocket, id, type, replicas, this.behaviour));
    }
    return { id, providerId: id, type, state: 'starting', detail: '' };
  }

  async stop(ids: readonly string[]): Promise<void> {
    for (const id of ids) {
      this.stopped.push(id);
      await this.kill(id);
    }
  }

  async offers() {
    return testOffers;
  }

  async sweep() {
    return [];
  }

  async check() {
    return { ok: true, detail: 'it answers' };
  }

  /** As kill -9 does: gone without a word. */
  async kill(id: string): Promise<void> {
    const agent = this.#agents.get(id);
    this.#agents.delete(id);
    await agent?.end();
  }

  /** The process stays, but says nothing any more. */
  silence(id: string): void {
    this.#agents.get(id)?.silence();
  }

  get running(): string[] {
    return [...this.#agents.keys()];
  }

  async close(): Promise<void> {
    await Promise.all(this.running.map((id) => this.kill(id)));
  }
}

class Agent {
  readonly type: string;
  readonly replicas: number;
  readonly #socket: string;
  readonly #id: string;
  readonly #behaviour: Behaviour;
  readonly #abort = new AbortController();
  readonly #servers = new Map<string, Server>();
  readonly #states = new Map<string, ObservedReplica['state']>();
  readonly #timer: NodeJS.Timeout;
  #desired: DesiredState | null = null;
  #silent = false;
  #reporting = false;

  constructor(socket: string, id: string, type: string, replicas: number, behaviour: Behaviour) {
    this.#socket = socket;
    this.#id = id;
    this.type = type;
    this.replicas = replicas;
    this.#behaviour = behaviour;
    this.#timer = setInterval(() => void this.#step(), 40);
    void this.#watch();
  }

  silence(): void {
    this.#silent = true;
  }

  async end(): Promise<void> {
    this.#abort.abort();
    clearInterval(this.#timer);
    for (const server of this.#servers.values()) server.close();
    this.#servers.clear();
  }

  async #watch(): Promise<void> {
    while (!this.#abort.signal.aborted) {
      try {
        const state = (await this.#call('GET', `/agent/desired?instance=${this.#id}&since=${this.#desired?.revision ?? 0}`)) as DesiredState | null;
        if (state !== null) this.#desired = state;
      } catch {
        await new Promise((resolve) => setTimeout(resolve, 50)); // control is away: dial again
      }
    }
  }

  async #step(): Promise<void> {
    if (this.#desired === null || this.#silent || this.#reporting) return;
    this.#reporting = true;
    await this.#advanceAll(this.#desired);
    this.#reporting = false;
  }

  async #advanceAll(desired: DesiredState): Promise<void> {
    for (const replica of desired.replicas) this.#advance(replica);
    const replicas = desired.replicas.map((replica): ObservedReplica => {
      const state = this.#states.get(replica.id) ?? 'Pulling';
      const timings = { pullMs: 1, loadMs: 2, warmUpMs: 3 };
      return {
        id: replica.id,
        state,
        pid: 1,
        restarts: 0,
        memoryBytes: 1,
        cpuPercent: 1,
        timings: state === 'Pulling' ? {} : timings,
        reason: state === 'Failed' ? this.#behaviour.failure : null,
      };
    });
    const report: ObservedState = {
      instanceId: this.#id,
      revision: desired.revision,
      pid: 1,
      agentVersion: 'test',
      cpuPercent: 1,
      memoryBytes: 1,
      replicas,
    };
    await this.#call('POST', '/agent/observed', report).catch(() => null); // control is away: the next report says the same
  }

  #advance(replica: DesiredReplica): void {
    const state = this.#states.get(replica.id) ?? 'Pulling';
    if (replica.drain) {
      this.#states.set(replica.id, 'Stopped');
      this.#servers.get(replica.id)?.close();
    } else if (this.#behaviour.failure !== null && state !== 'Ready') this.#states.set(replica.id, 'Failed');
    else if (state === 'Pulling' && this.#behaviour.holdAt !== 'Pulling') this.#states.set(replica.id, 'Loading');
    else if (state === 'Loading' && this.#behaviour.holdAt !== 'Loading') this.#listen(replica);
  }

  #listen(replica: DesiredReplica): void {
    const path = replica.address.slice('unix:'.length);
    mkdirSync(dirname(path), { recursive: true });
    rmSync(path, { force: true });
    const server = createServer((socket) => serve(socket, replica, this.#behaviour)).listen(path, () => this.#states.set(replica.id, 'Ready'));
    this.#servers.set(replica.id, server);
    this.#states.set(replica.id, 'WarmingUp');
  }

  #call(method: string, path: string, body?: object): Promise<unknown> {
    return new Promise((resolve, reject) => {
      const text = body === undefined ? '' : JSON.stringify(body);
      const headers = { 'content-length': Buffer.byteLength(text) };
      const req = request({ socketPath: this.#socket, method, path, headers, agent: false, signal: this.#abort.signal }, (res) => {
        const chunks: Buffer[] = [];
        res.on('data', (chunk: Buffer) => chunks.push(chunk));
        res.on('error', reject);
        res.on('end', () => (res.statusCode === 200 ? resolve(JSON.parse(Buffer.concat(chunks).toString())) : reject(new Error(`answered ${res.statusCode}`))));
      });
      req.on('error', reject);
      req.end(text);
    });
  }
}

function serve(socket: Socket, replica: DesiredReplica, behaviour: Behaviour): void {
  const hello = { protocol: 1, replicaId: replica.id, versionDigest: replica.versionDigest, rowsMax: 64, slots: 1 };
  socket.write(encodeFrame(0, frameCode.hello, 0, Buffer.from(JSON.stringify(hello))));
  socket.write(encodeFrame(0, frameCode.ready, 0, Buffer.alloc(0)));
  const reader = new FrameReader((id, code, _flags, _aux, payload) => {
    if (code !== frameCode.infer) return;
    const { requestId } = new RawRequestReader().read(payload);
    const body = Buffer.from(JSON.stringify({ ...(behaviour.answer as object), requestId }));
    socket.write(encodeFrame(id, frameCode.result, codec.raw, Buffer.concat([Buffer.alloc(resultHeadBytes), body])));
  });
  socket.on('data', (chunk) => reader.push(chunk));
  socket.on('error', () => socket.destroy());
}
