import { replicaWords } from '@/core/sentences/replicas';
import type { Sentence } from '@/core/sentences/sentence';
/** What is known of a replica's process at one look. Times are monotonic milliseconds. */
export interface Signs {
  readonly now: number;
  /** When it last answered a ping, or became ready. */
  readonly heardAt: number;
  /** Until then its runtime may block it, as the deadlines of what it runs allow. */
  readonly busyUntil: number;
  /** Null where the system does not tell. */
  readonly process: { readonly stopped: boolean; readonly cpuMs: number } | null;
  /** CPU time it had used when it was last heard. */
  readonly cpuMsWhenHeard: number;
}

/** A stopped process (SIGSTOP) is given this long to go on. */
const stoppedMs = 2_000;
/** Silence with hardly any CPU time is no work. */
const stuckMs = 4_000;
const stuckCpuMs = 30;

/** Why a silent replica is to be replaced, or null while it may be at work. Pure. */
export function whyHung({ now, heardAt, busyUntil, process, cpuMsWhenHeard }: Signs): Sentence | null {
  const silentMs = now - heardAt;
  const silent = Math.round(silentMs / 100) * 100;
  if (process?.stopped === true && silentMs > stoppedMs) return replicaWords.silentStopped({ silent });
  if (silentMs <= stuckMs) return null;
  if (process !== null && process.cpuMs - cpuMsWhenHeard < stuckCpuMs) return replicaWords.silentIdle({ silent });
  if (now > busyUntil) return replicaWords.silentLong({ silent });
  return null;
}
