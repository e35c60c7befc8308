import type { ManualClock } from '@/core/clock';
import { AppError } from '@/core/errors';
import type { Ec2Api, Ec2Group, Ec2Instance } from '@/providers/fleet/ec2/api';
import { Crash } from '../crashing';

export interface Trouble {
  /** Chance of each, from 0 to 1, for every call. */
  readonly throttled: number;
  readonly timedOut: number;
  readonly crash: number;
  /** Chance that a read shows what was so up to 5 s ago. */
  readonly stale: number;
}

interface Life {
  crashed: boolean;
}

const staleMs = 5_000;
const lateMs = 10_000;
const reads: readonly (keyof Ec2Api)[] = ['instances', 'groups', 'templates', 'activities', 'types', 'tryRole'];

/**
 * An API whose calls are refused, time out without effect, with it, or with it some seconds later, end the process before or after they are carried
 * out, and whose reads lag. What comes late comes also after the process died.
 */
export class Unreliable {
  trouble: Trouble | null;
  readonly #api: Ec2Api;
  readonly #clock: ManualClock;
  readonly #random: () => number;
  readonly #late: { readonly at: number; readonly work: () => Promise<unknown> }[] = [];
  #past: { readonly at: number; readonly instances: Ec2Instance[]; readonly groups: Ec2Group[] }[] = [];

  constructor(api: Ec2Api, clock: ManualClock, random: () => number, trouble: Trouble) {
    this.#api = api;
    this.#clock = clock;
    this.#random = random;
    this.trouble = trouble;
  }

  /** For one process, whose calls all fail once it has died. */
  open(): { readonly api: Ec2Api; readonly life: Life } {
    const life: Life = { crashed: false };
    const api = new Proxy(this.#api, {
      get: (target, name: keyof Ec2Api) => {
        const member = target[name] as (...words: unknown[]) => Promise<unknown>;
        return (...words: unknown[]) => this.#call(life, name, () => member(...words));
      },
    });
    return { api, life };
  }

  /** What was under way and is due takes effect; what is now will be the past. */
  async tick(): Promise<void> {
    const now = this.#clock.now();
    for (const { work } of this.#late.filter(({ at }) => at <= now)) await work().catch(ignoreRefusal);
    this.#late.splice(0, this.#late.length, ...this.#late.filter(({ at }) => at > now));
    this.#past = this.#past.filter(({ at }) => now - at <= staleMs);
    this.#past.push({ at: now, instances: await this.#api.instances(), groups: await this.#api.groups() });
  }

  async #call(life: Life, name: keyof Ec2Api, work: () => Promise<unknown>): Promise<unknown> {
    const { trouble } = this;
    if (life.crashed) throw new Crash('the process was killed');
    if (trouble === null) return work();
    if (this.#random() < trouble.crash) return this.#crash(life, this.#random() < 0.5 ? null : work);
    if (this.#random() < trouble.throttled)
      throw new AppError('FLEET_UNREACHABLE', { cause: Object.assign(new Error('slower'), { name: 'RequestLimitExceeded' }) });
    if (reads.includes(name)) return this.#read(name, work, trouble);
    if (this.#random() >= trouble.timedOut) return work();
    const when = this.#random();
    if (when < 0.4) await work();
    else if (when < 0.7) this.#late.push({ at: this.#clock.now() + this.#random() * lateMs, work });
    throw new AppError('FLEET_UNREACHABLE', 'no answer');
  }

  async #crash(life: Life, work: (() => Promise<unknown>) | null): Promise<never> {
    life.crashed = true;
    await work?.().catch(ignoreRefusal);
    throw new Crash('the process was killed');
  }

  async #read(name: keyof Ec2Api, work: () => Promise<unknown>, trouble: Trouble): Promise<unknown> {
    const past = this.#random() < trouble.stale ? this.#past[Math.floor(this.#random() * this.#past.length)] : undefined;
    if (past !== undefined && name === 'instances') return past.instances;
    if (past !== undefined && name === 'groups') return past.groups;
    return work();
  }
}

/** Nobody hears any more what became of it. */
function ignoreRefusal(error: unknown): void {
  if (!(error instanceof AppError)) throw error;
}
