import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { bundleOf } from '@/core/bundle';
import type { Words } from '@/core/sentences/sentence';
import { endOf } from '@/frameworks/limited-process';
import { plainSandbox, programFolders, type Sandbox, type Wrapped } from '@/frameworks/sandbox';
import type { ReplicaConfig } from '../replica/messages';
import { LogTail } from './log-tail';
import { programOf } from './process-figures';
import { PipeChannel, type ReplicaChannel, SocketChannel } from './replica-channel';
import { socketFolder } from './socket-folder';

/** Why a replica's process ended, as far as it or the system said. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said itself before it ended. */
  readonly failed: { readonly code: string; readonly message: Words } | null;
  readonly evidence: string;
}

export interface ProcessEvents {
  onWarmingUp(): void;
  onReady(): void;
  onPong(): void;
  onBusy(forMs: number): void;
  /** What runs its model outside of its own processes. */
  onBeside(pid: number): void;
}

export interface ProcessOptions {
  readonly sandbox: Sandbox;
  /** The watch ends it above this; the kernel a little later, should the watch be too slow. */
  readonly memoryBytesMax: number;
}

/** What a replica may know of its surroundings: nothing that opens a door. */
const environmentNames = /^(PATH|LANG|LC_.*|TZ|TMPDIR|NODE_OPTIONS|AIMASS_LOG_LEVEL)$/;

function replicaEnvironment(home: string): Record<string, string> {
  const kept = Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined && environmentNames.test(entry[0]));
  return { ...Object.fromEntries(kept), ORT_DISABLE_TELEMETRY: '1', HOME: home };
}

/**
 * ONNX replicas read strangers' bytes themselves, so they run in the sandbox whole: their program and their version's folder, and only the folder of
 * their socket to write to. Others leave those bytes to a sandboxed process of their own.
 */
function sandboxed(
  config: ReplicaConfig,
  words: readonly string[],
  file: string,
  { sandbox, memoryBytesMax }: ProcessOptions,
): Wrapped & { readonly channel: ReplicaChannel } {
  const writable = socketFolder(config);
  if (config.native !== null || config.container !== null || writable === null)
    return { ...plainSandbox.wrap(words, { readOnly: [], writable: null }), channel: new PipeChannel() };
  const channel = sandbox.passesDescriptors ? new PipeChannel() : new SocketChannel(writable);
  const readOnly = [...programFolders(file, ['core', 'frameworks', 'providers', 'worker']), config.folder];
  const { TMPDIR: _hosts, ...env } = replicaEnvironment(config.folder);
  const limits = { memoryBytes: Math.round(memoryBytesMax * 1.25) + 128 * 1024 ** 2 };
  const wrapped = sandbox.wrap(words, { readOnly, writable }, { env: { ...env, ...channel.variables, NODE_ENV: 'production' }, limits });
  return { ...wrapped, channel };
}

/** One process of a replica, from its start to its end. */
export class ReplicaProcess {
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  readonly #channel: ReplicaChannel;
  readonly #first: () => number | null;
  #program: number | null = null;

  constructor(config: ReplicaConfig, events: ProcessEvents, options: ProcessOptions) {
    const { file, execArgv } = bundleOf('replica');
    // An argument leaves room for the title that `ps` shows; not the title itself, which the sandbox's own processes would show as well.
    const room = '-'.repeat(`aimass-replica ${config.model}@${config.version}`.length);
    const folder = socketFolder(config);
    if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { command, args, channel, pid } = sandboxed(config, [process.execPath, ...execArgv, file, room], file, options);
    const env: NodeJS.ProcessEnv = { ...replicaEnvironment(config.folder), NODE_ENV: 'production' };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe', ...(channel.isPipe ? (['ipc'] as const) : [])] });
    this.#child = child;
    this.#channel = channel;
    this.#first = pid ?? (() => child.pid ?? null);
    const tail = new LogTail();
    if (child.stdout !== null) tail.follow(child.stdout, (line) => process.stdout.write(`${line}\n`));
    if (child.stderr !== null) tail.follow(child.stderr, (line) => process.stderr.write(`${line}\n`));
    let failed: ProcessEnd['failed'] = null;
    channel.open(child, (said) => {
      if ('pong' in said) events.onPong();
      else if ('beside' in said) events.onBeside(said.beside);
      else if ('busyForMs' in said) events.onBusy(said.busyForMs);
      else if ('ready' in said) events.onReady();
      else if ('progress' in said) events.onWarmingUp();
      else failed = said.failed;
    });
    this.ended = new Promise((resolve) => {
      child.on('error', (error) => {
        void channel.finish();
        resolve({ code: null, signal: null, failed: { code: 'REPLICA_START_FAILED', message: error.message }, evidence: tail.text });
      });
      child.on('close', (code, signal) => {
        const [ownCode, ownSignal] = endOf([code, signal]);
        void channel.finish().then(() => resolve({ code: ownCode, signal: ownSignal, failed, evidence: tail.text }));
      });
    });
    this.#channel.send({ start: config });
  }

  /** Of the replica itself, as this machine counts; of what starts it until then. Null while its container is not there yet. */
  get pid(): number | null {
    const first = this.#first();
    if (first === null) return this.#program;
    this.#program ??= programOf(first);
    return this.#program ?? first;
  }

  ping(number: number): void {
    this.#channel.send({ ping: number });
  }

  drain(): void {
    this.#channel.send({ drain: true });
  }

  /** Ends it at once; a stopped process ends too. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }
}
