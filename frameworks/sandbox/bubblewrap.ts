import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { sandboxWords } from '@/core/sentences/sandbox';
import { type ControlGroups, NoControlGroups } from './control-groups';
import { defaultLimits, defaultVariables, resourceLimits, type Sandbox, type SandboxFolders, type SandboxLimits } from './sandbox';

export interface BubblewrapParts {
  /** File with the filter of system calls; null where the system allows none. */
  readonly filterFile: string | null;
  readonly groups: ControlGroups;
  readonly holds: boolean;
}

/**
 * Joins the control groups and opens the filter, then becomes bubblewrap: `sh -c … sh FILTER GROUP… -- COMMAND…`. Whatever it cannot join ends it,
 * so that nothing runs with less than was asked for.
 */
const trampoline = [
  'filter=$1; shift',
  'while [ "$1" != -- ]; do echo $$ >"$1" || exit 125; shift; done; shift',
  'if [ -n "$filter" ]; then exec 9<"$filter" || exit 125; fi',
  'exec "$@"',
].join('\n');

/** bubblewrap with all that this machine allows. @param parts  what it is made of here */
export function bubblewrap({ filterFile, groups, holds }: BubblewrapParts): Sandbox {
  return {
    kind: 'bubblewrap',
    holds,
    user: 65534,
    passesDescriptors: true,
    words: filterFile === null ? sandboxWords.bubblewrapUnfiltered() : sandboxWords.bubblewrap(),
    wrap: (args, folders, { env = {}, limits: given = {} } = {}) => {
      const limits = { ...defaultLimits, ...given };
      const joined = groups.make(limits);
      const filter = filterFile === null ? [] : ['--seccomp', '9'];
      const inside = ['bwrap', ...filter, ...bubblewrapArgs(folders, env, limits), '--', ...resourceLimits(limits), ...args];
      return { command: '/bin/sh', args: ['-c', trampoline, 'sh', filterFile ?? '', ...joined, '--', ...inside] };
    },
  };
}

/** System libraries and this Node, read-only, and the given folders; everything else is absent. */
function bubblewrapArgs({ readOnly, writable }: SandboxFolders, env: Readonly<Record<string, string>>, limits: SandboxLimits): string[] {
  const user = ['--unshare-all', '--unshare-user', '--uid', '65534', '--gid', '65534', '--cap-drop', 'ALL'];
  const life = ['--die-with-parent', '--new-session', '--hostname', 'sandbox', '--clearenv'];
  const variables = Object.entries({ ...defaultVariables, ...env }).flatMap(([name, value]) => ['--setenv', name, value]);
  const system = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc/ld.so.cache'].flatMap(bindAsItIs);
  const size = ['--size', String(limits.temporaryBytes)];
  const own = ['--proc', '/proc', '--dev', '/dev', ...size, '--tmpfs', '/dev/shm', '--remount-ro', '/dev', ...size, '--tmpfs', '/tmp'];
  const node = dirname(dirname(realpathSync(process.execPath)));
  const folders = [...(node.startsWith('/usr') ? [] : [node]), ...readOnly].flatMap((folder) => ['--ro-bind', folder, folder]);
  const work = writable !== null && existsSync(writable) ? ['--bind', writable, writable] : [];
  return [...user, ...life, ...variables, ...system, ...own, ...folders, ...work, '--remount-ro', '/'];
}

function bindAsItIs(path: string): string[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  return stat.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

/** bubblewrap without what this machine may not have, to learn whether it starts at all. */
export const bareBubblewrap: Sandbox = bubblewrap({ filterFile: null, groups: new NoControlGroups(), holds: false });
