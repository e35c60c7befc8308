import type { Clock } from '@/core/clock';
import type { Spool } from '../metering/spool';
import type { RoutingTable } from '../routing/table';

/** What the gateway knows of itself: whether it can serve, and how far behind its surroundings are. */
export class GatewayState {
  draining = false;
  backlogRecords = 0;
  databaseReachable = false;
  readonly #clock: Clock;
  readonly #table: RoutingTable;
  readonly #spool: Spool;
  /** Wall time at which the snapshot was last known to be the newest. */
  #confirmedAt = 0;

  constructor(clock: Clock, table: RoutingTable, spool: Spool) {
    this.#clock = clock;
    this.#table = table;
    this.#spool = spool;
  }

  /** The snapshot is, or was at `wallMs`, the newest there is. */
  confirmSnapshot(wallMs: number): void {
    this.#confirmedAt = Math.max(this.#confirmedAt, wallMs);
  }

  get snapshotAgeSeconds(): number {
    return this.#confirmedAt === 0 ? Number.NaN : Math.max(0, (this.#clock.now() - this.#confirmedAt) / 1000);
  }

  /** What is missing to serve inference; empty when nothing is. */
  missing(): string[] {
    const missing: string[] = [];
    if (!this.#table.loaded) missing.push('routing snapshot');
    if (this.#spool.problem !== null) missing.push('usage recording');
    if (this.draining) missing.push('this process is stopping');
    return missing;
  }
}
