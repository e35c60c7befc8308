import type { ChildProcess } from 'node:child_process';

/** One agent that is started before anybody needs it, so that an instance is up without the time that its process takes to load. */
export class SpareAgent {
  readonly #spawn: (instanceId: string | null) => ChildProcess;
  readonly #afterMs: number;
  #child: ChildProcess | null = null;
  #timer: NodeJS.Timeout | null = null;

  /** @param afterMs  what has just begun has the machine for itself so long before the next spare is started */
  constructor(spawn: (instanceId: string | null) => ChildProcess, afterMs: number) {
    this.#spawn = spawn;
    this.#afterMs = afterMs;
  }

  /** Starts the spare a little later, unless it is there. */
  prepare(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#start(), this.#afterMs).unref();
  }

  /** The agent of an instance: the spare, else a new one. */
  take(instanceId: string): ChildProcess {
    const child = this.#child;
    this.#child = null;
    if (child === null || !child.connected || child.exitCode !== null || child.signalCode !== null) return this.#spawn(instanceId);
    child.send({ instanceId });
    return child;
  }

  close(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#child?.kill('SIGKILL'); // it has begun nothing
    this.#child = null;
  }

  #start(): void {
    if (this.#child !== null) return;
    const child = this.#spawn(null);
    this.#child = child;
    const forget = (): void => {
      if (this.#child === child) this.#child = null;
    };
    child.once('exit', forget);
    child.once('error', forget);
  }
}
