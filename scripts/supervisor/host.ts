import type { ChildProcess } from 'node:child_process';
import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname, join } from 'node:path';
import { z } from 'zod';
import { AppError, isAppError } from '@/core/errors';
import type { Logger } from '@/core/log';
import { dataPaths } from '@/core/paths';
import { fleetWords } from '@/core/sentences/instances';
import { wordsIn } from '@/core/sentences/stored';
import type { Settings } from '@/core/settings';
import type { FleetInstance, InstanceTypeOffer } from '@/providers/fleet/provider';
import { HostInstance } from './host-instance';
import { offersOf, replicasCap, thisMachine } from './host-offers';
import { SpareAgent } from './spare-agent';

export interface HostOptions {
  readonly socketPath: string;
  readonly settings: Pick<Settings, 'AIMASS_LOCAL_REPLICAS' | 'AIMASS_DATA_DIR'>;
  /** Starts an agent in a process group of its own (`detached`), with an IPC channel; null: a spare, which is told its instance there. */
  readonly spawnAgent: (instanceId: string | null) => ChildProcess;
  /** When a spare is started after the one before was taken; 5 s by default. */
  readonly spareAfterMs?: number;
  readonly log: Logger;
}

const bodyBytesMax = 64 * 1024;
const startInput = z.object({ type: z.string(), replicas: z.number().int().min(1) });
const kept = z.array(z.object({ id: z.string(), type: z.string(), replicas: z.number() }));

/**
 * The host of local instances: starts and ends their agents for control, over a Unix socket (HTTP and JSON). What it holds it starts
 * again when the installation starts again, so that a restart of all serves from the first second, with control or without.
 */
export async function startHost(options: HostOptions): Promise<{ close(): Promise<void> }> {
  const host = new Host(options);
  await host.listen();
  return host;
}

class Host {
  readonly #options: HostOptions;
  readonly #server: Server;
  readonly #listFile: string;
  readonly #instances = new Map<string, HostInstance>();
  readonly #spare: SpareAgent;
  #closing = false;

  constructor(options: HostOptions) {
    this.#options = options;
    this.#spare = new SpareAgent(options.spawnAgent, options.spareAfterMs ?? 5_000);
    this.#listFile = join(dirname(options.socketPath), 'instances.json');
    this.#server = createServer((req, res) => void this.#answer(req, res));
    this.#server.requestTimeout = 30_000;
  }

  async listen(): Promise<void> {
    const { socketPath } = this.#options;
    mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
    rmSync(socketPath, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(socketPath, () => resolve());
    });
    chmodSync(socketPath, 0o600);
    for (const { id, type, replicas } of this.#readList()) this.#spawn(id, type, replicas);
    this.#spare.prepare();
  }

