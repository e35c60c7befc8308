import type { ManualClock } from '@/core/clock';
import { AppError } from '@/core/errors';
import type { Ec2Api, Ec2Group, Ec2Instance, Ec2Template, GroupMember, GroupShape, ScalingActivity } from '@/providers/fleet/ec2/api';
import { purpose, tagKeys } from '@/providers/fleet/ec2/names';
import type { InstanceGroup } from '@/providers/fleet/provider';

type Mutable<T> = { -readonly [Key in keyof T]: T[Key] };
type Instance = Mutable<Ec2Instance> & { group: string | null; endedAt: number };
type Group = Mutable<Omit<Ec2Group, 'members'>>;

/** EC2 shows what ended for about an hour; less keeps histories quick. */
const shownMs = 300_000;

export interface Ec2ModelOptions {
  readonly clock: ManualClock;
  /** Auto Scaling acts at once, as moto's does; otherwise at each {@link Ec2Model.work}. */
  readonly instant?: boolean;
  /** Instances that end are held until they are released, as by the drain hook. */
  readonly holds?: boolean;
}

/**
 * EC2 and Auto Scaling in memory, as far as the fleet uses them: sizes that are reached later, replacement of what died, instances that are held
 * before they end. The fleet's contract is run against it and against moto, so that it does not drift from either.
 */
export class Ec2Model {
  readonly instances = new Map<string, Instance>();
  readonly groups = new Map<string, Group>();
  readonly templates = new Map<string, Ec2Template>();
  readonly activities = new Map<string, ScalingActivity[]>();
  /** Told of each instance that a caller ends, before it does. */
  onEnd: (instance: Instance) => void = () => undefined;
  /** Why nothing can be launched now; null while it can. */
  shortage: string | null = null;
  launches = 0;
  readonly #options: Ec2ModelOptions;
  readonly #held = new Set<string>();

  constructor(options: Ec2ModelOptions) {
    this.#options = options;
  }

