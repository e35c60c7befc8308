import type { ChildProcess } from 'node:child_process';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { Tail } from '@/core/tail';
import { ContainerConnections } from './connections';
import { type ContainerEngine, callEngine, lastLine, spawnEngine } from './engine';
import { readContainerFigures } from './figures';
import { removal } from './removal';
import { ownerLabel, processLabel } from './sweep';

const startMsMax = 60_000;
const lookMs = 50;
const figuresMs = 100;
/** What a container may use of memory for its files below /tmp is part of its memory. */
const temporaryShare = 0.5;
export const stopMsMax = 5_000;

/** What is started, and what it may use. */
export interface ContainerOrder {
  /** Whose it is: a replica's id, or a version's while it is checked. There is one container for each at a time. */
  readonly owner: string;
  readonly imageId: string;
  readonly arguments: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Folder of this machine that stands at `/opt/ml/model`, read-only. */
  readonly modelFolder: string | null;
  readonly memoryBytes: number;
  readonly cpus: number;
  readonly tasks: number;
}

export interface ContainerEnd {
  /** Null where the engine itself was ended. */
  readonly code: number | null;
  readonly byUs: boolean;
  readonly peakBytes: number;
  /** Its last lines. */
  readonly log: readonly string[];
}

/** It has ended, or was never started. */
export class ContainerEnded extends Error {
  readonly end: ContainerEnd;

  constructor(end: ContainerEnd) {
    super(`the container ended (${end.code ?? 'killed'})`);
    this.name = 'ContainerEnded';
    this.end = end;
  }
}

/**
 * One container: no network, no capabilities, a root that cannot be written to, and limits of memory, processors and processes. It ends with the process
 * that started it, however that ends.
 */
export class RunningContainer {
  readonly ended: Promise<ContainerEnd>;
  readonly #engine: ContainerEngine;
  readonly #name: string;
  readonly #client: ChildProcess;
  readonly #tail = new Tail();
  #connections: ContainerConnections | null = null;
  #pid: number | null = null;
  #end: ContainerEnd | null = null;
  #peakBytes = 0;
  #byUs = false;

