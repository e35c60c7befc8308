import { mkdirSync, readdirSync, readFileSync, rmdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { SandboxLimits } from './sandbox';

/** Limits of memory and of processes over all that a sandbox starts. */
export interface ControlGroups {
  readonly works: boolean;
  /** Makes a group for one sandbox. @returns the files into which its first process writes its id */
  make(limits: Pick<SandboxLimits, 'memoryBytes' | 'tasks'>): string[];
}

export class NoControlGroups implements ControlGroups {
  readonly works = false;

  make(): string[] {
    return [];
  }
}

const prefix = 'aimass-';
/** A group this old that is empty has been left. */
const leftAfterMs = 60_000;

/** One folder of control groups in which groups of ours can be made, and what limits which there. */
interface Hierarchy {
  readonly folder: string;
  readonly files: (limits: Pick<SandboxLimits, 'memoryBytes' | 'tasks'>) => readonly (readonly [file: string, value: string])[];
}

class KernelControlGroups implements ControlGroups {
  readonly works = true;
  readonly #hierarchies: readonly Hierarchy[];
  #count = 0;

  constructor(hierarchies: readonly Hierarchy[]) {
    this.#hierarchies = hierarchies;
  }

  make(limits: Pick<SandboxLimits, 'memoryBytes' | 'tasks'>): string[] {
    const name = `${prefix}${process.pid}-${this.#count++}`;
    return this.#hierarchies.map(({ folder, files }) => {
      sweep(folder);
      const group = join(folder, name);
      mkdirSync(group, { recursive: true });
      for (const [file, value] of files(limits)) writeFileSync(join(group, file), value);
      return join(group, 'cgroup.procs');
    });
  }
}

/** What this machine lets us use: version 2 where it holds both controllers, else version 1. Tried by making a group. */
export function openControlGroups(): ControlGroups {
  const found = [versionTwo(), versionOne()].find((hierarchies) => hierarchies !== null);
  if (found === undefined || found === null) return new NoControlGroups();
  const groups = new KernelControlGroups(found);
  try {
    groups.make({ memoryBytes: 1024 ** 3, tasks: 64 });
    return groups;
  } catch {
    return new NoControlGroups(); // read-only, or another's
  }
}

function versionTwo(): Hierarchy[] | null {
  const mount = mounts().find(({ type }) => type === 'cgroup2')?.path;
  const own = ownGroups().get('');
  if (mount === undefined || own === undefined) return null;
  // The kernel wants groups with processes to be leaves; only its root may be both.
  const parents = [join(mount, own), ...(process.getuid?.() === 0 ? [mount] : [])];
  const folder = parents.find((parent) => {
    try {
      const controllers = readFileSync(join(parent, 'cgroup.controllers'), 'utf8').trim().split(' ');
      if (!controllers.includes('memory') || !controllers.includes('pids')) return false;
      writeFileSync(join(parent, 'cgroup.subtree_control'), '+memory +pids');
      return true;
    } catch {
      return false;
    }
  });
  if (folder === undefined) return null;
  const files: Hierarchy['files'] = ({ memoryBytes, tasks }) => [
    ['pids.max', String(tasks)],
    ...(memoryBytes === null ? [] : ([['memory.max', String(memoryBytes)]] as const)),
  ];
  return [{ folder, files }];
}

function versionOne(): Hierarchy[] | null {
  const own = ownGroups();
  const find = (controller: string): string | null => {
    const mount = mounts().find(({ type, options }) => type === 'cgroup' && options.includes(controller))?.path;
    const group = own.get(controller);
    return mount === undefined || group === undefined ? null : join(mount, group);
  };
  const [memory, pids] = [find('memory'), find('pids')];
  if (memory === null || pids === null) return null;
  return [
    { folder: pids, files: ({ tasks }) => [['pids.max', String(tasks)]] },
    { folder: memory, files: ({ memoryBytes }) => (memoryBytes === null ? [] : [['memory.limit_in_bytes', String(memoryBytes)]]) },
  ];
}

function mounts(): { path: string; type: string; options: string[] }[] {
  const lines = readOrEmpty('/proc/self/mounts').split('\n');
  return lines.map((line) => {
    const [, path = '', type = '', options = ''] = line.split(' ');
    return { path, type, options: options.split(',') };
  });
}

/** This process's group by controller; version 2 under the empty name. */
function ownGroups(): Map<string, string> {
  const lines = readOrEmpty('/proc/self/cgroup').split('\n').filter(Boolean);
  return new Map(
    lines.flatMap((line) => {
      const [, controllers = '', path = '/'] = line.split(':');
      return controllers.split(',').map((controller) => [controller, path] as const);
    }),
  );
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return ''; // no Linux
  }
}

/** Removes groups whose processes have ended; a group with processes cannot be removed. */
function sweep(folder: string): void {
  for (const name of readdirSync(folder)) {
    if (!name.startsWith(prefix)) continue;
    const group = join(folder, name);
    try {
      if (Date.now() - statSync(group).mtimeMs > leftAfterMs) rmdirSync(group);
    } catch {
      // in use, or removed by another process just now
    }
  }
}
