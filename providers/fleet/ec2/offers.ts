import type { Clock } from '@/core/clock';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { InstanceTypeOffer } from '../provider';
import type { Ec2Api, Ec2Type } from './api';
import type { Ec2FleetSettings } from './settings';

/** Types do not change; new ones come with new settings, which a restart reads. */
const keepMs = 3_600_000;
const replicasPerCpu = 4;

export interface OffersOptions {
  readonly settings: Ec2FleetSettings;
  readonly api: Ec2Api;
  readonly clock: Clock;
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
  readonly shortage: (type: string) => Words | null;
}

/** The types that the settings allow, with their size from EC2. A choice of several types is as large as its smallest. */
export class Offers {
  readonly #options: OffersOptions;
  #known: { readonly types: ReadonlyMap<string, Ec2Type>; readonly at: number } | null = null;

  constructor(options: OffersOptions) {
    this.#options = options;
  }

  async list(): Promise<InstanceTypeOffer[]> {
    const { settings, shortage } = this.#options;
    const types = await this.#types();
    return settings.types.flatMap((choice) => {
      const sizes = choice.flatMap((name) => types.get(name) ?? []);
      const [name] = choice;
      if (name === undefined || sizes.length === 0) return [];
      const cpus = Math.min(...sizes.map((size) => size.cpus));
      const memoryBytes = Math.min(...sizes.map((size) => size.memoryBytes));
      const reason = shortage(name);
      return [{ name, cpus, memoryBytes, replicasMax: cpus * replicasPerCpu, available: reason === null, ...inEnglish({ reason: reason ?? '' }) }];
    });
  }

  async #types(): Promise<ReadonlyMap<string, Ec2Type>> {
    const { api, clock, call, settings } = this.#options;
    if (this.#known !== null && clock.monotonic() - this.#known.at < keepMs) return this.#known.types;
    const names = [...new Set(settings.types.flat())];
    const types = new Map((await call(() => api.types(names))).map((type) => [type.name, type]));
    this.#known = { types, at: clock.monotonic() };
    return types;
  }
}
