import type { ObservedState } from '@/core/agent-api';

interface Known {
  at: number;
  report: ObservedState;
  /** What of the report Postgres knows. */
  stored: string;
}

/**
 * What agents said last, kept in memory: Postgres sees only changes. Times are wall milliseconds. An agent counts as seen even while
 * the database is away, so that nothing is taken for lost when it comes back.
 */
export class Observations {
  readonly #known = new Map<string, Known>();

  record(report: ObservedState, at: number): void {
    const stored = this.#known.get(report.instanceId)?.stored ?? '';
    this.#known.set(report.instanceId, { at, report, stored });
  }

  /** True when the report says something that Postgres does not know yet; figures alone do not count. */
  isNews(report: ObservedState): boolean {
    return this.#known.get(report.instanceId)?.stored !== essence(report);
  }

  markStored(report: ObservedState): void {
    const known = this.#known.get(report.instanceId);
    if (known !== undefined) known.stored = essence(report);
  }

  seenAt(instanceId: string): number | null {
    return this.#known.get(instanceId)?.at ?? null;
  }

  /** Of all its processes, 100 = one CPU; null for one that has not reported. */
  cpuPercent(instanceId: string): number | null {
    return this.#known.get(instanceId)?.report.cpuPercent ?? null;
  }

  /** Reports not older than `since`, for the gauges. */
  since(since: number): { at: number; report: ObservedState }[] {
    return [...this.#known.values()].filter((known) => known.at >= since);
  }

  /** Forgets instances that are gone. */
  keep(instanceIds: ReadonlySet<string>): void {
    for (const id of this.#known.keys()) if (!instanceIds.has(id)) this.#known.delete(id);
  }

  /** Forgets all: another process led meanwhile. */
  clear(): void {
    this.#known.clear();
  }
}

function essence(report: ObservedState): string {
  return JSON.stringify(report.replicas.map(({ id, state, pid, restarts, timings, reason, health }) => [id, state, pid, restarts, timings, reason, health]));
}
