import { mkdirSync, renameSync, rmSync, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { dirname } from 'node:path';
import type { DesiredState, ObservedState } from '@/core/agent-api';
import type { Logger } from '@/core/log';
import { ObservedInput } from './observed';

const pollMs = 25_000;
const bodyBytesMax = 4 * 1024 * 1024;

export interface AgentApiOptions {
  /** The socket's lasting name. */
  readonly socketPath: string;
  /** Null for an instance that is not known. */
  readonly desired: (instanceId: string) => Promise<DesiredState | null>;
  readonly observed: (report: ObservedState) => Promise<boolean>;
  readonly log: Logger;
}

/**
 * What agents dial: `GET /agent/desired?instance=&since=` waits up to 25 s for something newer than `since`, `POST /agent/observed` reports.
 * Only the leader serves it. It listens under a name of its own that is then renamed over the lasting one, so that a former leader
 * that closes late cannot take its successor's socket away.
 */
export class AgentApi {
  readonly #options: AgentApiOptions;
  readonly #server: Server;
  readonly #waiting = new Map<string, Set<() => void>>();
  #inode = 0;

  constructor(options: AgentApiOptions) {
    this.#options = options;
    this.#server = createServer((req, res) => void this.#answer(req, res));
    this.#server.requestTimeout = 30_000;
  }

  async listen(): Promise<void> {
    const { socketPath } = this.#options;
    const own = `${socketPath}.${process.pid}`;
    mkdirSync(dirname(socketPath), { recursive: true, mode: 0o700 });
    rmSync(own, { force: true });
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', reject);
      this.#server.listen(own, () => resolve());
    });
    this.#inode = statSync(own).ino;
    renameSync(own, socketPath);
  }

  /** True while the lasting name still leads here. */
  isReachable(): boolean {
    return statSync(this.#options.socketPath, { throwIfNoEntry: false })?.ino === this.#inode;
  }

  /** Answers those who wait for this instance's desired state. */
  wake(instanceId: string): void {
    for (const answer of this.#waiting.get(instanceId) ?? []) answer();
  }

  async close(): Promise<void> {
    for (const waiting of this.#waiting.values()) for (const answer of waiting) answer();
    this.#server.closeAllConnections();
    await new Promise<void>((resolve) => this.#server.close(() => resolve()));
    if (this.isReachable()) rmSync(this.#options.socketPath, { force: true });
  }

  async #answer(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const url = new URL(req.url ?? '/', 'http://agent');
    try {
      if (req.method === 'GET' && url.pathname === '/agent/desired') return await this.#desired(url, res);
      if (req.method === 'POST' && url.pathname === '/agent/observed') return await this.#observed(req, res);
      send(res, 404, { code: 'NOT_FOUND', detail: 'There is no such agent call.' });
    } catch (error) {
      this.#options.log.warn({ err: error, path: url.pathname }, 'an agent could not be answered');
      send(res, 503, { code: 'INTERNAL', detail: 'Control cannot answer now; ask again.' });
    }
  }

  async #desired(url: URL, res: ServerResponse): Promise<void> {
    const instanceId = url.searchParams.get('instance') ?? '';
    const since = Number(url.searchParams.get('since') ?? '0');
    const pause = this.#pause(instanceId, res);
    try {
      let state = await this.#options.desired(instanceId);
      if (state !== null && state.revision <= since) {
        await pause.ended;
        if (res.destroyed) return;
        state = await this.#options.desired(instanceId);
      }
      if (state === null) send(res, 404, { code: 'NOT_FOUND', detail: `There is no instance ${instanceId}.` });
      else send(res, 200, state);
    } finally {
      pause.cancel();
    }
  }

  async #observed(req: IncomingMessage, res: ServerResponse): Promise<void> {
    const parsed = ObservedInput.safeParse(JSON.parse(await readBody(req)));
    if (!parsed.success)
      return send(res, 400, { code: 'VALIDATION_FAILED', detail: parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`).join('; ') });
    const known = await this.#options.observed(parsed.data);
    if (known) send(res, 200, {});
    else send(res, 404, { code: 'NOT_FOUND', detail: `There is no instance ${parsed.data.instanceId}.` });
  }

  /** Begins to wait before the state is read, so that a change in between is not missed. */
  #pause(instanceId: string, res: ServerResponse): { ended: Promise<void>; cancel: () => void } {
    let cancel = (): void => {};
    const ended = new Promise<void>((resolve) => {
      const waiting = this.#waiting.get(instanceId) ?? new Set();
      this.#waiting.set(instanceId, waiting);
      const answer = (): void => {
        clearTimeout(timer);
        waiting.delete(answer);
        if (waiting.size === 0) this.#waiting.delete(instanceId);
        resolve();
      };
      const timer = setTimeout(answer, pollMs);
      waiting.add(answer);
      res.on('close', answer);
      cancel = answer;
    });
    return { ended, cancel };
  }
}

function send(res: ServerResponse, status: number, body: unknown): void {
  if (res.destroyed) return;
  const text = JSON.stringify(body);
  res.writeHead(status, { 'content-type': 'application/json', 'content-length': Buffer.byteLength(text) });
  res.end(text);
}

async function readBody(req: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of req as AsyncIterable<Buffer>) {
    bytes += chunk.byteLength;
    if (bytes > bodyBytesMax) throw new RangeError('the report is too long');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
