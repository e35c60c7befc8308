import type { Reason } from '@/services/page';

/** What control remembers between passes and may forget at any time: a restart only makes it wait a little longer. */
export class Memory {
  readonly #draining = new Map<string, number>();
  readonly #startFailures = new Map<string, Reason>();
  #orphans = new Map<string, number>();

  drainingForMs(instanceId: string, now: number): number {
    const since = this.#draining.get(instanceId) ?? now;
    this.#draining.set(instanceId, since);
    return now - since;
  }

  startFailure(instanceId: string): Reason | null {
    return this.#startFailures.get(instanceId) ?? null;
  }

  setStartFailure(instanceId: string, reason: Reason | null): void {
    if (reason === null) this.#startFailures.delete(instanceId);
    else this.#startFailures.set(instanceId, reason);
  }

  /** Instances at the provider that no row names now, each with the time it was first seen so. */
  orphans(ids: readonly string[], now: number): { id: string; since: number }[] {
    this.#orphans = new Map(ids.map((id) => [id, this.#orphans.get(id) ?? now]));
    return [...this.#orphans].map(([id, since]) => ({ id, since }));
  }

  /** Forgets instances that are gone. */
  keep(instanceIds: ReadonlySet<string>): void {
    for (const map of [this.#draining, this.#startFailures]) for (const id of map.keys()) if (!instanceIds.has(id)) map.delete(id);
  }
}
