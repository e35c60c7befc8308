import type { ManualClock } from '@/core/clock';
import { isAppError } from '@/core/errors';
import type { FleetProvider } from '@/providers/fleet/provider';

const orphanGraceMs = 30_000;
const sweepMs = 60_000;

interface Row {
  readonly id: string;
  readonly variant: string;
  wanted: boolean;
  /** Its agent has reported, so that its absence is a loss. */
  up: boolean;
}

/**
 * What control does with a fleet, as far as the fleet can tell: rows first, then starts until the instance is there, stops that are repeated until they
 * went through, losses replaced, orphans ended. Rows outlive a crash of the process, nothing else does.
 */
export class ControlModel {
  readonly rows = new Map<string, Row>();
  readonly #clock: ManualClock;
  readonly #orphans = new Map<string, number>();
  #sweptAt = 0;
  #made = 0;

  constructor(clock: ManualClock) {
    this.#clock = clock;
  }

  wanted(id: string): boolean {
    return this.rows.get(id)?.wanted === true;
  }

  scale(variant: string, count: number): void {
    const mine = [...this.rows.values()].filter((row) => row.variant === variant && row.wanted);
    for (const row of mine.slice(count)) row.wanted = false;
    for (let has = mine.length; has < count; has++) this.#add(variant);
  }

  /** A process that began anew has forgotten since when it saw what. */
  restart(): void {
    this.#orphans.clear();
    this.#sweptAt = this.#clock.now();
  }

  /** One pass of the reconciler. @throws whatever is no error of the fleet, such as a crash */
  async pass(fleet: FleetProvider): Promise<void> {
    const list = await quiet(() => fleet.list());
    if (list === null) return;
    const at = new Map(list.map((instance) => [instance.id, instance]));
    await Promise.all([...this.rows.values()].map((row) => this.#tend(fleet, row, at.get(row.id)?.state)));
    for (const { id, state } of list) await this.#tendOrphan(fleet, id, state);
    for (const id of this.#orphans.keys()) if (!at.has(id)) this.#orphans.delete(id);
    if (this.#clock.now() - this.#sweptAt < sweepMs) return;
    this.#sweptAt = this.#clock.now();
    await quiet(() => fleet.sweep());
  }

  async #tend(fleet: FleetProvider, row: Row, state: string | undefined): Promise<void> {
    const start = { id: row.id, type: 'c5.large', replicas: 1, group: { endpointId: 'ep_1', endpoint: 'iris', variant: row.variant } };
    if (!row.wanted) {
      const stopped = await quiet(async () => {
        await fleet.stop([row.id], 'scaled in');
        return true;
      });
      if (stopped === true) this.rows.delete(row.id);
    } else if (row.up && (state === undefined || state === 'stopped' || state === 'ending')) {
      this.rows.delete(row.id);
      this.#add(row.variant);
      await quiet(() => fleet.stop([row.id], 'lost'));
    } else if (state === undefined || state === 'stopped') {
      await quiet(() => fleet.start(start));
    } else if (state === 'running') row.up = true;
  }

  async #tendOrphan(fleet: FleetProvider, id: string, state: string): Promise<void> {
    if (state === 'stopped' || this.rows.has(id)) {
      this.#orphans.delete(id);
      return;
    }
    const since = this.#orphans.get(id) ?? this.#clock.now();
    this.#orphans.set(id, since);
    if (this.#clock.now() - since >= orphanGraceMs) await quiet(() => fleet.stop([id], 'they belong to nothing'));
  }

  #add(variant: string): void {
    const id = `ins_${variant}_${++this.#made}`;
    this.rows.set(id, { id, variant, wanted: true, up: false });
  }
}

/** The next pass tries again what the fleet refused. */
async function quiet<T>(work: () => Promise<T>): Promise<T | null> {
  try {
    return await work();
  } catch (error) {
    if (isAppError(error)) return null;
    throw error;
  }
}
