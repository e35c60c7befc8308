import type { Clock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { ec2Words } from '@/core/sentences/ec2';
import type { Words } from '@/core/sentences/sentence';
import type { Ec2Api, ScalingActivity } from './api';
import { explainActivity } from './errors';

/** How often a group that waits is asked why, in ms. */
const lookMs = 5_000;
/** What failed longer ago says nothing about now. */
const recentMs = 300_000;
/** So long only on-demand instances are asked for once spot had none. */
const spotPauseMs = 600_000;

export interface CapacityOptions {
  readonly api: Ec2Api;
  readonly clock: Clock;
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
  readonly spotPercent: number;
}

/**
 * Why capacity does not come. Auto Scaling takes any size and tells of trouble only in its activities; it tries all subnets and types of a group by
 * itself, but not on-demand where spot has none: that is done here, for ten minutes at a time.
 */
export class Capacity {
  readonly #options: CapacityOptions;
  readonly #looked = new Map<string, { readonly at: number; readonly trouble: AppError | null }>();
  readonly #spotPausedUntil = new Map<string, number>();
  readonly #shortages = new Map<string, { readonly until: number; readonly words: Words }>();

  constructor(options: CapacityOptions) {
    this.#options = options;
  }

  spotPercentFor(group: string): number {
    return this.#spotPaused(group) ? 0 : this.#options.spotPercent;
  }

  /** Why there was none of a type lately; null where nothing is known. */
  shortage(type: string): Words | null {
    const known = this.#shortages.get(type);
    return known !== undefined && this.#options.clock.monotonic() < known.until ? known.words : null;
  }

  /** @returns the error to answer a start with; null while it may still come */
  async trouble(group: string, type: string): Promise<AppError | null> {
    const now = this.#options.clock.monotonic();
    const known = this.#looked.get(group);
    if (known !== undefined && now - known.at < lookMs) return known.trouble;
    const activities = await this.#options.call(() => this.#options.api.activities(group));
    const trouble = this.#readActivities(activities, group, type);
    this.#looked.set(group, { at: now, trouble });
    return trouble;
  }

  #readActivities(activities: readonly ScalingActivity[], group: string, type: string): AppError | null {
    const { clock, spotPercent } = this.#options;
    const recent = activities.filter((activity) => clock.now() - activity.at < recentMs).sort((a, b) => b.at - a.at);
    const succeeded = recent.findIndex((activity) => !activity.failed);
    const failed = succeeded === -1 ? recent : recent.slice(0, succeeded);
    const [latest] = failed;
    if (latest === undefined) return null;
    const error = explainActivity(latest.message, type);
    if (error === null) return null;
    if (error.code !== 'NO_CAPACITY') return error;
    if (spotPercent > 0 && !this.#spotPaused(group) && /spot/i.test(latest.message)) {
      this.#spotPausedUntil.set(group, clock.monotonic() + spotPauseMs);
      return null; // asked for on-demand at the next start
    }
    const zones = [...new Set(failed.flatMap(({ zone }) => (zone === '' ? [] : [zone])))].sort();
    const isQuota = !/Insufficient|sufficient/i.test(latest.message);
    const detail = isQuota || zones.length === 0 ? (error.details.detail ?? '') : ec2Words.noCapacityIn({ type, zones });
    this.#shortages.set(type, { until: clock.monotonic() + recentMs, words: detail });
    return new AppError('NO_CAPACITY', { ...error.details, detail });
  }

  #spotPaused(group: string): boolean {
    return this.#options.clock.monotonic() < (this.#spotPausedUntil.get(group) ?? 0);
  }
}
