import { type ChildProcess, spawn } from 'node:child_process';
import { type BundleName, bundleOf } from '@/core/bundle';
import type { LogLines } from './log-lines';
import { restartDelayMs } from './restart-delay';
import { StartError } from './start-error';

export interface ChildOptions {
  readonly bundle: BundleName;
  /** Its name for `ps` and in the log. */
  readonly title: string;
  readonly cwd: string;
  readonly lines: LogLines;
  /** Environment for the next start; asked anew each time, since ports become known. */
  environment(): NodeJS.ProcessEnv;
  /** Told each time it is ready, with what it announced. */
  onReady?(announced: Readonly<Record<string, unknown>>): void;
  onEnd?(how: string, againInMs: number): void;
}

const readyWithinMs = 60_000;

/**
 * One process of the installation. It is started again whenever it ends, until `stop`. It has a process group of its own, so that
 * Ctrl-C reaches only the supervisor, and a pipe to it, so that it ends when the supervisor is gone.
 */
export class Child {
  readonly #options: ChildOptions;
  #process: ChildProcess | null = null;
  #stopping = false;
  #failures = 0;
  #timer: NodeJS.Timeout | null = null;

  constructor(options: ChildOptions) {
    this.#options = options;
  }

  get pid(): number | null {
    return this.#process?.pid ?? null;
  }

  /** Starts it. @throws StartError with its last lines when it ends, or says nothing for 60 s, before it is ready */
  start(): Promise<Readonly<Record<string, unknown>>> {
    const { bundle, title, cwd, lines } = this.#options;
    const { file, execArgv } = bundleOf(bundle);
    const startedAt = performance.now();
    const lastLines: string[] = [];
    const child = spawn(process.execPath, [...execArgv, file], {
      cwd,
      env: this.#options.environment(),
      stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
      detached: true,
    });
    this.#process = child;
    const seen = (line: string): void => {
      lastLines.push(line);
      if (lastLines.length > 20) lastLines.shift();
    };
    if (child.stdout !== null) lines.follow(title, child.stdout, seen);
    if (child.stderr !== null) lines.follow(title, child.stderr, seen);
    return new Promise((ready, failed) => {
      let wasReady = false;
      const tooLate = setTimeout(() => child.kill('SIGKILL'), readyWithinMs);
      child.on('message', (message) => {
        if (typeof message !== 'object' || message === null || !('ready' in message)) return;
        clearTimeout(tooLate);
        wasReady = true;
        this.#options.onReady?.(message as Record<string, unknown>);
        ready(message as Record<string, unknown>);
      });
      child.on('error', failed);
      child.on('close', (code, signal) => {
        clearTimeout(tooLate);
        const how = signal ?? `code ${code}`;
        failed(new StartError(`${title} ended with ${how} before it was ready:\n${lastLines.join('\n')}`));
        this.#process = null;
        if (!this.#stopping) this.#startAgain(how, wasReady, performance.now() - startedAt);
      });
    });
  }

  /** Ends it for good: SIGTERM, and SIGKILL when it has not ended after `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#stopping = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
    const child = this.#process;
    if (child === null || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise((done) => child.once('close', done));
    child.kill('SIGTERM');
    const killer = setTimeout(() => child.kill('SIGKILL'), graceMs);
    await ended;
    clearTimeout(killer);
  }

  /** Ends it at once. */
  kill(): void {
    this.#stopping = true;
    this.#process?.kill('SIGKILL');
  }

  #startAgain(how: string, wasReady: boolean, livedMs: number): void {
    this.#failures = wasReady ? 0 : this.#failures + 1;
    const delayMs = restartDelayMs({ wasReady, livedMs, failures: this.#failures });
    this.#options.onEnd?.(how, delayMs);
    this.#timer = setTimeout(() => {
      this.start().catch(() => undefined); // its end starts it again
    }, delayMs);
  }
}
