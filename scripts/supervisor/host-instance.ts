import type { ChildProcess } from 'node:child_process';
import { instanceWords } from '@/core/sentences/instances';
import type { Words } from '@/core/sentences/sentence';
import type { FleetInstance } from '@/providers/fleet/provider';

/** On a signal an agent gets this long to end its replicas. */
const graceMs = 10_000;

/** One local instance: the process group of its agent, with the replicas the agent started. */
export class HostInstance {
  readonly id: string;
  readonly type: string;
  readonly replicas: number;
  readonly #child: ChildProcess;
  readonly #ended: Promise<void>;
  #state: FleetInstance['state'] = 'starting';
  #detail: Words = '';

  constructor(id: string, type: string, replicas: number, child: ChildProcess, onEnd: (instance: HostInstance) => void) {
    this.id = id;
    this.type = type;
    this.replicas = replicas;
    this.#child = child;
    child.on('message', (message) => {
      if (typeof message === 'object' && message !== null && 'ready' in message && this.#state === 'starting') this.#state = 'running';
    });
    this.#ended = new Promise((resolve) => {
      const end = (detail: Words): void => {
        if (this.#state === 'stopped') return;
        this.#state = 'stopped';
        this.#detail = detail;
        this.#killGroup();
        onEnd(this);
        resolve();
      };
      child.on('error', (error) => end(error.message));
      child.on('exit', (code, signal) => end(signal === null ? instanceWords.withCode({ code: code ?? 0 }) : instanceWords.bySignal({ signal })));
    });
  }

  get running(): boolean {
    return this.#state !== 'stopped';
  }

  describe(): FleetInstance {
    return { id: this.id, providerId: String(this.#child.pid ?? 0), type: this.type, state: this.#state, detail: this.#detail };
  }

  /** Resolves once it has ended: by itself after SIGTERM, or by SIGKILL after 10 s. */
  async stop(): Promise<void> {
    if (!this.running) return;
    this.#child.kill('SIGTERM');
    const killer = setTimeout(() => this.#child.kill('SIGKILL'), graceMs);
    await this.#ended;
    clearTimeout(killer);
  }

  /** Replicas end with their agent by themselves, unless a model blocks them. */
  #killGroup(): void {
    if (this.#child.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // nobody is left in it
    }
  }
}
