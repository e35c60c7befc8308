import { mkdirSync, writeFileSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Clock } from '@/core/clock';
import { AppError } from '@/core/errors';
import type { Logger } from '@/core/log';
import { inferenceWords } from '@/core/sentences/inference';
import type { Sentence } from '@/core/sentences/sentence';
import { spoolHeadBytes, writeSpoolHead } from '@/core/wire/spool-frame';
import { Segment } from './segment';

const sealBytes = 4 * 1024 * 1024;
const sealMs = 2_000;
const syncMs = 5;
const probeMs = 1_000;
/** Longest UTF-8 form of a UTF-16 unit. */
const unitBytesMax = 3;
/** More failures than requests can outlive. */
const lostRangesMax = 1_000;

interface SpoolOptions {
  readonly folder: string;
  readonly gatewayId: string;
  /** Names this run of the process; unique among all runs. */
  readonly boot: string;
  readonly clock: Clock;
  readonly log: Logger;
  /** After records became durable, or were lost. */
  readonly onSynced: () => void;
  readonly onSealed: (segmentId: string) => void;
}

/**
 * The append-only log of usage. States: *available*; *unavailable* after a write or sync failed (disk full), until a probe succeeds: then
 * nothing billable is run. All records appended in a turn go out as one frame in one write. Synced in the background within 10 ms, or at once where
 * someone waits for it; one sync covers all that was written before it began. Segments are sealed at 4 MiB or 2 s.
 */
export class Spool {
  readonly #options: SpoolOptions;
  #pending = '';
  #pendingRecords = 0;
  #frame = Buffer.allocUnsafeSlow(64 * 1024);
  #writes = 0;
  #segment: Segment | null = null;
  #sequence = 0;
  readonly #finished: Segment[] = [];
  #working: Promise<void> | null = null;
  #syncTimer: NodeJS.Timeout | null = null;
  #sealTimer: NodeJS.Timeout | null = null;
  #probeTimer: NodeJS.Timeout | null = null;
  #urgent = false;
  #problem: Sentence | null = null;
  #closed = false;
  /** Every write up to this one is durable, the lost ones aside. */
  syncedWrite = 0;
  readonly #lost: { readonly from: number; readonly to: number }[] = [];

  constructor(options: SpoolOptions) {
    this.#options = options;
    mkdirSync(options.folder, { recursive: true, mode: 0o700 });
  }

  /** Why nothing can be recorded, or null. */
  get problem(): Sentence | null {
    return this.#problem;
  }

  /** Number of the write that will hold what is appended now. */
  get nextWrite(): number {
    return this.#writes + 1;
  }

