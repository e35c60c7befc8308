import type { Clock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import { systemContext, type TxCtx, withTransaction } from '@/services/context';

const leaseMs = 5_000;

/** Thrown inside a transaction of a process that no longer leads; nothing of that transaction is kept. */
export class LeadershipLost extends Error {
  constructor() {
    super('another control process leads now');
    this.name = 'LeadershipLost';
  }
}

/**
 * Who leads, by a row with an epoch. The lease only decides when another may take over; the proof is the epoch: every writing
 * transaction locks the row in share mode and checks owner and epoch, so a former leader that wakes up late can write nothing.
 */
export class Leadership {
  readonly #database: Database;
  readonly #clock: Clock;
  readonly #group: string;
  readonly owner: string;
  #epoch: bigint | null = null;
  /** Wall time at which this process began to lead. */
  #since = 0;

  constructor(database: Database, clock: Clock, owner: string, group = 'control') {
    this.#database = database;
    this.#clock = clock;
    this.owner = owner;
    this.#group = group;
  }

  get leads(): boolean {
    return this.#epoch !== null;
  }

  get since(): number {
    return this.#since;
  }

  /** Takes or renews the lease. @returns true when this process leads */
  async renew(): Promise<boolean> {
    const rows = await withTransaction(
      this.#context(),
      (ctx) => ctx.tx.$queryRaw<{ epoch: bigint }[]>`
        INSERT INTO leaders AS l (name, owner, epoch, until)
        VALUES (${this.#group}, ${this.owner}, 1, clock_timestamp() + ${leaseMs} * interval '1 millisecond')
        ON CONFLICT (name) DO UPDATE SET
          epoch = CASE WHEN l.owner = EXCLUDED.owner THEN l.epoch ELSE l.epoch + 1 END, owner = EXCLUDED.owner, until = EXCLUDED.until
        WHERE l.owner = EXCLUDED.owner OR l.until < clock_timestamp()
        RETURNING epoch`,
    );
    const epoch = rows.at(0)?.epoch ?? null;
    if (epoch !== null && this.#epoch !== epoch) this.#since = this.#clock.now();
    this.#epoch = epoch;
    return epoch !== null;
  }

  /** Lets another process take over at once. */
  async release(): Promise<void> {
    if (this.#epoch === null) return;
    this.#epoch = null;
    await withTransaction(
      this.#context(),
      (ctx) => ctx.tx.$executeRaw`UPDATE leaders SET until = clock_timestamp() WHERE name = ${this.#group} AND owner = ${this.owner}`,
    );
  }

  /** Runs `work` in a transaction that commits only if this process still leads. @throws LeadershipLost */
  async fenced<T>(work: (ctx: TxCtx) => Promise<T>): Promise<T> {
    const epoch = this.#epoch;
    if (epoch === null) throw new LeadershipLost();
    return withTransaction(this.#context(), async (ctx) => {
      const held = await ctx.tx.$queryRaw<unknown[]>`
        SELECT 1 FROM leaders WHERE name = ${this.#group} AND owner = ${this.owner} AND epoch = ${epoch} FOR SHARE`;
      if (held.length === 0) {
        this.#epoch = null;
        throw new LeadershipLost();
      }
      return work(ctx);
    });
  }

  #context() {
    return systemContext(this.#database, this.#clock, 'control');
  }
}
