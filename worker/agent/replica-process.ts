import { type ChildProcess, spawn } from 'node:child_process';
import { bundleOf } from '@/core/bundle';
import type { FromReplica, ReplicaConfig, ToReplica } from '../replica/messages';
import { LogTail } from './log-tail';

/** Why a replica's process ended, as far as it or the system said. */
export interface ProcessEnd {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  /** What it said itself before it ended. */
  readonly failed: { readonly code: string; readonly message: string } | null;
  readonly evidence: string;
}

export interface ProcessEvents {
  onWarmingUp(): void;
  onReady(): void;
  onPong(): void;
  onBusy(forMs: number): void;
}

/** What a replica may know of its surroundings: nothing that opens a door. */
const environmentNames = /^(PATH|LANG|LC_.*|TZ|TMPDIR|NODE_OPTIONS|AIMASS_LOG_LEVEL)$/;

function replicaEnvironment(home: string): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => environmentNames.test(name));
  return { ...Object.fromEntries(kept), HOME: home, NODE_ENV: 'production' };
}

/** One process of a replica, from its start to its end. */
export class ReplicaProcess {
  readonly ended: Promise<ProcessEnd>;
  readonly #child: ChildProcess;

  constructor(config: ReplicaConfig, events: ProcessEvents) {
    const { file, execArgv } = bundleOf('replica');
    // Its own name as an argument leaves room for the title that `ps` shows.
    const title = `aimass-replica ${config.model}@${config.version}`;
    const child = spawn(process.execPath, [...execArgv, file, title], { env: replicaEnvironment(config.folder), stdio: ['ignore', 'pipe', 'pipe', 'ipc'] });
    this.#child = child;
    const tail = new LogTail();
    if (child.stdout !== null) tail.follow(child.stdout, (line) => process.stdout.write(`${line}\n`));
    if (child.stderr !== null) tail.follow(child.stderr, (line) => process.stderr.write(`${line}\n`));
    let failed: ProcessEnd['failed'] = null;
    child.on('message', (message) => {
      const said = message as FromReplica;
      if ('pong' in said) events.onPong();
      else if ('busyForMs' in said) events.onBusy(said.busyForMs);
      else if ('ready' in said) events.onReady();
      else if ('progress' in said) events.onWarmingUp();
      else failed = said.failed;
    });
    this.ended = new Promise((resolve) => {
      child.on('error', (error) =>
        resolve({ code: null, signal: null, failed: { code: 'REPLICA_START_FAILED', message: error.message }, evidence: tail.text }),
      );
      child.on('close', (code, signal) => resolve({ code, signal, failed, evidence: tail.text }));
    });
    this.#send({ start: config });
  }

  get pid(): number | null {
    return this.#child.pid ?? null;
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