  private constructor(engine: ContainerEngine, order: ContainerOrder) {
    this.#engine = engine;
    this.#name = nameOf(order.owner);
    const environment = environmentFile(engine, order.owner);
    writeFileSync(environment, linesOf(order.environment), { mode: 0o600 });
    this.#client = spawnEngine(engine, runArguments(engine, order, this.#name, environment), { stdio: ['ignore', 'pipe', 'pipe'], detached: true });
    if (this.#client.stdout !== null) this.#tail.follow(this.#client.stdout);
    if (this.#client.stderr !== null) this.#tail.follow(this.#client.stderr);
    this.ended = new Promise((resolve) => {
      const end = (code: number | null): void => {
        this.#end = { code, byUs: this.#byUs, peakBytes: this.#peakBytes, log: this.log };
        resolve(this.#end);
      };
      this.#client.once('error', () => end(null));
      this.#client.once('close', (code) => end(code));
    });
  }

  /** @throws ContainerEnded where it did not start, or ended at once */
  static async start(engine: ContainerEngine, order: ContainerOrder, signal?: AbortSignal): Promise<RunningContainer> {
    await removeContainer(engine, order.owner);
    signal?.throwIfAborted();
    const container = new RunningContainer(engine, order);
    try {
      await container.#find();
      return container;
    } catch (error) {
      await container.close(0);
      throw error;
    } finally {
      rmSync(environmentFile(engine, order.owner), { force: true });
    }
  }

  /** Of its first process, as this machine counts. */
  get pid(): number {
    return this.#pid ?? 0;
  }

  get isRunning(): boolean {
    return this.#end === null;
  }

  /** Its last lines. */
  get log(): readonly string[] {
    return this.#tail.lines;
  }

  get peakBytes(): number {
    return this.#peakBytes;
  }

  /** For requests to a port of it. */
  get connections(): ContainerConnections {
    if (this.#connections === null) throw new Error('the container has not been started');
    return this.#connections;
  }

  /** Asks it to end, ends it after `graceMs`, and removes what is left of it. */
  async close(graceMs = stopMsMax): Promise<void> {
    this.#byUs = true;
    if (graceMs > 0 && this.#end === null) {
      const seconds = Math.ceil(graceMs / 1000);
      await callEngine(this.#engine, ['stop', '-t', String(seconds), this.#name]);
    }
    await this.#connections?.close();
    await removeContainerNamed(this.#engine, this.#name);
    const gone = setTimeout(() => this.#client.kill('SIGKILL'), 5_000); // the engine's own client hangs
    await this.ended;
    clearTimeout(gone);
  }

  /** Waits for its first process and enters its network. */
  async #find(): Promise<void> {
    const until = performance.now() + startMsMax;
    while (this.#pid === null) {
      if (this.#end !== null) throw new ContainerEnded(this.#end);
      if (performance.now() > until) throw new Error(`${this.#engine.kind} did not start the container within ${startMsMax} ms`);
      const { stdout } = await callEngine(this.#engine, ['inspect', '--format', '{{.State.Pid}}', this.#name]);
      const pid = Number(stdout.trim());
      if (pid > 0) this.#pid = pid;
      else await pause(lookMs);
    }
    void this.#watch(this.#pid);
    this.#connections = new ContainerConnections(this.#pid, this.#engine.call(removal(this.#engine, this.#name)));
    await Promise.race([this.#connections.ready, this.#connections.ended, this.ended]);
  }

  async #watch(pid: number): Promise<void> {
    while (this.#end === null) {
      this.#peakBytes = Math.max(this.#peakBytes, readContainerFigures(pid)?.peakBytes ?? 0);
      await pause(figuresMs, undefined, { ref: false });
    }
  }
}

function runArguments(engine: ContainerEngine, order: ContainerOrder, name: string, environment: string): string[] {
  const memory = `${Math.round(order.memoryBytes)}b`;
  const temporary = `rw,nosuid,nodev,size=${Math.round(order.memoryBytes * temporaryShare)},mode=1777`;
  const labels = [`${ownerLabel}=${order.owner}`, `${processLabel}=${process.pid}`].flatMap((label) => ['--label', label]);
  const closed = ['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--security-opt', 'no-new-privileges', '--hostname', 'model'];
  const limits = ['--memory', memory, '--memory-swap', memory, '--cpus', String(order.cpus), '--pids-limit', String(order.tasks)];
  const writable = ['/tmp', '/run', '/var/tmp'].flatMap((folder) => ['--tmpfs', `${folder}:${temporary}`]);
  const own = engine.kind === 'podman' ? ['--http-proxy=false', '--image-volume', 'tmpfs'] : [];
  const quiet = ['--log-driver', 'none', '--no-healthcheck', '--pull', 'never'];
  const model = order.modelFolder === null ? [] : ['--volume', `${order.modelFolder}:/opt/ml/model:ro`];
  return [
    'run',
    '--name',
    name,
    ...labels,
    ...closed,
    ...limits,
    ...writable,
    ...own,
    ...quiet,
    '--env-file',
    environment,
    ...model,
    order.imageId,
    ...order.arguments,
  ];
}

/** Read when the container starts, and never seen on a command line. */
function environmentFile({ places }: ContainerEngine, owner: string): string {
  return join(places.store, `${nameOf(owner)}.env`);
}

/** One a line; values hold no line ends, as was checked when they were given. */
function linesOf(environment: ContainerOrder['environment']): string {
  return Object.entries(environment)
    .map(([name, value]) => `${name}=${value}\n`)
    .join('');
}

function nameOf(owner: string): string {
  return `aimass-${owner.replace(/[^\w.-]/g, '_')}`;
}

/** Removes the container of an owner, running or not. Nothing happens where there is none. */
export function removeContainer(engine: ContainerEngine, owner: string): Promise<void> {
  return removeContainerNamed(engine, nameOf(owner));
}

async function removeContainerNamed(engine: ContainerEngine, name: string): Promise<void> {
  const { code, stderr } = await callEngine(engine, removal(engine, name));
  if (code !== 0 && !/no (such )?container/i.test(stderr)) throw new Error(`${engine.kind} could not remove ${name}: ${lastLine(stderr)}`);
}
