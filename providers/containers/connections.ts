import { type ChildProcess, spawn } from 'node:child_process';
import { Agent, type AgentOptions } from 'node:http';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import type { Duplex } from 'node:stream';
import { repositoryRoot } from '@/core/bundle';
import type { EngineCall } from './engine';

type Ask = (error: Error | null, socket?: Duplex) => void;
interface Answer {
  readonly id?: number;
  readonly error?: string;
  readonly ready?: boolean;
}

/**
 * HTTP connections into a container without any network: a small process in the container's network namespace opens them and hands them over, so that
 * no port of this machine leads there. Requests name the port; the host is not looked at.
 */
export class ContainerConnections extends Agent {
  /** Resolves when the helping process has ended: no new connection can be opened. */
  readonly ended: Promise<void>;
  readonly ready: Promise<void>;
  readonly #child: ChildProcess;
  readonly #asked = new Map<number, Ask>();
  #count = 0;
  #gone = false;

  /** @param removal how the container is removed once this process is gone */
  constructor(pid: number, removal: EngineCall, options: AgentOptions = { keepAlive: true, maxSockets: 64 }) {
    super(options);
    const namespaces = process.getuid?.() === 0 ? [] : [`--user=/proc/${pid}/ns/user`, '--preserve-credentials'];
    const program = join(repositoryRoot(), 'providers', 'containers', 'connector.mjs');
    this.#child = spawn('nsenter', [...namespaces, `--net=/proc/${pid}/ns/net`, '--', process.execPath, program, String(pid), JSON.stringify(removal)], {
      stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
      env: { PATH: process.env.PATH, NODE_ENV: 'production' },
      detached: true, // it outlives a group that is killed, to end the container
    });
    this.ended = new Promise((resolve) => {
      this.#child.once('error', () => resolve());
      this.#child.once('exit', () => resolve());
    });
    this.ready = new Promise((resolve) => this.#child.once('message', () => resolve()));
    void this.ended.then(() => this.#end());
    this.#child.on('message', (message, socket) => this.#answer(message as Answer, socket as Socket | undefined));
  }

  /** Called by Node for each new connection. */
  override createConnection(options: { port?: number | string | null }, callback?: (error: Error | null, stream: Duplex) => void): undefined {
    const ask = callback as Ask | undefined;
    if (this.#gone || !this.#child.connected) {
      ask?.(new Error('the container has ended'));
      return undefined;
    }
    const id = ++this.#count;
    if (ask !== undefined) this.#asked.set(id, ask);
    this.#child.send({ id, port: Number(options.port) }, (error) => error !== null && this.#answer({ id, error: error.message }, undefined));
    return undefined;
  }

  /** No more connections; the helping process ends the container and itself. Resolves when both are gone. */
  async close(): Promise<void> {
    this.destroy();
    if (this.#child.connected) this.#child.disconnect();
    await this.ended;
  }

  #answer({ id = 0, error }: Answer, socket: Socket | undefined): void {
    const ask = this.#asked.get(id);
    this.#asked.delete(id);
    if (socket !== undefined) {
      if (ask === undefined) socket.destroy();
      else ask(null, socket);
    } else if (error !== undefined) ask?.(Object.assign(new Error(error), { code: error }));
  }

  #end(): void {
    this.#gone = true;
    for (const ask of this.#asked.values()) ask(new Error('the container has ended'));
    this.#asked.clear();
  }
}
