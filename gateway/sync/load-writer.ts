import type { Clock } from '@/core/clock';
import type { LoadReport, VariantLoad } from '@/gateway/sync-messages';
import type { Database } from '@/prisma/client';
import { recordLoad } from '@/services/scaling';

/** Control looks each second; a few more bridge its pauses. */
const secondsKept = 10;

/** Hands the loads of the last seconds to the database, each with its age, so that clocks of several machines need not agree. */
export class LoadWriter {
  readonly #options: { database: Database; clock: Clock; gatewayId: string };
  #seconds: { at: number; ms: number; loads: readonly VariantLoad[] }[] = [];
  #held: LoadReport['held'] = [];
  #changed = false;

  constructor(options: { database: Database; clock: Clock; gatewayId: string }) {
    this.#options = options;
  }

  add(report: LoadReport): void {
    this.#changed = true;
    this.#held = report.held;
    if (report.second === null) return;
    this.#seconds = [...this.#seconds, { at: this.#options.clock.monotonic(), ms: report.ms, loads: report.second }].slice(-secondsKept);
  }

  /** @throws AppError `DATABASE_UNREACHABLE`: the next report tells it with its own */
  async write(): Promise<void> {
    if (!this.#changed) return;
    this.#changed = false;
    const { database, clock, gatewayId } = this.#options;
    const now = clock.monotonic();
    const seconds = this.#seconds.map(({ at, ms, loads }) => ({ agoMs: Math.round(now - at), ms: Math.round(ms), loads }));
    await recordLoad(database, clock, { gatewayId, seconds, held: this.#held });
  }
}
