import { ec2Words } from '@/core/sentences/ec2';
import type { Words } from '@/core/sentences/sentence';
import type { FleetInstance } from '../provider';
import type { Ec2Group, Ec2Instance } from './api';
import { purpose, tagKeys } from './names';

/** An instance of ours, from what EC2 and its group say of it. */
export interface Host {
  readonly instanceId: string;
  /** Our id; null while nobody has claimed it. */
  readonly id: string | null;
  readonly state: FleetInstance['state'];
  /** Its group; null where no group of ours has it. */
  readonly group: string | null;
  /** The hook holds it until it is released. */
  readonly held: boolean;
  /** Its group no longer counts it. */
  readonly leaving: boolean;
  /** The type that was asked for, which another may stand in for. */
  readonly type: string;
  readonly zone: string;
  readonly market: 'on-demand' | 'spot';
  readonly launchedAt: number;
  readonly detail: Words;
}

export interface View {
  readonly hosts: readonly Host[];
  readonly groups: readonly Ec2Group[];
}

export const isAlive = (host: Host): boolean => host.state === 'starting' || host.state === 'running';

/**
 * Joins what two services say of the same instances; each may lag behind the other. What bears another installation's mark, or none, is not in it,
 * whatever the filters of the calls let through. Pure.
 * @param given  ids that this process gave, by instance: tags may show late
 */
export function viewOf(installation: string, instances: readonly Ec2Instance[], groups: readonly Ec2Group[], given: ReadonlyMap<string, string>): View {
  const ours = (tags: Readonly<Record<string, string>>): boolean => tags[tagKeys.installation] === installation && tags[tagKeys.purpose] === purpose;
  const ourGroups = groups.filter((group) => ours(group.tags));
  const places = new Map(ourGroups.flatMap((group) => group.members.map((member) => [member.instanceId, { group, lifecycle: member.lifecycle }] as const)));
  const known = instances.filter((instance) => ours(instance.tags));
  const hosts = known.map((instance) => toHost(instance, places.get(instance.instanceId), given));
  const seen = new Set(instances.map((instance) => instance.instanceId));
  // A member that EC2 does not show yet was launched a moment ago.
  const unseen = [...places].filter(([instanceId]) => !seen.has(instanceId)).map(([instanceId, place]) => unseenHost(instanceId, place, given));
  return { hosts: [...hosts, ...unseen], groups: ourGroups };
}

interface Place {
  readonly group: Ec2Group;
  readonly lifecycle: string;
}

function toHost(instance: Ec2Instance, place: Place | undefined, given: ReadonlyMap<string, string>): Host {
  const { instanceId, zone, market, launchedAt } = instance;
  const leaving = place !== undefined && isLeaving(place.lifecycle);
  const state = stateOf(instance, leaving);
  return {
    instanceId,
    id: given.get(instanceId) ?? instance.tags[tagKeys.instance] ?? null,
    state,
    group: place?.group.name ?? null,
    held: place?.lifecycle === 'Terminating:Wait',
    leaving,
    type: instance.tags[tagKeys.type] ?? place?.group.types[0] ?? instance.type,
    zone,
    market,
    launchedAt,
    detail: state === 'ending' ? ec2Words.goingAway() : state === 'stopped' ? endOf(instance) : '',
  };
}

function unseenHost(instanceId: string, { group, lifecycle }: Place, given: ReadonlyMap<string, string>): Host {
  const leaving = isLeaving(lifecycle);
  return {
    instanceId,
    id: given.get(instanceId) ?? null,
    state: leaving ? 'ending' : 'starting',
    group: group.name,
    held: lifecycle === 'Terminating:Wait',
    leaving,
    type: group.types[0] ?? '',
    zone: '',
    market: 'on-demand',
    launchedAt: Number.POSITIVE_INFINITY,
    detail: leaving ? ec2Words.goingAway() : '',
  };
}

const isLeaving = (lifecycle: string): boolean => /^(Terminating|Terminated|Detach)/.test(lifecycle);

function stateOf(instance: Ec2Instance, leaving: boolean): FleetInstance['state'] {
  if (instance.state !== 'pending' && instance.state !== 'running') return 'stopped';
  if (leaving) return 'ending';
  return instance.state === 'pending' ? 'starting' : 'running';
}

function endOf({ state, endCode, endMessage }: Ec2Instance): Words {
  if (state === 'stopped' || state === 'stopping') return ec2Words.halted();
  if (/Spot/.test(endCode)) return ec2Words.spotTaken();
  if (endCode === 'Client.InstanceInitiatedShutdown') return ec2Words.endedItself();
  const said = endMessage === '' ? endCode : endMessage;
  if (endCode.startsWith('Server.') || endCode === 'Client.InternalError') return ec2Words.endedAtAmazon({ said });
  return ec2Words.endedByPerson({ said });
}

/** One answer an id: should two instances bear it, the one that lives, then the one that came first. */
export function hostOf(hosts: readonly Host[], id: string): Host | null {
  const bearing = hosts.filter((host) => host.id === id);
  return bearing.sort((a, b) => Number(isAlive(b)) - Number(isAlive(a)) || a.launchedAt - b.launchedAt || (a.instanceId < b.instanceId ? -1 : 1))[0] ?? null;
}

/** Who of a group counts for its size: named ones that live, and those that nobody has claimed, the first launched first. */
export function sizesOf(hosts: readonly Host[], group: string): { named: Host[]; unclaimed: Host[] } {
  const alive = hosts.filter((host) => host.group === group && isAlive(host) && !host.leaving);
  const unclaimed = alive.filter((host) => host.id === null).sort((a, b) => a.launchedAt - b.launchedAt);
  return { named: alive.filter((host) => host.id !== null), unclaimed };
}
