import { type Clock, systemClock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { ec2Words } from '@/core/sentences/ec2';
import type { FleetFinding, FleetInstance, FleetProvider, InstanceTypeOffer, StartRequest, Swept } from '../provider';
import type { Ec2Api, Ec2Group, GroupShape } from './api';
import { BackOff } from './back-off';
import { Capacity } from './capacity';
import { roleFinding } from './check';
import { groupName } from './names';
import { Offers } from './offers';
import { Reader } from './reader';
import type { Ec2FleetSettings } from './settings';
import { Sweeper } from './sweep';
import { templateNameOf } from './template';
import { type Host, hostOf, isAlive, sizesOf, type View } from './view';
import { Waiting } from './waiting';

const checkMs = 30_000;

export interface Ec2FleetOptions {
  readonly settings: Ec2FleetSettings;
  readonly api: Ec2Api;
  readonly clock?: Clock;
  readonly random?: () => number;
  /** What was read may be so old, in ms. */
  readonly freshMs?: number;
  /** Instances without a name that were there before this process began are left alone for so long, in ms: their names may show late. */
  readonly settleMs?: number;
  /** What nobody claims is ended after so long, in ms. */
  readonly graceMs?: number;
}

/**
 * Instances on EC2: one Auto Scaling group for each variant and type, whose instances get our ids as tags.
 *
 * A start never says "one more". It sets the group's size to what is named and alive plus what is asked for and not there yet; instances that come
 * are given to those who wait. So a call that timed out and took effect, a second start, and a process that died between any two calls all
 * come to the same size. What ends is always named. Starts, stops and sweeps of one process go one after the other; that no other process does the
 * same is the leader's lease. A size too large for a while (a call of a former leader) gives instances without a name, which the sweep ends.
 */
export class Ec2Fleet implements FleetProvider {
  readonly kind = 'ec2';
  readonly startMsMax = 300_000;
  readonly #settings: Ec2FleetSettings;
  readonly #api: Ec2Api;
  readonly #clock: Clock;
  readonly #backOff: BackOff;
  readonly #reader: Reader;
  readonly #waiting: Waiting;
  readonly #capacity: Capacity;
  readonly #offers: Offers;
  readonly #sweeper: Sweeper;
  readonly #templates = new Map<string, string>();
  #checked: { readonly at: number; readonly finding: FleetFinding } | null = null;
  #turn: Promise<unknown> = Promise.resolve();

  constructor(options: Ec2FleetOptions) {
    const { settings, api, clock = systemClock, random = Math.random, freshMs = 2_000, settleMs = 15_000, graceMs = 600_000 } = options;
    this.#settings = settings;
    this.#api = api;
    this.#clock = clock;
    this.#backOff = new BackOff(clock, random);
    const call = <T>(work: () => Promise<T>): Promise<T> => this.#backOff.call(work);
    this.#reader = new Reader({ installation: settings.installation, api, clock, call, freshMs, settleMs });
    this.#waiting = new Waiting(clock);
    this.#capacity = new Capacity({ api, clock, call, spotPercent: settings.spotPercent });
    this.#offers = new Offers({ settings, api, clock, call, shortage: (type) => this.#capacity.shortage(type) });
    this.#sweeper = new Sweeper({ reader: this.#reader, api, clock, call, waiting: this.#waiting, graceMs });
  }

  async list(): Promise<FleetInstance[]> {
    const { hosts } = await this.#reader.read();
    const ids = [...new Set(hosts.flatMap(({ id }) => (id === null ? [] : [id])))];
    return ids.flatMap((id) => describe(hostOf(hosts, id), id) ?? []);
  }

  async start(request: StartRequest): Promise<FleetInstance> {
    const types = this.#typesOf(request.type);
    const name = groupName(this.#settings.installation, request.group, request.type);
    this.#waiting.ask(request.id, name); // before its turn, so that one change of size serves all that wait
    return this.#alone(async () => {
      const view = await this.#reader.read();
      const found = hostOf(view.hosts, request.id);
      if (found !== null && isAlive(found)) {
        this.#waiting.forget(request.id);
        return describe(found, request.id) ?? pending(request);
      }
      const group = await this.#groupFor(request, name, types, view);
      const claimed = (await this.#claim(request, name, view)) ?? (await this.#grow(request, group, view));
      return claimed ?? pending(request);
    });
  }

  async stop(ids: readonly string[], _reason: string): Promise<void> {
    await this.#alone(async () => {
      const groups = new Set(ids.flatMap((id) => this.#waiting.forget(id) ?? []));
      const { hosts } = await this.#reader.read();
      for (const host of hosts) if (host.id !== null && ids.includes(host.id)) await this.#end(host);
      if (groups.size > 0) await this.#shrink(groups);
    });
  }

  offers(): Promise<InstanceTypeOffer[]> {
    return this.#offers.list();
  }

  sweep(): Promise<Swept[]> {
    return this.#alone(() => this.#sweeper.sweep());
  }

  /** Asked at most each half a minute, however many look at the status page. */
  async check(): Promise<FleetFinding> {
    const now = this.#clock.monotonic();
    if (this.#checked !== null && now - this.#checked.at < checkMs) return this.#checked.finding;
    const finding = roleFinding(await this.#api.tryRole(), this.#settings);
    this.#checked = { at: now, finding };
    return finding;
  }

  /** The group as it shall be: made where it lacks, changed where the settings or the image did. */
  async #groupFor({ group: of, type }: StartRequest, name: string, types: readonly string[], view: View): Promise<Ec2Group> {
    const template = this.#templateOf(type);
    const { subnets, instancesMax } = this.#settings;
    const shape: GroupShape = { name, template, types, subnets, max: instancesMax, spotPercent: this.#capacity.spotPercentFor(name) };
    const found = view.groups.find((group) => group.name === name);
    if (found?.deleting === true)
      throw new AppError('INSTANCE_START_FAILED', { detail: ec2Words.groupGoing(), fix: ec2Words.waitsItself(), retryAfterSeconds: 10 });
    if (found === undefined || found.template !== template) await this.#change(() => this.#api.createTemplate(template, type));
    if (found === undefined) await this.#change(() => this.#api.createGroup(shape, of));
    else if (!isSameShape(found, shape)) await this.#change(() => this.#api.updateGroup(shape));
    if (found?.rebalanceSuspended !== true) await this.#change(() => this.#api.suspendRebalance(name));
    return {
      ...shape,
      desired: 0,
      members: [],
      tags: {},
      deleting: false,
      rebalanceSuspended: true,
      ...(found === undefined ? {} : { desired: found.desired }),
    };
  }

  #templateOf(type: string): string {
    const name = this.#templates.get(type) ?? templateNameOf(this.#settings, type);
    this.#templates.set(type, name);
    return name;
  }

  /** Gives an instance that nobody has claimed to who asks. */
  async #claim({ id }: StartRequest, group: string, view: View): Promise<FleetInstance | null> {
    const free = sizesOf(view.hosts, group).unclaimed.find((host) => this.#reader.mayBeNamed(host, id));
    if (free === undefined) return null;
    this.#reader.reserve(free.instanceId, id);
    await this.#change(() => this.#api.nameInstance(free.instanceId, id));
    this.#reader.named(free.instanceId, id);
    this.#waiting.forget(id);
    return describe({ ...free, id }, id);
  }

  /** Makes the group as large as it has to be, and looks once whether that has come; else whether Amazon said why not. */
  async #grow(request: StartRequest, group: Ec2Group, view: View): Promise<FleetInstance | null> {
    const { named, unclaimed } = sizesOf(view.hosts, group.name);
    const wanted = named.length + Math.max(unclaimed.length, this.#waiting.of(group.name).length);
    if (wanted > group.desired) {
      this.#requireCap(view, group.name, wanted);
      await this.#change(() => this.#api.setDesired(group.name, wanted, request.type));
      return this.#claim(request, group.name, await this.#reader.read());
    }
    const trouble = unclaimed.length > 0 ? null : await this.#capacity.trouble(group.name, request.type);
    if (trouble !== null) throw trouble;
    return null;
  }

  /** Of other groups what they have or have asked for counts. */
  #requireCap(view: View, group: string, wanted: number): void {
    const sizes = view.groups.map(({ name, desired }) =>
      name === group ? 0 : Math.max(desired, view.hosts.filter((host) => host.group === name && isAlive(host)).length),
    );
    const has = sizes.reduce((sum, size) => sum + size, 0) + wanted - 1;
    const most = this.#settings.instancesMax;
    if (has + 1 <= most) return;
    throw new AppError('NO_CAPACITY', { detail: ec2Words.capReached({ most, has }), fix: ec2Words.raiseCap(), retryAfterSeconds: 30 });
  }

  async #end(host: Host): Promise<void> {
    if (host.group === null) {
      if (host.state !== 'stopped') await this.#change(() => this.#api.endInstance(host.instanceId));
      return;
    }
    const group = host.group;
    if (host.held) await this.#change(() => this.#api.releaseMember(group, host.instanceId));
    if (host.leaving) return;
    await this.#change(() => this.#api.endMember(host.instanceId));
    const after = (await this.#reader.read()).hosts.find(({ instanceId }) => instanceId === host.instanceId);
    if (after?.held === true) await this.#change(() => this.#api.releaseMember(group, host.instanceId));
  }

  /** Takes back capacity that was asked for and that nobody waits for any more. */
  async #shrink(groups: ReadonlySet<string>): Promise<void> {
    const view = await this.#reader.read();
    for (const group of view.groups) {
      if (!groups.has(group.name) || group.deleting) continue;
      const { named, unclaimed } = sizesOf(view.hosts, group.name);
      const wanted = named.length + Math.max(unclaimed.length, this.#waiting.of(group.name).length);
      if (wanted < group.desired) await this.#change(() => this.#api.setDesired(group.name, wanted));
    }
  }

  /** What was read before a change is no longer true, whether it succeeded or only may have. */
  async #change(work: () => Promise<void>): Promise<void> {
    try {
      await this.#backOff.call(work);
    } finally {
      this.#reader.forget();
    }
  }

  #alone<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#turn.then(work);
    this.#turn = mine.catch(() => undefined);
    return mine;
  }

  #typesOf(type: string): readonly string[] {
    const found = this.#settings.types.find((choice) => choice[0] === type);
    if (found !== undefined) return found;
    const types = this.#settings.types.flatMap((choice) => choice[0] ?? []);
    throw new AppError('INSTANCE_TYPE_UNKNOWN', { detail: ec2Words.typeNotAllowed({ type }), fix: ec2Words.allowType({ types }) });
  }
}

function isSameShape(group: GroupShape, shape: GroupShape): boolean {
  const facts = ({ template, types, subnets, max, spotPercent }: GroupShape): string =>
    JSON.stringify([template, types, [...subnets].sort(), max, spotPercent]);
  return facts(group) === facts(shape);
}

function pending({ id, type }: StartRequest): FleetInstance {
  return { id, providerId: null, type, state: 'starting', detail: '' };
}

function describe(host: Host | null, id: string): FleetInstance | null {
  if (host === null) return null;
  const { instanceId, type, state, detail, zone, market } = host;
  return { id, providerId: instanceId, type, state, detail, zone: zone === '' ? undefined : zone, market };
}
