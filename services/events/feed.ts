import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import type { Sentences } from '@/core/sentences/stored';
import type { Database } from '@/prisma/client';
import type { Event } from '@/prisma/generated/client';
import { systemContext, type TxCtx, withTransaction } from '../context';
import type { LiveEvent } from './schemas';
import type { EventSubscription } from './stream';

const batchSize = 500;
/** A subscriber that missed more than this looks at everything anew instead. */
const replayMax = 2_000;

interface Subscriber {
  readonly topics: ReadonlySet<string>;
  readonly onEvent: (event: LiveEvent) => void;
  /** Everything up to this seq was sent or does not concern it. */
  sent: bigint;
  /** What came while its replay was under way. */
  waiting: Event[] | null;
}

/** The events of one organization: reads rows behind the last one it has seen and hands each to the subscribers it concerns. */
export class EventFeed {
  readonly #options: { database: Database; clock: Clock; organizationId: string; log: Logger };
  readonly #subscribers = new Set<Subscriber>();
  #joining = 0;
  #seen: bigint | null = null;
  #opening: Promise<void> | null = null;
  #reading: Promise<void> | null = null;
  #woken = false;

  constructor(options: { database: Database; clock: Clock; organizationId: string; log: Logger }) {
    this.#options = options;
  }

  get isIdle(): boolean {
    return this.#subscribers.size === 0 && this.#joining === 0;
  }

  async join(subscription: EventSubscription): Promise<{ close(): void }> {
    this.#joining += 1;
    const subscriber: Subscriber = { topics: new Set(subscription.topics), onEvent: subscription.onEvent, sent: 0n, waiting: [] };
    try {
      const seen = await this.#open();
      subscriber.sent = seqOf(subscription.after) ?? seen;
      this.#subscribers.add(subscriber);
      await this.#replay(subscriber, seen);
    } catch (error) {
      this.#subscribers.delete(subscriber);
      throw error;
    } finally {
      this.#joining -= 1;
    }
    this.wake(); // something may have come while the first look was taken
    return { close: () => this.#subscribers.delete(subscriber) };
  }

  wake(): void {
    this.#woken = true;
    if (this.#reading !== null || this.#seen === null) return;
    this.#reading = this.#read()
      .catch((error: unknown) => this.#options.log.debug({ err: error }, 'events could not be read; the next notice tries again'))
      .then(() => {
        this.#reading = null;
      });
  }

  /** @param endpoints names whose figures moved; null when any may have */
  tick(endpoints: readonly string[] | null): void {
    const at = new Date(this.#options.clock.now()).toISOString();
    for (const subscriber of this.#subscribers) {
      for (const topic of subscriber.topics) {
        const endpoint = /^metrics(?:\/(.+))?$/.exec(topic);
        if (endpoint === null || (endpoint[1] !== undefined && endpoints?.includes(endpoint[1]) === false)) continue;
        subscriber.onEvent({ id: '', type: 'metrics.tick', topic, at, resource: { endpoints }, message: '', level: 'info' });
      }
    }
  }

  /** Who comes first finds out where the feed begins. */
  async #open(): Promise<bigint> {
    while (this.#seen === null) {
      this.#opening ??= this.#inDatabase(headOf)
        .then((head) => {
          this.#seen = head;
        })
        .finally(() => {
          this.#opening = null;
        });
      await this.#opening;
    }
    return this.#seen;
  }

  async #read(): Promise<void> {
    while (this.#woken) {
      this.#woken = false;
      for (;;) {
        const after = this.#seen ?? 0n;
        const rows = await this.#inDatabase((ctx) => readAfter(ctx, after, null));
        for (const row of rows) for (const subscriber of this.#subscribers) deliver(subscriber, row);
        this.#seen = rows.at(-1)?.seq ?? after;
        if (rows.length < batchSize) break;
      }
    }
  }

  /** Sends what lies between the subscriber's last event and `until`, then what came meanwhile. */
  async #replay(subscriber: Subscriber, until: bigint): Promise<void> {
    const first = subscriber.sent < until ? await this.#inDatabase((ctx) => oldestOf(ctx)) : null;
    const lost = subscriber.sent > until || until - subscriber.sent > BigInt(replayMax) || (first !== null && first > subscriber.sent + 1n);
    if (lost) {
      const at = new Date(this.#options.clock.now()).toISOString();
      const [topic = ''] = subscriber.topics;
      subscriber.onEvent({ id: '', type: 'stream.reset', topic, at, resource: {}, message: '', level: 'info' });
      subscriber.sent = until;
    }
    while (subscriber.sent < until) {
      const after = subscriber.sent;
      const rows = await this.#inDatabase((ctx) => readAfter(ctx, after, until));
      for (const row of rows) send(subscriber, row);
      if (rows.length < batchSize) subscriber.sent = until;
    }
    const waiting = subscriber.waiting ?? [];
    subscriber.waiting = null;
    for (const row of waiting) send(subscriber, row);
  }

  async #inDatabase<T>(work: (ctx: TxCtx) => Promise<T>): Promise<T> {
    return withTransaction(systemContext(this.#options.database, this.#options.clock, 'events', this.#options.organizationId), work);
  }
}

function deliver(subscriber: Subscriber, row: Event): void {
  if (subscriber.waiting !== null) subscriber.waiting.push(row);
  else send(subscriber, row);
}

function send(subscriber: Subscriber, row: Event): void {
  if (row.seq <= subscriber.sent) return;
  subscriber.sent = row.seq;
  const topic = row.topics.find((each) => subscriber.topics.has(each));
  if (topic === undefined) return;
  const { type, resource, message, level } = row;
  const sentences = row.sentences === null ? {} : { sentences: row.sentences as unknown as Sentences };
  subscriber.onEvent({ id: row.seq.toString(), type, topic, at: row.at.toISOString(), resource, message, level, ...sentences });
}

async function headOf({ tx, organizationId }: TxCtx): Promise<bigint> {
  return (await tx.event.aggregate({ where: { organizationId }, _max: { seq: true } }))._max.seq ?? 0n;
}

async function oldestOf({ tx, organizationId }: TxCtx): Promise<bigint | null> {
  return (await tx.event.aggregate({ where: { organizationId }, _min: { seq: true } }))._min.seq;
}

async function readAfter({ tx, organizationId }: TxCtx, after: bigint, until: bigint | null): Promise<Event[]> {
  const seq = until === null ? { gt: after } : { gt: after, lte: until };
  return tx.event.findMany({ where: { organizationId, seq }, orderBy: { seq: 'asc' }, take: batchSize });
}

function seqOf(id: string | undefined): bigint | null {
  return id !== undefined && /^\d{1,18}$/.test(id) ? BigInt(id) : null;
}
