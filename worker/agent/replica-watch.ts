import type { ObservedReplica } from '@/core/agent-api';
import { replicaWords } from '@/core/sentences/replicas';
import { inEnglish } from '@/core/sentences/stored';
import { readContainerFigures } from '@/providers/containers/figures';
import { whyHung } from './liveness';
import { CpuShare, readProcess } from './process-figures';
import type { ReplicaProcess } from './replica-process';

export interface WatchLimits {
  readonly memoryBytesMax: number;
  /** It answers pings: silence counts. */
  readonly serving: boolean;
  readonly loadMsMax: number;
}

/** Watches one process: what it uses, whether it lives, and whether it stays within its limits. Times are monotonic milliseconds. */
export class ReplicaWatch {
  #memoryBytes = 0;
  #cpu = new CpuShare();
  #startedAt = 0;
  #heardAt = 0;
  #busyUntil = 0;
  #cpuMs = 0;
  #cpuMsWhenHeard = 0;
  #pings = 0;
  #beside: number | null = null;

  get memoryBytes(): number {
    return this.#memoryBytes;
  }

  get cpuPercent(): number {
    return this.#cpu.percent;
  }

  /** Whether its process has answered a ping since then. */
  heardSince(at: number): boolean {
    return this.#heardAt > at;
  }

  begin(now: number): void {
    this.clear();
    this.#startedAt = now;
    this.#heardAt = now;
  }

  /** The process is gone. */
  clear(): void {
    this.#beside = null;
    this.#memoryBytes = 0;
    this.#cpu = new CpuShare();
    this.#busyUntil = 0;
    this.#cpuMs = 0;
    this.#cpuMsWhenHeard = 0;
  }

  heard(now: number): void {
    this.#heardAt = now;
    this.#cpuMsWhenHeard = this.#cpuMs;
  }

  /** A container that runs the model: what it uses counts as the replica's. */
  beside(pid: number): void {
    this.#beside = pid;
  }

  busy(until: number): void {
    this.#busyUntil = Math.max(this.#busyUntil, until);
  }

  /** @returns why the process has to end, or null */
  look(process: ReplicaProcess, now: number, limits: WatchLimits): ObservedReplica['reason'] {
    const { pid } = process;
    const figures = pid === null ? null : readProcess(pid);
    if (figures !== null) {
      const beside = this.#beside === null ? null : readContainerFigures(this.#beside);
      this.#memoryBytes = figures.residentBytes + (beside?.memoryBytes ?? 0);
      this.#cpuMs = figures.cpuMs + (beside?.cpuMs ?? 0);
      this.#cpu.observe(this.#cpuMs, now);
    }
    // A container has a limit of its own, within which the kernel takes back what is only cached.
    const own = figures === null ? 0 : figures.residentBytes;
    if (own > limits.memoryBytesMax) return outOfMemory(own, limits.memoryBytesMax);
    if (!limits.serving) {
      if (now - this.#startedAt <= limits.loadMsMax) return null;
      return { code: 'MODEL_LOAD_TIMEOUT', ...inEnglish({ message: replicaWords.loadTooLong({ minutes: limits.loadMsMax / 60_000 }) }), evidence: '' };
    }
    process.ping(++this.#pings);
    const why = whyHung({ now, heardAt: this.#heardAt, busyUntil: this.#busyUntil, process: figures, cpuMsWhenHeard: this.#cpuMsWhenHeard });
    return why === null ? null : { code: 'REPLICA_LOST', ...inEnglish({ message: replicaWords.hangs({ why }) }), evidence: '' };
  }
}

function outOfMemory(usedBytes: number, bytesMax: number): ObservedReplica['reason'] {
  return {
    code: 'MODEL_OUT_OF_MEMORY',
    ...inEnglish({
      message: replicaWords.tooMuchMemory({ used: usedBytes, most: bytesMax }),
      evidence: replicaWords.memoryEvidence({ used: usedBytes, most: bytesMax }),
    }),
  };
}
