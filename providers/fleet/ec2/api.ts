import type { InstanceGroup } from '../provider';

/** An instance as EC2 shows it. Times are ms since 1970. */
export interface Ec2Instance {
  readonly instanceId: string;
  readonly type: string;
  readonly state: 'pending' | 'running' | 'shutting-down' | 'terminated' | 'stopping' | 'stopped';
  readonly zone: string;
  readonly market: 'on-demand' | 'spot';
  readonly launchedAt: number;
  readonly tags: Readonly<Record<string, string>>;
  /** Code of why it ended, such as `Server.SpotInstanceTermination`; empty while it runs. */
  readonly endCode: string;
  readonly endMessage: string;
}

export interface GroupMember {
  readonly instanceId: string;
  /** `Pending`, `InService`, `Terminating:Wait`, … */
  readonly lifecycle: string;
}

/** What a group shall look like; all of it may be changed later but its name and tags. */
export interface GroupShape {
  readonly name: string;
  readonly template: string;
  /** Interchangeable types, the preferred one first. */
  readonly types: readonly string[];
  /** Of 100 instances so many may be spot. */
  readonly spotPercent: number;
  readonly subnets: readonly string[];
  readonly max: number;
}

export interface Ec2Group extends GroupShape {
  readonly desired: number;
  readonly members: readonly GroupMember[];
  readonly tags: Readonly<Record<string, string>>;
  /** It is going away; its name is free when it has. */
  readonly deleting: boolean;
  /** Auto Scaling may not move instances between zones by itself. */
  readonly rebalanceSuspended: boolean;
}

export interface Ec2Template {
  readonly name: string;
  readonly createdAt: number;
}

/** One try of Auto Scaling to change a group, newest first in lists. */
export interface ScalingActivity {
  readonly at: number;
  readonly failed: boolean;
  readonly message: string;
  readonly zone: string;
}

export interface Ec2Type {
  readonly name: string;
  readonly cpus: number;
  readonly memoryBytes: number;
}

/**
 * The few calls of EC2 and Auto Scaling that the fleet needs, for one installation. Reads show only what bears its tag; a call that fails throws
 * an AppError of the fleet, and one that timed out may have taken effect.
 */
export interface Ec2Api {
  instances(): Promise<Ec2Instance[]>;
  groups(): Promise<Ec2Group[]>;
  templates(): Promise<Ec2Template[]>;
  activities(group: string): Promise<ScalingActivity[]>;
  types(names: readonly string[]): Promise<Ec2Type[]>;
  /** A template of this name is never changed: its name says what is in it. Having it already is fine. */
  createTemplate(name: string, type: string): Promise<void>;
  removeTemplate(name: string): Promise<void>;
  /** An empty group, with the hook that holds instances which Auto Scaling wants to end. Having it already is fine. */
  createGroup(shape: GroupShape, of: InstanceGroup): Promise<void>;
  updateGroup(shape: GroupShape): Promise<void>;
  suspendRebalance(group: string): Promise<void>;
  /** Only an empty group goes. */
  removeGroup(group: string): Promise<void>;
  /** @param type  of the instances, for what is said where there are none */
  setDesired(group: string, desired: number, type?: string): Promise<void>;
  /** Gives an instance our id. */
  nameInstance(instanceId: string, id: string): Promise<void>;
  /** Ends an instance of a group and makes the group smaller by one. Being gone already is fine. */
  endMember(instanceId: string): Promise<void>;
  /** Ends an instance that is in no group. */
  endInstance(instanceId: string): Promise<void>;
  /** Lets an instance go that the hook holds. */
  releaseMember(group: string, instanceId: string): Promise<void>;
  /** Tries what the role must be allowed to, without changing anything; what was refused, by permission. */
  tryRole(): Promise<{ permission: string; error: unknown }[]>;
}
