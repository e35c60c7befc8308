import type { Logger } from '@/core/log';
import { systemContext, withTransaction } from '@/services/context';
import { bootOf, type IngestTools, ingestSegment, listUnsettledBoots, noteCountedUntil, settleBoot } from '@/services/usage';
import { Spool } from './spool';

/** A segment is open for 2 s at most; what is older than this is in a sealed one. */
const openMsMax = 2_500;
const asOfEveryMs = 4_000;

export interface ShipperOptions extends IngestTools {
  readonly spoolFolder: string;
  readonly gatewayId: string;
  readonly boot: string;
  readonly log: Logger;
}

/** Moves sealed segments from the spool into the ledger, oldest first, and deletes each only once it is counted. */
export class Shipper {
  readonly #options: ShipperOptions;
  readonly #spool: Spool;
  #settled = false;
  #notedAt = 0;

  constructor(options: ShipperOptions) {
    this.#options = options;
    this.#spool = new Spool(options.spoolFolder);
  }

  /** Ships all that is sealed. @throws AppError `DATABASE_UNREACHABLE`, `STORAGE_UNREACHABLE`, `STORAGE_FULL`: the rest stays where it is */
  async pass(): Promise<void> {
    const startedAt = this.#options.clock.now();
    const { sealed, open } = await this.#spool.list();
    for (const segmentId of sealed) await this.#ship(segmentId);
    await this.#settle(open);
    await this.#noteAsOf(startedAt - openMsMax);
  }

  async backlog(): Promise<{ segments: number; records: number }> {
    const { sealed } = await this.#spool.list();
    return { segments: sealed.length, records: await this.#spool.countRecords(sealed) };
  }

  async #ship(segmentId: string): Promise<void> {
    const bytes = await this.#spool.read(segmentId);
    if (bytes === null) return;
    const ingested = await ingestSegment(this.#options, segmentId, bytes);
    if (ingested.tornBytes === 0) return this.#spool.remove(segmentId);
    await this.#spool.setAside(segmentId);
    this.#options.log.error({ segmentId, ...ingested }, 'a sealed segment is damaged; its good records are counted and the file is kept as .damaged');
  }

  /** Once all segments of the boots before this one are counted, what they left without an end is unknown for good. */
  async #settle(open: readonly string[]): Promise<void> {
    const { gatewayId, boot, log } = this.#options;
    if (this.#settled || open.some((segmentId) => isOther(segmentId, gatewayId, boot))) return;
    for (const over of await listUnsettledBoots(this.#options, { gatewayId })) {
      if (over.boot === boot) continue;
      const unknown = await settleBoot(this.#options, over);
      if (unknown > 0) log.warn({ ...over, unknown }, 'requests of a gateway that ended have no known outcome; they are listed and not billed');
    }
    this.#settled = true;
  }

  async #noteAsOf(at: number): Promise<void> {
    if (at - this.#notedAt < asOfEveryMs && at >= this.#notedAt) return;
    const { database, clock, gatewayId } = this.#options;
    await withTransaction(systemContext(database, clock, 'usage'), (ctx) => noteCountedUntil(ctx, gatewayId, at));
    this.#notedAt = at;
  }
}

function isOther(segmentId: string, gatewayId: string, boot: string): boolean {
  const own = bootOf(segmentId);
  return own.gatewayId === gatewayId && own.boot !== boot;
}
