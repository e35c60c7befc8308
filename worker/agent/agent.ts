import { existsSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import type { DesiredReplica, DesiredState, ObservedState } from '@/core/agent-api';
import type { Logger } from '@/core/log';
import { sweepSandboxes } from '@/frameworks/sandbox';
import type { ToolchainPlaces } from '@/frameworks/toolchains';
import { type ContainerPlaces, openEngine } from '@/providers/containers/engine';
import { sweepContainers } from '@/providers/containers/sweep';
import type { ArtifactCache } from './artifact-cache';
import { ControlClient } from './control-client';
import { DesiredFile } from './desired-file';
import { CpuShare, readProcess } from './process-figures';
import { ReplicaKeeper } from './replica-keeper';
import { VersionFolder } from './version-folder';

export interface AgentOptions {
  readonly instanceId: string;
  readonly agentVersion: string;
  readonly controlSocket: string;
  /** This instance's own: its desired state and its versions' files. */
  readonly folder: string;
  readonly cache: ArtifactCache;
  readonly toolchains: ToolchainPlaces;
  readonly containers: ContainerPlaces;
  readonly log: Logger;
  /** Called once control wants this instance to end and all replicas have. */
  readonly onTerminated: () => void;
}

const reportMs = 2_000;
const lookMs = 500;
const retryMsMax = 2_000;
const reportAgainMs = 250;
/** On a signal replicas get this long for what they hold. */
const stopMs = 8_000;

/**
 * Runs what control desires of this instance, and reports what is. It goes on with the last desired state while control is away,
 * also over a restart of its own.
 */
export class Agent {
  readonly #options: AgentOptions;
  readonly #client: ControlClient;
  readonly #file: DesiredFile;
  readonly #stopping = new AbortController();
  readonly #keepers = new Map<string, ReplicaKeeper>();
  readonly #folders = new Map<string, VersionFolder>();
  readonly #cpu = new CpuShare();
  #desired: DesiredState | null = null;
  #loops: Promise<void>[] = [];
  #changed = false;
  #onChange: () => void = () => undefined;
  #lookTimer: NodeJS.Timeout | null = null;
  #terminated = false;

  constructor(options: AgentOptions) {
    this.#options = options;
    this.#client = new ControlClient(options.controlSocket, options.instanceId);
    this.#file = new DesiredFile(join(options.folder, 'desired.json'));
  }

  start(): void {
    void this.#sweepContainers();
    const kept = this.#file.read();
    if (kept !== null) this.#apply(kept);
    this.#loops = [this.#follow(), this.#report()];
    this.#lookTimer = setInterval(() => this.#look(), lookMs);
  }

  /** What an agent that was killed, or a power cut, has left; of this installation only. A machine that never had containers is not asked. */
  async #sweepContainers(): Promise<void> {
    const { containers, log } = this.#options;
    if (!existsSync(containers.store)) return;
    try {
      const removed = await sweepContainers(await openEngine(containers));
      await sweepSandboxes(containers);
      if (removed > 0) log.info({ removed }, 'removed containers that were left');
    } catch (error) {
      log.warn({ err: error }, 'left containers could not be looked for');
    }
  }

  /** Ends all replicas, after what they hold where they manage it in time. */
  async stop(): Promise<void> {
    this.#stopping.abort();
    this.#wakeReport();
    for (const keeper of this.#keepers.values()) keeper.drain();
    const ended = Promise.all([...this.#keepers.values()].map((keeper) => keeper.ended));
    await Promise.race([ended, pause(stopMs, undefined, { ref: false })]);
    for (const keeper of this.#keepers.values()) keeper.kill();
    await ended;
    if (this.#lookTimer !== null) clearInterval(this.#lookTimer);
    await Promise.all(this.#loops);
  }

  /** Desired state in. The first question asks for anything at all, since a kept state may be old. */
  async #follow(): Promise<void> {
    let since = -1;
    let failures = 0;
    while (!this.#stopping.signal.aborted) {
      try {
        const state = await this.#client.desired(since, this.#stopping.signal);
        failures = 0;
        if (state === null) {
          await this.#pause(retryMsMax); // control has forgotten this instance, or not yet written it: its fleet decides
          continue;
        }
        since = state.revision;
        this.#accept(state);
      } catch (error) {
        if (failures++ === 0 && !this.#stopping.signal.aborted) this.#options.log.info({ why: String(error) }, 'control is away; what runs goes on');
        await this.#pause(Math.min(retryMsMax, 100 * 2 ** Math.min(failures, 5)));
      }
    }
  }

  /** Observed state out: on every change, and each 2 s as a sign of life. */
  async #report(): Promise<void> {
    while (!this.#stopping.signal.aborted) {
      this.#changed = false;
      if (this.#desired !== null) {
        const sent = await this.#client.report(this.#observed(this.#desired), this.#stopping.signal).then(
          () => true,
          () => false, // control is away: the next report says the same
        );
        if (!sent) await this.#pause(reportAgainMs);
      }
      if (!this.#changed) await this.#change(reportMs);
    }
  }

  #accept(state: DesiredState): void {
    if (JSON.stringify(state) !== JSON.stringify(this.#desired)) {
      try {
        this.#file.write(state);
      } catch (error) {
        this.#options.log.error({ err: error }, 'the desired state could not be kept on disk');
      }
    }
    this.#apply(state);
  }

  /** Level-triggered: what is missing is started, what is too much is drained. */
  #apply(state: DesiredState): void {
    this.#desired = state;
    for (const desired of state.replicas) {
      const keeper = this.#keepers.get(desired.id);
      if (desired.drain || state.terminate) keeper?.drain();
      else if (keeper === undefined) this.#keepers.set(desired.id, this.#keep(desired));
      else keeper.restartUpTo(desired.restartsAsked ?? 0);
    }
    for (const [id, keeper] of this.#keepers) if (!state.replicas.some((desired) => desired.id === id)) this.#forget(keeper);
    if (state.terminate) this.#terminate();
    this.#wakeReport();
  }

  #keep(desired: DesiredReplica): ReplicaKeeper {
    const name = /^[A-Za-z0-9]{8,128}$/.test(desired.versionDigest) ? desired.versionDigest : `${desired.model}-${desired.version}`.replace(/[^\w-]/g, '_');
    const folder = this.#folders.get(name) ?? new VersionFolder(join(this.#options.folder, 'versions', name), this.#options.cache);
    this.#folders.set(name, folder);
    return new ReplicaKeeper({
      desired,
      folder,
      toolchains: this.#options.toolchains,
      containers: this.#options.containers,
      log: this.#options.log,
      onChange: () => this.#wakeReport(),
    });
  }

  #forget(keeper: ReplicaKeeper): void {
    keeper.drain();
    void keeper.ended.then(() => {
      this.#keepers.delete(keeper.id);
      this.#wakeReport();
    });
  }

  /** Its last report shows every replica Stopped; then nothing of it stays. */
  #terminate(): void {
    if (this.#terminated) return;
    this.#terminated = true;
    const ended = Promise.all([...this.#keepers.values()].map((keeper) => keeper.ended));
    void ended.then(async () => {
      if (this.#desired !== null) await this.#client.report(this.#observed(this.#desired), this.#stopping.signal).catch(() => undefined); // control is away
      await rm(this.#options.folder, { recursive: true, force: true });
      this.#options.onTerminated();
    });
  }

  #look(): void {
    const now = performance.now();
    for (const keeper of this.#keepers.values()) keeper.look(now);
    const own = readProcess(process.pid);
    if (own !== null) this.#cpu.observe(own.cpuMs, now);
  }

  #observed(desired: DesiredState): ObservedState {
    const replicas = [...this.#keepers.values()].map((keeper) => keeper.observed);
    const sum = (of: (replica: ObservedState['replicas'][number]) => number): number => replicas.reduce((total, replica) => total + of(replica), 0);
    return {
      instanceId: this.#options.instanceId,
      revision: desired.revision,
      pid: process.pid,
      agentVersion: this.#options.agentVersion,
      cpuPercent: Math.round((this.#cpu.percent + sum((replica) => replica.cpuPercent)) * 10) / 10,
      memoryBytes: process.memoryUsage.rss() + sum((replica) => replica.memoryBytes),
      replicas,
    };
  }

  /** Resolves on the next change, or after `ms`. */
  #change(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#onChange = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  #wakeReport(): void {
    this.#changed = true;
    this.#onChange();
  }

  async #pause(ms: number): Promise<void> {
    await pause(ms, undefined, { signal: this.#stopping.signal }).catch(() => undefined); // woken to stop
  }
}
