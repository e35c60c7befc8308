import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { bundleOf } from '@/core/bundle';
import type { Words } from '@/core/sentences/sentence';
import { endOf } from '@/frameworks/limited-process';
import { plainSandbox, programFolders, type Sandbox } from '@/frameworks/sandbox';
import type { FromReplica, ReplicaConfig, ToReplica } from '../replica/messages';
import { LogTail } from './log-tail';
import { programOf } from './process-figures';
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

/** The pipe to the agent, as Node announces it to a child; a sandbox passes on the pipe but not the announcement. */
const agentPipe = { NODE_CHANNEL_FD: '3', NODE_CHANNEL_SERIALIZATION_MODE: 'json' };

/**
 * ONNX replicas read strangers' bytes themselves, so they run in the sandbox whole: their program and their version's folder, and only the folder of
 * their socket to write to. Others leave those bytes to a sandboxed process of their own.
 */
function sandboxed(
  config: ReplicaConfig,
  words: readonly string[],
  file: string,
  { sandbox, memoryBytesMax }: ProcessOptions,
): { command: string; args: string[] } {
  const writable = socketFolder(config);
  if (config.native !== null || config.container !== null || writable === null) return plainSandbox.wrap(words, { readOnly: [], writable: null });
  const readOnly = [...programFolders(file, ['core', 'frameworks', 'providers', 'worker']), config.folder];
  const { TMPDIR: _hosts, ...env } = replicaEnvironment(config.folder);
  const limits = { memoryBytes: Math.round(memoryBytesMax * 1.25) + 128 * 1024 ** 2 };
  return sandbox.wrap(words, { readOnly, writable }, { env: { ...env, ...agentPipe, NODE_ENV: 'production' }, limits });
}

/** One process of a replica, from its start to its end. */
export class ReplicaProcess {
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;
  #program: number | null = null;

  constructor(config: ReplicaConfig, events: ProcessEvents, options: ProcessOptions) {
    const { file, execArgv } = bundleOf('replica');
    // An argument leaves room for the title that `ps` shows; not the title itself, which the sandbox's own processes would show as well.
    const room = '-'.repeat(`aimass-replica ${config.model}@${config.version}`.length);
    const folder = socketFolder(config);
    if (folder !== null) mkdirSync(folder, { recursive: true, mode: 0o700 });
    const { command, args } = sandboxed(config, [process.execPath, ...execArgv, file, room], file, options);
    const env: NodeJS.ProcessEnv = { ...replicaEnvironment(config.folder), NODE_ENV: 'production' };
    const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#child = child;
    const tail = new LogTail();
    if (child.stdout !== null) tail.follow(child.stdout, (line) => process.stdout.write(`${line}\n`));
    if (child.stderr !== null) tail.follow(child.stderr, (line) => process.stderr.write(`${line}\n`));
    let failed: ProcessEnd['failed'] = null;
    child.on('message', (message) => {
      const said = message as FromReplica;
      if ('pong' in said) events.onPong();
      else if ('beside' in said) events.onBeside(said.beside);
      else if ('busyForMs' in said) events.onBusy(said.busyForMs);
      else if ('ready' in said) events.onReady();
      else if ('progress' in said) events.onWarmingUp();
      else failed = said.failed;
    });
    this.ended = new Promise((resolve) => {
      child.on('error', (error) =>
        resolve({ code: null, signal: null, failed: { code: 'REPLICA_START_FAILED', message: error.message }, evidence: tail.text }),
      );
      child.on('close', (code, signal) => {
        const [ownCode, ownSignal] = endOf([code, signal]);
        resolve({ code: ownCode, signal: ownSignal, failed, evidence: tail.text });
      });
    });
    this.#send({ start: config });
  }

  /** Of the replica itself, as this machine counts; of what starts it until then. */
  get pid(): number | null {
    const { pid } = this.#child;
    if (pid === undefined) return null;
    this.#program ??= programOf(pid);
    return this.#program ?? pid;
  }

  ping(number: number): void {
    this.#send({ ping: number });
  }

  drain(): void {
    this.#send({ drain: true });
  }

  /** Ends it at once; a stopped process ends too. */
  kill(): void {
    this.#child.kill('SIGKILL');
  }

  /** A pipe that is full or closed belongs to a process that hangs or has ended, which shows elsewhere. */
  #send(message: ToReplica): void {
    if (this.#child.connected) this.#child.send(message, () => undefined);
  }
}
