import type { Clock } from '@/core/clock';

/** Who was not asked for again for so long is not wanted any more: control asks each second. */
const forgetMs = 60_000;

/** Ids that were asked for and have no instance yet, each with its group. It is only memory: who is still wanted is asked for again. */
export class Waiting {
  readonly #clock: Clock;
  readonly #asked = new Map<string, { readonly group: string; readonly at: number }>();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  ask(id: string, group: string): void {
    this.#asked.set(id, { group, at: this.#clock.monotonic() });
  }

  /** @returns the group it waited in, or null */
  forget(id: string): string | null {
    const group = this.#asked.get(id)?.group ?? null;
    this.#asked.delete(id);
    return group;
  }

  of(group: string): string[] {
    const since = this.#clock.monotonic() - forgetMs;
    for (const [id, asked] of this.#asked) if (asked.at < since) this.#asked.delete(id);
    return [...this.#asked].filter(([, asked]) => asked.group === group).map(([id]) => id);
  }
}
