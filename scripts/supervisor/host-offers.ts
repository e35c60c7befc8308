import { availableParallelism, freemem, totalmem } from 'node:os';
import { fleetWords } from '@/core/sentences/instances';
import type { Words } from '@/core/sentences/sentence';
import { inEnglish } from '@/core/sentences/stored';
import type { InstanceTypeOffer } from '@/providers/fleet/provider';

const mebibyte = 1024 ** 2;
const gibibyte = 1024 ** 3;
/** Left to the rest of the installation and the system. */
const reservedBytes = 512 * mebibyte;
/** A replica needs this much before its model. */
const replicaBytesLeast = 128 * mebibyte;

interface Size {
  readonly name: string;
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly replicasMax: number;
}

const sizes: readonly Size[] = [
  { name: 'local.small', cpus: 1, memoryBytes: gibibyte, replicasMax: 4 },
  { name: 'local.medium', cpus: 2, memoryBytes: 2 * gibibyte, replicasMax: 8 },
  { name: 'local.large', cpus: 4, memoryBytes: 4 * gibibyte, replicasMax: 16 },
];

/** What this machine has; a container may have less than its host. */
export interface Machine {
  readonly cpus: number;
  readonly memoryBytes: number;
  readonly freeBytes: number;
}

export function thisMachine(): Machine {
  const limit = process.constrainedMemory();
  const memoryBytes = limit > 0 && limit < totalmem() ? limit : totalmem();
  return { cpus: availableParallelism(), memoryBytes, freeBytes: Math.min(freemem(), memoryBytes) };
}

/** `AIMASS_LOCAL_REPLICAS`, or four a core and at least eight. */
export function replicasCap(setting: number | undefined, machine: Pick<Machine, 'cpus'>): number {
  return setting ?? Math.max(8, 4 * machine.cpus);
}

/**
 * The sizes of local instances on this machine. Memory is a limit that each replica is held to, not set aside, so sizes may add up to
 * more than there is; a size larger than the machine is not offered. Pure.
 */
export function offersOf(machine: Machine, replicasFree: number): InstanceTypeOffer[] {
  return sizes.map(({ name, cpus, memoryBytes, replicasMax }) => {
    const reason = refusalOf(memoryBytes, machine, replicasFree);
    return { name, cpus: Math.min(cpus, machine.cpus), memoryBytes, replicasMax, available: reason === '', ...inEnglish({ reason }) };
  });
}

function refusalOf(memoryBytes: number, machine: Machine, replicasFree: number): Words {
  if (memoryBytes + reservedBytes > machine.memoryBytes) return fleetWords.machineTooSmall({ has: machine.memoryBytes, needed: memoryBytes + reservedBytes });
  if (machine.freeBytes < replicaBytesLeast) return fleetWords.memoryShort({ free: machine.freeBytes });
  if (replicasFree <= 0) return fleetWords.machineFull();
  return '';
}