  /** @throws AppError `METERING_UNAVAILABLE` */
  requireAvailable(): void {
    if (this.#problem !== null) throw meteringUnavailable(this.#problem);
  }

  /** @param record as `encodeUsageRecord` writes it */
  append(record: string): void {
    this.#pending += this.#pendingRecords === 0 ? record : `,${record}`;
    this.#pendingRecords++;
  }

  /** True where that write, or its sync, failed. */
  isLost(write: number): boolean {
    return this.#lost.length > 0 && this.#lost.some(({ from, to }) => write >= from && write <= to);
  }

  /**
   * Writes all that was appended, in one system call.
   * @param urgent someone waits for the sync
   * @returns false when it could not be written; it is dropped then
   */
  flush(urgent: boolean): boolean {
    if (this.#pendingRecords === 0) return true;
    const frameBytes = this.#fillFrame();
    const write = ++this.#writes;
    try {
      this.#segment ??= this.#openSegment();
      this.#segment.append(this.#frame, frameBytes, write);
    } catch (error) {
      this.#lose(write, write, error);
      return false;
    }
    if (this.#segment.sizeBytes >= sealBytes) this.#rotate();
    if (urgent) this.#urgent = true;
    if (urgent) this.#work();
    else this.#syncTimer ??= setTimeout(() => this.#onSyncTimer(), syncMs);
    return true;
  }

  /** Writes, syncs and seals all there is. */
  async close(): Promise<void> {
    this.flush(true);
    this.#closed = true;
    for (const timer of [this.#syncTimer, this.#sealTimer, this.#probeTimer]) if (timer !== null) clearTimeout(timer);
    this.#rotate();
    this.#work();
    while (this.#working !== null) await this.#working;
  }

  /** Makes one frame of what is pending. @returns its bytes */
  #fillFrame(): number {
    const bytesMax = spoolHeadBytes + this.#pending.length * unitBytesMax;
    if (this.#frame.byteLength < bytesMax) this.#frame = Buffer.allocUnsafeSlow(2 * bytesMax);
    const payloadBytes = this.#frame.write(this.#pending, spoolHeadBytes, 'utf8');
    writeSpoolHead(this.#frame, payloadBytes, this.#pendingRecords);
    this.#pending = '';
    this.#pendingRecords = 0;
    return spoolHeadBytes + payloadBytes;
  }

  #openSegment(): Segment {
    const { folder, gatewayId, boot, clock } = this.#options;
    const segment = new Segment(folder, `${gatewayId}-${boot}-${String(this.#sequence++).padStart(8, '0')}`, clock.monotonic());
    this.#sealTimer = setTimeout(() => this.#rotate(), sealMs);
    return segment;
  }

  #rotate(): void {
    if (this.#sealTimer !== null) clearTimeout(this.#sealTimer);
    this.#sealTimer = null;
    if (this.#segment === null) return;
    this.#finished.push(this.#segment);
    this.#segment = null;
    this.#work();
  }

  #onSyncTimer(): void {
    this.#syncTimer = null;
    this.#urgent = true;
    this.#work();
  }

  /** One after the other: seal what is finished, sync what is open. */
  #work(): void {
    if (this.#working !== null) return;
    if (this.#finished.length === 0 && !this.#urgent) return;
    this.#working = this.#step().finally(() => {
      this.#working = null;
      this.#work();
    });
  }

  async #step(): Promise<void> {
    this.#urgent = false;
    const finished = this.#finished.shift();
    const segment = finished ?? this.#segment;
    if (finished !== undefined && this.#segment !== null) this.#urgent = true;
    if (segment === null) return;
    const { lastWrite } = segment;
    try {
      if (finished === undefined) await segment.sync();
      else await segment.seal();
      this.syncedWrite = Math.max(this.syncedWrite, segment.syncedWrite);
      if (finished !== undefined) this.#options.onSealed(segment.id);
    } catch (error) {
      this.#lose(this.syncedWrite + 1, lastWrite, error);
    }
    this.#options.onSynced();
  }

  #lose(from: number, to: number, error: unknown): void {
    const code = error instanceof Error && 'code' in error ? String(error.code) : 'unknown';
    if (this.#problem === null) this.#options.log.error({ err: error }, 'usage cannot be recorded; inference is refused until it can');
    this.#problem = code === 'ENOSPC' || code === 'EDQUOT' ? inferenceWords.usageDiskFull() : inferenceWords.usageDiskFailed({ code });
    this.#lost.push({ from, to });
    if (this.#lost.length > lostRangesMax) this.#lost.shift();
    if (this.#segment !== null && this.#segment.lastWrite > 0) this.#rotate();
    if (!this.#closed) this.#probeTimer ??= setTimeout(() => void this.#probe(), probeMs);
  }

  /** Tries whether the disk takes data again. */
  async #probe(): Promise<void> {
    this.#probeTimer = null;
    const file = join(this.#options.folder, 'probe.tmp');
    try {
      writeFileSync(file, Buffer.alloc(64 * 1024), { flush: true });
      this.#problem = null;
      this.#options.log.info('usage can be recorded again');
    } catch {
      if (!this.#closed) this.#probeTimer = setTimeout(() => void this.#probe(), probeMs); // still full: tried again
    } finally {
      await rm(file, { force: true }).catch(() => undefined); // a file that is not there is fine
    }
  }
}

export function meteringUnavailable(problem: Sentence): AppError {
  return new AppError('METERING_UNAVAILABLE', {
    detail: problem,
    fix: inferenceWords.freeSpace(),
    retryAfterSeconds: 5,
  });
}