  /** Ends all agents, and keeps the list of them for the next start. */
  async close(): Promise<void> {
    this.#closing = true;
    this.#server.close();
    this.#server.closeAllConnections();
    this.#spare.close();
    await Promise.all([...this.#instances.values()].map((instance) => instance.stop()));
    rmSync(this.#options.socketPath, { force: true });
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    try {
      const [, noun, id] = (req.url ?? '').split('/');
      if (req.method === 'GET' && noun === 'instances') return send(res, 200, this.#list());
      if (req.method === 'GET' && noun === 'offers') return send(res, 200, this.#offers());
      if (noun === 'instances' && id !== undefined && /^ins_[0-9a-f]{32}$/.test(id)) {
        if (req.method === 'PUT') return send(res, 200, this.#start(id, await readBody(req)));
        if (req.method === 'DELETE') return send(res, 200, await this.#stop(id));
      }
      send(res, 404, { code: 'NOT_FOUND', detail: 'The local host knows no such call.' });
    } catch (error) {
      if (!isAppError(error)) this.#options.log.error({ err: error, path: req.url }, 'the local host could not answer');
      const refusal = isAppError(error) ? error : new AppError('INSTANCE_START_FAILED', { detail: fleetWords.hostFailed(), fix: fleetWords.readItsLog() });
      send(res, refusal.status, { code: refusal.code, detail: refusal.details.detail, fix: refusal.details.fix });
    }
  }

  #list(): FleetInstance[] {
    return [...this.#instances.values()].map((instance) => instance.describe());
  }

  #offers(): InstanceTypeOffer[] {
    return offersOf(thisMachine(), this.#replicasFree());
  }

  /** Idempotent: an instance that runs is answered as it is. */
  #start(id: string, body: unknown): FleetInstance {
    const known = this.#instances.get(id);
    if (known?.running === true) return known.describe();
    const { type, replicas } = readStart(body);
    const offer = this.#offers().find((one) => one.name === type);
    if (offer === undefined) throw new AppError('INSTANCE_TYPE_UNKNOWN', { detail: fleetWords.typeUnknown({ type }), fix: fleetWords.chooseSmall() });
    const free = this.#replicasFree();
    if (replicas > free) throw this.#noRoom(replicas, free);
    if (!offer.available)
      throw new AppError('NO_CAPACITY', { detail: fleetWords.cannotStart({ type, why: wordsIn(offer, 'reason') }), fix: fleetWords.stopOrSmaller() });
    if (replicas > offer.replicasMax) {
      throw new AppError('NO_CAPACITY', {
        detail: fleetWords.holdsAtMost({ type, most: offer.replicasMax, replicas }),
        fix: fleetWords.fewerOrLarger(),
      });
    }
    const started = this.#spawn(id, type, replicas);
    this.#writeList();
    return started.describe();
  }

  #noRoom(wanted: number, free: number): AppError {
    const cap = this.#cap();
    return new AppError('NO_CAPACITY', {
      detail: free === 0 ? fleetWords.noPlace({ most: cap, wanted }) : fleetWords.fewPlaces({ most: cap, free, wanted }),
      fix: fleetWords.stopOrStartWith({ needed: cap + wanted - free }),
    });
  }

  async #stop(id: string): Promise<object> {
    const instance = this.#instances.get(id);
    if (instance === undefined) throw new AppError('NOT_FOUND', { detail: `There is no local instance ${id}.` });
    await instance.stop();
    this.#instances.delete(id);
    this.#writeList();
    rmSync(join(dataPaths(this.#options.settings.AIMASS_DATA_DIR).root, 'instances', id), { recursive: true, force: true });
    return {};
  }

  #spawn(id: string, type: string, replicas: number): HostInstance {
    const instance = new HostInstance(id, type, replicas, this.#spare.take(id), (ended) => {
      if (!this.#closing) this.#options.log.info({ instance: id, how: ended.describe().detail }, 'an agent ended');
    });
    this.#instances.set(id, instance);
    if (this.#replicasFree() > 0) this.#spare.prepare();
    return instance;
  }

  #cap(): number {
    return replicasCap(this.#options.settings.AIMASS_LOCAL_REPLICAS, thisMachine());
  }

  #replicasFree(): number {
    const used = [...this.#instances.values()].filter((instance) => instance.running).reduce((sum, instance) => sum + instance.replicas, 0);
    return Math.max(0, this.#cap() - used);
  }

  #readList(): z.infer<typeof kept> {
    try {
      return kept.parse(JSON.parse(readFileSync(this.#listFile, 'utf8')));
    } catch {
      return []; // there is none, or none that can be read: control asks for what it wants
    }
  }

  #writeList(): void {
    const list = [...this.#instances.values()].filter((one) => one.running).map(({ id, type, replicas }) => ({ id, type, replicas }));
    writeFileSync(`${this.#listFile}.next`, JSON.stringify(list), { mode: 0o600 });
    renameSync(`${this.#listFile}.next`, this.#listFile);
  }
}

function readStart(body: unknown): z.infer<typeof startInput> {
  const parsed = startInput.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new AppError('VALIDATION_FAILED', { detail: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') });
}

function send(res: ServerResponse, status: number, body: unknown): void {
  if (res.destroyed) return;
  const text = JSON.stringify(body);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
}

async function readBody(req: IncomingMessage): Promise<unknown> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > bodyBytesMax) throw new AppError('BODY_TOO_LARGE', { detail: 'The request is too long.' });
    chunks.push(chunk);
  }
  return JSON.parse(Buffer.concat(chunks).toString('utf8')) as unknown;
}
