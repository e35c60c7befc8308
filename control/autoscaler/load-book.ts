import type { GatewayLoads, LoadEntry } from '@/services/scaling';

/** Figures of a second are waited for so long before it counts without them. */
const patienceMs = 2_000;
const slotsKept = 16;

export interface Totals {
  concurrency: number;
  requests: number;
  waitedMs: number;
  answered: number;
  held: number;
}

export interface SecondLoad {
  /** End of the second, by the database's clock. */
  readonly at: number;
  /** False where a live gateway's figures are missing: the totals are a lower bound. */
  readonly complete: boolean;
  /** By endpoint id and variant; what no gateway mentions had no load. */
  readonly totals: ReadonlyMap<string, Totals>;
}

type Slots = Map<number, readonly LoadEntry[]>;

/** Adds up what all gateways measured, second by second. A gateway that says nothing is missing, not idle. */
export class LoadBook {
  readonly #gateways = new Map<string, Slots>();
  #next: number | null = null;

  /** @returns the seconds that are over since the last call, oldest first; none while no gateway reports */
  observe({ now, gateways }: GatewayLoads): SecondLoad[] {
    for (const id of this.#gateways.keys()) if (!gateways.some((gateway) => gateway.id === id)) this.#gateways.delete(id);
    for (const gateway of gateways) this.#enter(gateway);
    const last = Math.floor(now / 1000);
    const finished: SecondLoad[] = [];
    let slot = Math.max(this.#next ?? last, last - slotsKept);
    for (; slot <= last; slot++) {
      const slots = gateways.map(({ id }) => this.#gateways.get(id));
      const known = slots.filter((of) => of !== undefined && newestOf(of) >= slot).length;
      if (known < gateways.length && now < slot * 1000 + patienceMs) break;
      const entries = slots.map((of) => of?.get(slot) ?? of?.get(slot - 1)); // timers drift: one second may have no report of its own
      if (entries.some((entry) => entry !== undefined)) finished.push(addUp(slot * 1000, entries));
    }
    this.#next = slot;
    return finished;
  }

  #enter({ id, at, seconds }: GatewayLoads['gateways'][number]): void {
    if (at === null) return;
    const slots: Slots = this.#gateways.get(id) ?? new Map();
    this.#gateways.set(id, slots);
    for (const { agoMs, ms, loads } of seconds) {
      const last = Math.round((at - agoMs) / 1000);
      const first = Math.max(last - slotsKept, Math.round((at - agoMs - ms) / 1000) + 1); // a busy machine reports late, but of all the time
      for (let slot = Math.min(first, last); slot <= last; slot++) slots.set(slot, loads);
    }
    for (const slot of slots.keys()) if (slot < at / 1000 - slotsKept) slots.delete(slot);
  }
}

export function loadKey(endpointId: string, variant: string): string {
  return `${endpointId}/${variant}`;
}

function newestOf(slots: Slots): number {
  return Math.max(Number.NEGATIVE_INFINITY, ...slots.keys());
}

function addUp(at: number, entries: readonly (readonly LoadEntry[] | undefined)[]): SecondLoad {
  const totals = new Map<string, Totals>();
  for (const loads of entries) {
    for (const [endpointId, variant, concurrency, requests, waitedMs, answered, held] of loads ?? []) {
      const key = loadKey(endpointId, variant);
      const sum = totals.get(key) ?? { concurrency: 0, requests: 0, waitedMs: 0, answered: 0, held: 0 };
      totals.set(key, sum);
      sum.concurrency += concurrency;
      sum.requests += requests;
      sum.waitedMs += waitedMs;
      sum.answered += answered;
      sum.held += held;
    }
  }
  return { at, complete: entries.every((entry) => entry !== undefined), totals };
}
