import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DesiredReplica, ObservedReplica, ReplicaState } from '@/core/agent-api';
import { isAppError } from '@/core/errors';
import type { Logger } from '@/core/log';
import { inspectionWords } from '@/core/sentences/inspection';
import { replicaWords } from '@/core/sentences/replicas';
import type { Sentence, Words } from '@/core/sentences/sentence';
import { inEnglish, wordsIn } from '@/core/sentences/stored';
import { openSandbox, type Sandbox } from '@/frameworks/sandbox';
import { ensureToolchain, type Toolchain, type ToolchainPlaces } from '@/frameworks/toolchains';
import { type ContainerEngine, type ContainerPlaces, openEngine } from '@/providers/containers/engine';
import { ensureImage } from '@/providers/containers/images';
import { removeContainer } from '@/providers/containers/running-container';
import { afterFailure, stableMs } from './back-off';
import { GoldenCheck } from './golden-check';
import { type ProcessEnd, ReplicaProcess } from './replica-process';
import { ReplicaWatch } from './replica-watch';
import { socketFolder } from './socket-folder';
import type { VersionFolder } from './version-folder';

/** A load that takes longer hangs. */
const loadMsMax = 10 * 60_000;
/** What a replica may take to answer what it holds once it shall end. */
const drainMsMax = 60_000;

type Reason = NonNullable<ObservedReplica['reason']>;
type Timings = { pullMs?: number; loadMs?: number; warmUpMs?: number };

export interface KeeperOptions {
  readonly desired: DesiredReplica;
  readonly folder: VersionFolder;
  /** Where the Python environments of other frameworks are. */
  readonly toolchains: ToolchainPlaces;
  readonly containers: ContainerPlaces;
  readonly log: Logger;
  /** Told whenever what {@link ReplicaKeeper.observed} says has changed. */
  readonly onChange: () => void;
}

/**
 * Keeps one replica running: Pulling → Loading → WarmingUp → Ready, back to Pulling by way of BackOff when it ends, Failed when it keeps
 * failing; Draining → Stopped once it shall end, or back to Pulling where it was only to start anew. Its socket keeps its name over all of that.
 */
export class ReplicaKeeper {
  readonly ended: Promise<void>;
  readonly #options: KeeperOptions;
  readonly #stop = new AbortController();
  readonly #watch = new ReplicaWatch();
  #state: ReplicaState = 'Pulling';
  #process: ReplicaProcess | null = null;
  #timings: Timings = {};
  #reason: Reason | null = null;
  #restarts = 0;
  #failures = 0;
  #wasReady = false;
  #readyAt = 0;
  /** Set by whoever ends the process on purpose, since the system only tells of a signal. */
  #killedFor: Reason | null = null;
  readonly #golden: GoldenCheck;
  #restartsAsked: number;
  /** Control wants another process in its place. */
  #startsAnew = false;

  constructor(options: KeeperOptions) {
    this.#options = options;
    this.#restartsAsked = options.desired.restartsAsked ?? 0;
    this.#golden = new GoldenCheck({ desired: options.desired, log: options.log, heardSince: (at) => this.#watch.heardSince(at), onChange: options.onChange });
    this.ended = this.#live();
  }

  get id(): string {
    return this.#options.desired.id;
  }

