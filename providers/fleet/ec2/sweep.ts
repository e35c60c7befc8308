import type { Clock } from '@/core/clock';
import type { Swept } from '../provider';
import type { Ec2Api, Ec2Group } from './api';
import type { Reader } from './reader';
import { type Host, hostOf, isAlive, sizesOf, type View } from './view';
import type { Waiting } from './waiting';

/** Should something be badly wrong, it goes wrong slowly. */
const endsMax = 20;

export interface SweeperOptions {
  readonly reader: Reader;
  readonly api: Ec2Api;
  readonly clock: Clock;
  readonly call: <T>(work: () => Promise<T>) => Promise<T>;
  readonly waiting: Waiting;
  readonly graceMs: number;
}

/**
 * Ends what was left over: instances nobody claimed, second ones of an id, capacity nobody waits for, empty groups, templates of before. It sees only
 * what bears this installation's mark (`viewOf`), and leaves all of it alone until it was seen so for the grace by this process. Instances with
 * an id are control's, even where no row names them.
 */
export class Sweeper {
  readonly #options: SweeperOptions;
  readonly #since = new Map<string, number>();

  constructor(options: SweeperOptions) {
    this.#options = options;
  }

  /** @throws AppError the first trouble, after everything was tried */
  async sweep(): Promise<Swept[]> {
    const view = await this.#options.reader.read();
    const work = [...this.#leftHosts(view), ...this.#leftCapacity(view)].slice(0, endsMax);
    const swept: Swept[] = [];
    const troubles: unknown[] = [];
    for (const { what, why, act } of [...work, ...(work.length === 0 ? await this.#leftTemplates(view) : [])]) {
      try {
        await this.#options.call(act);
        swept.push({ what, why });
      } catch (error) {
        troubles.push(error);
      } finally {
        this.#options.reader.forget();
      }
    }
    if (troubles.length > 0) throw troubles[0];
    return swept;
  }

  *#leftHosts({ hosts }: View): Generator<Work> {
    const { api } = this.#options;
    for (const host of hosts) {
      const { instanceId, group } = host;
      if (host.held && group !== null && host.id === null) yield { what: instanceId, why: 'nobody drains it', act: () => api.releaseMember(group, instanceId) };
      const why = this.#reason(host, hosts);
      if (!this.#lasts(`host ${instanceId}`, why !== null) || why === null || !this.#isOld(host)) continue;
      yield { what: instanceId, why, act: () => (group === null ? api.endInstance(instanceId) : api.endMember(instanceId)) };
    }
  }

  #reason(host: Host, hosts: readonly Host[]): string | null {
    if (!isAlive(host)) return null;
    if (host.id !== null) return hostOf(hosts, host.id)?.instanceId === host.instanceId ? null : 'another instance bears its id';
    return host.group !== null && this.#options.waiting.of(host.group).length > 0 ? null : 'nobody claimed it';
  }

  *#leftCapacity({ hosts, groups }: View): Generator<Work> {
    const { api, waiting } = this.#options;
    for (const group of groups) {
      if (group.deleting) continue;
      const { named, unclaimed } = sizesOf(hosts, group.name);
      const wanted = named.length + Math.max(unclaimed.length, waiting.of(group.name).length);
      const empty = isEmpty(group) && wanted === 0;
      if (this.#lasts(`capacity ${group.name}`, group.desired > wanted)) {
        yield { what: group.name, why: 'nobody waits for its capacity', act: () => api.setDesired(group.name, wanted) };
      }
      // A call of before that came late made it too small for what it has; should one of them die now, nothing would be launched for it.
      if (this.#lasts(`size ${group.name}`, group.desired < wanted)) {
        yield { what: group.name, why: 'its size was less than what it has', act: () => api.setDesired(group.name, wanted) };
      }
      if (this.#lasts(`group ${group.name}`, empty)) yield { what: group.name, why: 'it is empty', act: () => api.removeGroup(group.name) };
    }
  }

  async #leftTemplates({ groups }: View): Promise<Work[]> {
    const { api, call } = this.#options;
    const templates = await call(() => api.templates());
    const used = new Set(groups.map(({ template }) => template));
    return templates
      .filter(({ name }) => this.#lasts(`template ${name}`, !used.has(name)))
      .map(({ name }) => ({ what: name, why: 'no group uses it', act: () => api.removeTemplate(name) }));
  }

  #isOld(host: Host): boolean {
    return this.#options.clock.now() - host.launchedAt >= this.#options.graceMs;
  }

  /** Whether something has been so at each sweep for the grace. */
  #lasts(name: string, isSo: boolean): boolean {
    const now = this.#options.clock.monotonic();
    if (!isSo) {
      this.#since.delete(name);
      return false;
    }
    const since = this.#since.get(name) ?? now;
    this.#since.set(name, since);
    return now - since >= this.#options.graceMs;
  }
}

interface Work {
  readonly what: string;
  readonly why: string;
  readonly act: () => Promise<void>;
}

const isEmpty = (group: Ec2Group): boolean => group.members.length === 0 && group.desired === 0;
