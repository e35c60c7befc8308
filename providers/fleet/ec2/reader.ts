import type { Clock } from '@/core/clock';
import type { Ec2Api, Ec2Instance } from './api';
import { type Host, type View, viewOf } from './view';

/** An instance that was seen to live and is shown neither alive nor ended counts as it was for so long. */
const vanishMs = 60_000;
/** A call without an answer takes effect within this time or never. */
const reservedMs = 60_000;

export interface ReaderOptions {
  readonly installation: string;
  readonly api: Ec2Api;
  readonly clock: Clock;
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
  readonly freshMs: number;
  readonly settleMs: number;
}

interface Claim {
  readonly id: string;
  readonly at: number;
}

/** Reads what is, seldom enough for Amazon's limits, and remembers what Amazon may show late. */
export class Reader {
  readonly #options: ReaderOptions;
  readonly #begunAt: number;
  readonly #given = new Map<string, Claim>();
  readonly #alive = new Map<string, { readonly instance: Ec2Instance; readonly at: number }>();
  readonly #reserved = new Map<string, Claim>();
  #changes = 0;
  #last: { readonly view: View; readonly at: number } | null = null;
  #reading: Promise<View> | null = null;

  constructor(options: ReaderOptions) {
    this.#options = options;
    this.#begunAt = options.clock.monotonic();
  }

  read(): Promise<View> {
    const now = this.#options.clock.monotonic();
    if (this.#last !== null && now - this.#last.at < this.#options.freshMs) return Promise.resolve(this.#last.view);
    if (this.#reading !== null) return this.#reading;
    const reading = this.#readNow().finally(() => {
      if (this.#reading === reading) this.#reading = null;
    });
    this.#reading = reading;
    return reading;
  }

  /** The next read asks Amazon; one under way began before the change and is not taken for it. */
  forget(): void {
    this.#changes++;
    this.#last = null;
    this.#reading = null;
  }

  /** This process gave an instance its id; the tag may show late. Then the tag counts: another process may have been wrong. */
  named(instanceId: string, id: string): void {
    this.#given.set(instanceId, { id, at: this.#options.clock.monotonic() });
  }

  /** From before a name is given until it surely was or was not: a call that timed out may still give it, so nobody else may take the instance. */
  reserve(instanceId: string, id: string): void {
    this.#reserved.set(instanceId, { id, at: this.#options.clock.monotonic() });
  }

  /** False for one that may have a name that does not show yet: given by the process before this one. */
  mayBeNamed(host: Host, id: string): boolean {
    const reserved = this.#reserved.get(host.instanceId);
    if (reserved !== undefined && reserved.id !== id && this.#options.clock.monotonic() - reserved.at <= reservedMs) return false;
    if (!Number.isFinite(host.launchedAt)) return false; // EC2 does not show it yet, so it cannot be tagged
    return this.#options.clock.monotonic() - this.#begunAt >= this.#options.settleMs;
  }

  async #readNow(): Promise<View> {
    const { api, call, clock, installation } = this.#options;
    const changes = this.#changes;
    const [shown, groups] = await call(() => Promise.all([api.instances(), api.groups()]));
    const now = clock.monotonic();
    const instances = this.#withVanished(shown, now);
    const known = new Set(instances.map(({ instanceId }) => instanceId));
    for (const memory of [this.#given, this.#reserved]) {
      for (const [instanceId, { at }] of memory) if (!known.has(instanceId) || now - at > reservedMs) memory.delete(instanceId);
    }
    const view = viewOf(installation, instances, groups, new Map([...this.#given].map(([instanceId, { id }]) => [instanceId, id])));
    if (changes === this.#changes) this.#last = { view, at: now };
    return view;
  }

  #withVanished(shown: readonly Ec2Instance[], now: number): Ec2Instance[] {
    const ids = new Set(shown.map(({ instanceId }) => instanceId));
    for (const instance of shown) {
      if (instance.state === 'pending' || instance.state === 'running') this.#alive.set(instance.instanceId, { instance, at: now });
      else this.#alive.delete(instance.instanceId);
    }
    const vanished = [...this.#alive.values()].filter(({ instance }) => !ids.has(instance.instanceId));
    for (const { instance, at } of vanished) if (now - at > vanishMs) this.#alive.delete(instance.instanceId);
    return [...shown, ...vanished.filter(({ at }) => now - at <= vanishMs).map(({ instance }) => instance)];
  }
}
