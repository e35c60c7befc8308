import type { Clock } from '@/core/clock';
import type { Logger } from '@/core/log';
import type { StepReport } from '@/frameworks/inspect/job';
import type { Database } from '@/prisma/client';
import { type LeasedVersion, recordCheck } from '@/services/versions';

interface StepTold {
  readonly database: Database;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Writes the steps in the order they came, one after another, while the inspection goes on. */
export class StepLog {
  readonly #resources: StepTold;
  readonly #leased: LeasedVersion;
  readonly #onLost: () => void;
  #writing: Promise<void> = Promise.resolve();
  readonly #last = new Map<StepReport['step'], StepReport>();
  #at: StepReport['step'] = 'unpack';

  constructor(resources: StepTold, leased: LeasedVersion, onLost: () => void) {
    this.#resources = resources;
    this.#leased = leased;
    this.#onLost = onLost;
  }

  /** The step that was begun last. */
  get at(): StepReport['step'] {
    return this.#at;
  }

  /** Each step as it was reported last. */
  get all(): StepReport[] {
    return [...this.#last.values()];
  }

  add(report: StepReport): void {
    this.#at = report.step;
    this.#last.set(report.step, report);
    this.#writing = this.#writing.then(async () => {
      try {
        if (!(await recordCheck(this.#resources, this.#leased, report))) this.#onLost();
      } catch (error) {
        // The end of the check stores all steps once more; a database that is still away then fails the whole pass.
        this.#resources.log.warn({ err: error, versionId: this.#leased.id, step: report.step }, 'a step could not be told');
      }
    });
  }

  async written(): Promise<void> {
    await this.#writing;
  }
}