  /** The account as one installation's calls see it. */
  api(installation: string): Ec2Api {
    const ours = (tags: Readonly<Record<string, string>>): boolean => tags[tagKeys.installation] === installation;
    return {
      instances: async () => [...this.instances.values()].filter(({ tags }) => ours(tags)).map((instance) => ({ ...instance })),
      groups: async () => [...this.groups.values()].filter(({ tags }) => ours(tags)).map((group) => ({ ...group, members: this.#membersOf(group.name) })),
      templates: async () => [...this.templates.values()],
      activities: async (group) => [...(this.activities.get(group) ?? [])].reverse(),
      types: async (names) => names.map((name) => ({ name, cpus: 2, memoryBytes: 4 * 1024 ** 3 })),
      createTemplate: async (name) => void this.templates.set(name, this.templates.get(name) ?? { name, createdAt: this.#options.clock.now() }),
      removeTemplate: async (name) => void this.templates.delete(name),
      createGroup: async (shape, of) => this.#createGroup(installation, shape, of),
      updateGroup: async (shape) => void Object.assign(this.#group(shape.name), shape),
      suspendRebalance: async (name) => void Object.assign(this.#group(name), { rebalanceSuspended: true }),
      removeGroup: async (name) => this.#removeGroup(name),
      setDesired: async (name, desired) => this.#setDesired(name, desired),
      nameInstance: async (instanceId, id) => this.#nameInstance(instanceId, id),
      endMember: async (instanceId) => this.#endMember(instanceId),
      endInstance: async (instanceId) => this.#endInstance(instanceId),
      releaseMember: async (_group, instanceId) => this.#release(instanceId),
      tryRole: async () => [],
    };
  }

  /** What Auto Scaling does by itself: launches what lacks, lets go what has died. */
  work(): void {
    const since = this.#options.clock.now() - shownMs;
    for (const [id, { state, group, endedAt }] of this.instances) if (state === 'terminated' && group === null && endedAt < since) this.instances.delete(id);
    for (const instance of this.instances.values()) if (instance.state === 'pending') instance.state = 'running';
    for (const group of this.groups.values()) this.#reach(group);
  }

  /** An instance ends without anybody asking for it. */
  lose(instanceId: string, code = 'Server.SpotInstanceTermination'): void {
    const instance = this.instances.get(instanceId);
    if (instance === undefined) return;
    this.#terminate(instance, code);
    if (this.#options.instant === true) this.work();
  }

  /** An instance of somebody else's. */
  addForeign(tags: Readonly<Record<string, string>>): string {
    return this.#launch(null, 'c5.large', tags).instanceId;
  }

  alive(): Instance[] {
    return [...this.instances.values()].filter(({ state }) => state === 'pending' || state === 'running');
  }

  #createGroup(installation: string, shape: GroupShape, of: InstanceGroup): void {
    if (this.groups.has(shape.name)) return;
    const tags = {
      [tagKeys.installation]: installation,
      [tagKeys.purpose]: purpose,
      [tagKeys.endpointId]: of.endpointId,
      [tagKeys.endpoint]: of.endpoint,
      [tagKeys.variant]: of.variant,
    };
    this.groups.set(shape.name, { ...shape, desired: 0, tags, deleting: false, rebalanceSuspended: false });
  }

  #removeGroup(name: string): void {
    if (this.#membersOf(name).length > 0) throw new AppError('INSTANCE_START_FAILED', 'ResourceInUse: the group has instances.');
    this.groups.delete(name);
  }

  #setDesired(name: string, desired: number): void {
    const group = this.#group(name);
    if (desired > group.max) throw new AppError('NO_CAPACITY', 'The size is above max value.');
    group.desired = desired;
    if (this.#options.instant === true) this.work();
  }

  #nameInstance(instanceId: string, id: string): void {
    const instance = this.instances.get(instanceId);
    if (instance === undefined) throw new AppError('INSTANCE_START_FAILED', 'InvalidInstanceID.NotFound');
    instance.tags = { ...instance.tags, [tagKeys.instance]: id };
  }

  #endMember(instanceId: string): void {
    const instance = this.instances.get(instanceId);
    if (instance === undefined || instance.group === null || this.#held.has(instanceId)) return;
    const group = this.#group(instance.group);
    group.desired = Math.max(0, group.desired - 1);
    this.#endByCaller(instance);
  }

  #endInstance(instanceId: string): void {
    const instance = this.instances.get(instanceId);
    if (instance !== undefined) this.#endByCaller(instance);
  }

  #endByCaller(instance: Instance): void {
    this.onEnd(instance);
    if (instance.state !== 'pending' && instance.state !== 'running') instance.group = null;
    else if (this.#options.holds === true && instance.group !== null) this.#held.add(instance.instanceId);
    else this.#terminate(instance, 'User.Initiated');
    if (this.#options.instant === true) this.work();
  }

  #release(instanceId: string): void {
    const instance = this.instances.get(instanceId);
    if (instance !== undefined && this.#held.delete(instanceId)) this.#terminate(instance, 'User.Initiated');
  }

  /** A dead member stays one until Auto Scaling notices. */
  #terminate(instance: Instance, code: string): void {
    this.#held.delete(instance.instanceId);
    Object.assign(instance, { state: 'terminated', endCode: code, endMessage: code, endedAt: this.#options.clock.now() });
    if (code === 'User.Initiated') instance.group = null;
  }

  #reach(group: Group): void {
    for (const instance of this.instances.values()) if (instance.group === group.name && instance.state === 'terminated') instance.group = null;
    const has = this.#membersOf(group.name).filter(({ lifecycle }) => lifecycle !== 'Terminating:Wait').length;
    for (let count = has; count < group.desired; count++) {
      const known = (this.activities.get(group.name) ?? []).slice(-10);
      this.activities.set(group.name, known);
      known.push({ at: this.#options.clock.now(), failed: this.shortage !== null, message: this.shortage ?? '', zone: 'us-east-1a' });
      if (this.shortage !== null) return;
      this.#launch(group.name, group.types[0] ?? '', { ...group.tags, [tagKeys.type]: group.types[0] ?? '' });
    }
  }

  #launch(group: string | null, type: string, tags: Readonly<Record<string, string>>): Instance {
    const instanceId = `i-${String(++this.launches).padStart(17, '0')}`;
    const launchedAt = this.#options.clock.now();
    const place = { zone: 'us-east-1a', market: 'on-demand' as const, group };
    const instance: Instance = {
      instanceId,
      type,
      state: 'pending',
      launchedAt,
      tags,
      endCode: '',
      endMessage: '',
      endedAt: Number.POSITIVE_INFINITY,
      ...place,
    };
    this.instances.set(instanceId, instance);
    return instance;
  }

  #membersOf(name: string): GroupMember[] {
    const members = [...this.instances.values()].filter(({ group }) => group === name);
    return members.map(({ instanceId }) => ({ instanceId, lifecycle: this.#held.has(instanceId) ? 'Terminating:Wait' : 'InService' }));
  }

  #group(name: string): Group {
    const group = this.groups.get(name);
    if (group === undefined) throw new AppError('INSTANCE_START_FAILED', 'AutoScalingGroup name not found.');
    return group;
  }
}
