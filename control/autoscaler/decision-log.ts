import { newId } from '@/core/ids';
import type { Sentence } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { Prisma } from '@/prisma/client';
import type { TxCtx } from '@/services/context';
import type { ScalingDecisionRow } from '@/services/scaling';

/** Repeats of the same decision reach their row so often, and with the next other one. */
const flushMs = 10_000;

interface Owner {
  readonly organizationId: string;
  readonly projectId: string;
  readonly endpointId: string;
  readonly variant: string;
}

export interface Entry {
  readonly at: number;
  readonly from: number;
  readonly to: number;
  readonly reason: string;
  readonly words: Sentence;
  readonly inputs: ScalingDecisionRow['inputs'];
}

interface Open {
  readonly id: string;
  readonly reason: string;
  readonly to: number;
  entry: Entry;
  times: number;
  writtenAt: number;
}

/** Every decision is a row. "Nothing done" for the same reason again and again is one row with its count and its last time. */
export class DecisionLog {
  readonly #open = new Map<string, Open>();

  /** True where the entry was added to the one before and nothing needs to be written now. */
  absorb(key: string, entry: Entry): boolean {
    const open = this.#open.get(key);
    if (open === undefined || !isRepeat(open, entry) || entry.at - open.writtenAt >= flushMs) return false;
    open.times++;
    open.entry = entry;
    return true;
  }

  /** Writes the entry, or adds it to the row before. */
  async write(ctx: TxCtx, key: string, owner: Owner, entry: Entry): Promise<void> {
    const open = this.#open.get(key);
    if (open !== undefined && isRepeat(open, entry)) {
      open.times++;
      open.entry = entry;
      return this.#flush(ctx, open);
    }
    if (open !== undefined && open.entry.at !== open.writtenAt) await this.#flush(ctx, open);
    const id = newId('scd');
    await ctx.tx.scalingDecision.create({
      data: { ...owner, id, at: new Date(entry.at), fromInstances: entry.from, toInstances: entry.to, reason: entry.reason, ...changing(entry) },
    });
    this.#open.set(key, { id, reason: entry.reason, to: entry.to, entry, times: 1, writtenAt: entry.at });
  }

  /** A row that was not committed is not gone on with. */
  forget(key: string): void {
    this.#open.delete(key);
  }

  /** Forgets variants that are gone. */
  keep(keys: ReadonlySet<string>): void {
    for (const key of this.#open.keys()) if (!keys.has(key)) this.#open.delete(key);
  }

  async #flush(ctx: TxCtx, open: Open): Promise<void> {
    await ctx.tx.scalingDecision.updateMany({ where: { id: open.id }, data: { times: open.times, ...changing(open.entry) } });
    open.writtenAt = open.entry.at;
  }
}

function isRepeat(open: Open, entry: Entry): boolean {
  return entry.from === entry.to && open.reason === entry.reason && open.to === entry.to;
}

function changing(entry: Entry) {
  const { message, sentences } = inEnglish({ message: entry.words });
  return {
    lastAt: new Date(entry.at),
    message,
    sentences: sentences as unknown as Prisma.InputJsonValue,
    inputs: entry.inputs as unknown as Prisma.InputJsonValue,
  };
}
