import type { Clock } from '@/core/clock';
import type { RoutingTable } from '../routing/table';
import type { LoadReport, VariantLoad } from '../sync-messages';

const reportMs = 1_000;
/** Held requests are told of at once, but not each on its own. */
const heldMs = 50;

/** Tells once a second what the load of each variant that scales was, and at once when a request waits for one that has no replica. */
export class LoadReporter {
  readonly #clock: Clock;
  readonly #table: RoutingTable;
  readonly #post: (report: LoadReport) => void;
  readonly #timer: NodeJS.Timeout;
  #heldTimer: NodeJS.Timeout | null = null;
  #reportedAt: number;

  constructor(clock: Clock, table: RoutingTable, post: (report: LoadReport) => void) {
    this.#clock = clock;
    this.#table = table;
    this.#post = post;
    this.#reportedAt = clock.monotonic();
    this.#timer = setInterval(() => this.report(), reportMs).unref();
  }

  report(): void {
    if (!this.#table.loaded) return; // nobody's load is known before the first routes: that is not zero
    const now = this.#clock.monotonic();
    const sinceMs = now - this.#reportedAt;
    this.#reportedAt = now;
    const loads: VariantLoad[] = [];
    for (const { endpointId, variant, scheduler } of this.#scaling()) {
      const { ms, concurrency, requests, waitedMs, answered } = scheduler.load.take(now);
      const held = scheduler.holding ? scheduler.queue.length : 0;
      loads.push([endpointId, variant, concurrency, (requests * 1000) / ms, waitedMs, answered, held]);
    }
    this.#post({ ms: sinceMs, second: loads, held: this.#held() });
  }

  held(): void {
    this.#heldTimer ??= setTimeout(() => {
      this.#heldTimer = null;
      const held = this.#held();
      if (held.length > 0) this.#post({ ms: 0, second: null, held });
    }, heldMs).unref();
  }

  stop(): void {
    clearInterval(this.#timer);
    if (this.#heldTimer !== null) clearTimeout(this.#heldTimer);
  }

  #held(): [endpointId: string, variant: string][] {
    return [...this.#scaling()].flatMap(({ endpointId, variant, scheduler }) =>
      scheduler.holding && scheduler.queue.length > 0 ? [[endpointId, variant] as [string, string]] : [],
    );
  }

  *#scaling() {
    for (const endpoint of this.#table.endpoints()) {
      for (const { name, snapshot, scheduler } of endpoint.variants) {
        if (snapshot.scales === true) yield { endpointId: endpoint.id, variant: name, scheduler };
      }
    }
  }
}