  get observed(): ObservedReplica {
    const { memoryBytes, cpuPercent } = this.#watch;
    return {
      id: this.id,
      state: this.#state,
      pid: this.#process?.pid ?? null,
      restarts: this.#restarts,
      memoryBytes,
      cpuPercent,
      timings: { ...this.#timings },
      reason: this.#reason,
      health: this.#golden.observed,
    };
  }

  /** Starts another process once for each time that control has asked; the one before answers what it holds. */
  restartUpTo(asked: number): void {
    if (asked <= this.#restartsAsked) return;
    this.#restartsAsked = asked;
    if (this.#stop.signal.aborted || this.#state !== 'Ready') return; // another process is on its way as it is
    this.#startsAnew = true;
    this.#leave();
  }

  /** It takes no new work, answers what it holds, and ends. */
  drain(): void {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    if (this.#state === 'Ready') this.#leave();
    else if (this.#state !== 'Draining') this.#process?.kill(); // it serves nobody yet
  }

  #leave(): void {
    this.#golden.end();
    this.#move('Draining');
    this.#process?.drain();
    const running = this.#process;
    setTimeout(() => running?.kill(), drainMsMax).unref();
  }

  /** It ends at once. */
  kill(): void {
    this.#stop.abort();
    this.#process?.kill();
  }

  /** Looks after the process: memory, life, time to load. Called twice a second. */
  look(now: number): void {
    const running = this.#process;
    if (running === null) return;
    const { memoryBytesMax } = this.#options.desired;
    const state = this.#state;
    const serving = state === 'Ready' || state === 'Draining';
    const found = this.#watch.look(running, now, { memoryBytesMax, serving, loadMsMax });
    if (found !== null) this.#end(running, found);
  }

  async #live(): Promise<void> {
    while (!this.#stop.signal.aborted) {
      const failure = await this.#run();
      if (this.#startsAnew && !this.#stop.signal.aborted) {
        this.#startsAnew = false;
        this.#restarts++;
        continue;
      }
      if (failure === null || this.#stop.signal.aborted) break;
      if (this.#readyAt > 0 && performance.now() - this.#readyAt > stableMs) this.#failures = 0;
      this.#failures++;
      this.#reason = failure;
      const next = afterFailure({ count: this.#failures, wasReady: this.#wasReady, code: failure.code });
      this.#options.log.warn({ replica: this.id, code: failure.code, why: failure.message, next }, 'a replica ended');
      if (!next.again) {
        this.#move('Failed');
        return;
      }
      this.#move('BackOff');
      await pause(next.delayMs, undefined, { signal: this.#stop.signal }).catch(() => undefined); // woken to end
      this.#restarts++;
    }
    await this.#removeSocket();
    this.#move('Stopped');
  }

  async #removeSocket(): Promise<void> {
    const { id: replicaId, address } = this.#options.desired;
    const folder = socketFolder({ replicaId, address });
    if (folder !== null) await rm(folder, { recursive: true, force: true });
  }

  /** One life of the process. Null when it ended because it was asked to. */
  async #run(): Promise<Reason | null> {
    const { desired, folder } = this.#options;
    this.#timings = {};
    this.#readyAt = 0;
    this.#killedFor = null;
    this.#move('Pulling');
    const startedAt = performance.now();
    let toolchain: Toolchain | null = null;
    let engine: ContainerEngine | null = null;
    try {
      await folder.prepare(desired.files);
      toolchain = desired.native === null ? null : await ensureToolchain(desired.native.toolchain, { ...this.#options.toolchains, signal: this.#stop.signal });
      engine = await this.#prepareContainer();
    } catch (error) {
      return reasonOfError(error);
    }
    const sandbox = await openSandbox(this.#options.containers);
    if (this.#stop.signal.aborted) return null;
    this.#timings.pullMs = Math.round(performance.now() - startedAt);
    const end = await this.#serve(performance.now(), sandbox, toolchain);
    this.#process = null;
    this.#watch.clear();
    this.#golden.end();
    if (engine !== null) await this.#removeContainer(engine);
    return this.#state === 'Draining' ? null : reasonOfEnd(end, this.#killedFor, this.#readyAt > 0);
  }

  /** Null for a model that runs in no container. */
  async #prepareContainer(): Promise<ContainerEngine | null> {
    const { desired, folder, containers } = this.#options;
    if (!desired.container) return null;
    const engine = await openEngine(containers);
    await ensureImage(engine, desired.container.imageId, join(folder.path, desired.entry), this.#stop.signal);
    return engine;
  }

  /** It ends with its replica's process; this sees to it that nothing of it is left. */
  async #removeContainer(engine: ContainerEngine): Promise<void> {
    await removeContainer(engine, this.id).catch((error: unknown) =>
      this.#options.log.error({ err: error, replica: this.id }, 'a container could not be removed'),
    );
  }

  #serve(startedAt: number, sandbox: Sandbox, toolchain: Toolchain | null): ReplicaProcess['ended'] {
    const { desired, folder } = this.#options;
    let warmUpAt = startedAt;
    const process = new ReplicaProcess(
      {
        replicaId: desired.id,
        model: desired.model,
        version: desired.version,
        versionDigest: desired.versionDigest,
        framework: desired.framework,
        format: desired.format,
        folder: folder.path,
        entry: desired.entry,
        signature: desired.signature,
        sample: desired.sample ?? null,
        native:
          desired.native === null || toolchain === null
            ? null
            : { model: desired.native, toolchain: placeOf(toolchain), containers: this.#options.containers, memoryBytesMax: desired.memoryBytesMax },
        container: desired.container
          ? { model: desired.container, places: this.#options.containers, memoryBytesMax: desired.memoryBytesMax, cpus: desired.cpus }
          : null,
        address: desired.address,
        batchRowsMax: desired.batchRowsMax,
      },
      {
        onWarmingUp: () => {
          warmUpAt = performance.now();
          this.#timings.loadMs = Math.round(warmUpAt - startedAt);
          this.#move('WarmingUp');
        },
        onReady: () => {
          const now = performance.now();
          this.#timings.warmUpMs = Math.round(now - warmUpAt);
          this.look(now); // what does not fit its memory is never Ready
          if (this.#stop.signal.aborted) process.kill();
          if (this.#stop.signal.aborted || this.#killedFor !== null) return;
          this.#readyAt = now;
          this.#wasReady = true;
          this.#reason = null;
          this.#watch.heard(now);
          this.#golden.begin();
          this.#move('Ready');
        },
        onPong: () => this.#watch.heard(performance.now()),
        onBeside: (pid) => this.#watch.beside(pid),
        onBusy: (forMs) => this.#watch.busy(performance.now() + forMs),
      },
      { sandbox, memoryBytesMax: desired.memoryBytesMax },
    );
    this.#process = process;
    this.#watch.begin(startedAt);
    this.#move('Loading');
    return process.ended;
  }

  #end(running: ReplicaProcess, why: Reason): void {
    this.#killedFor = why;
    running.kill();
  }

  #move(state: ReplicaState): void {
    this.#state = state;
    this.#options.onChange();
  }
}

function placeOf({ python, readOnly }: Toolchain): { python: string; readOnly: readonly string[] } {
  return { python, readOnly };
}

function reasonOfError(error: unknown): Reason {
  if (!isAppError(error)) return { code: 'REPLICA_START_FAILED', ...inEnglish({ message: replicaWords.filesNotPrepared() }), evidence: String(error) };
  return { code: error.code, ...inEnglish({ message: error.details.detail ?? error.message, evidence: error.details.evidence ?? '' }) };
}

function reasonOfEnd(end: ProcessEnd, killedFor: Reason | null, served: boolean): Reason {
  if (killedFor !== null) return { code: killedFor.code, ...inEnglish({ message: wordsIn(killedFor, 'message'), evidence: evidenceOf(killedFor, end) }) };
  if (end.failed !== null) return { code: end.failed.code, ...inEnglish({ message: end.failed.message }), evidence: end.evidence };
  return { code: served ? 'REPLICA_LOST' : 'REPLICA_START_FAILED', ...inEnglish({ message: howItEnded(end, served) }), evidence: end.evidence };
}

function evidenceOf(killedFor: Reason, end: ProcessEnd): Words {
  const known = wordsIn(killedFor, 'evidence');
  if (killedFor.evidence === '' || end.evidence === '') return killedFor.evidence === '' ? end.evidence : known;
  return inspectionWords.quoted({ what: known, lines: end.evidence });
}

function howItEnded({ code, signal }: ProcessEnd, served: boolean): Sentence {
  if (signal !== null) return served ? replicaWords.killed({ signal }) : replicaWords.killedEarly({ signal });
  return served ? replicaWords.exited({ code: code ?? 0 }) : replicaWords.exitedEarly({ code: code ?? 0 });
}
