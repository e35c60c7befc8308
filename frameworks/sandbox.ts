import { execFile } from 'node:child_process';
import { existsSync, lstatSync, readlinkSync, realpathSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@/core/bundle';

/** How strangers' files are kept from the rest of the machine here. */
export interface Sandbox {
  /** The command line that runs `args` with only these folders in sight. */
  wrap(args: readonly string[], folders: SandboxFolders): { command: string; args: string[] };
  /** What it keeps out, for the evidence of a check. */
  readonly words: string;
}

export interface SandboxFolders {
  readonly readOnly: readonly string[];
  readonly writable: string;
}

const run = promisify(execFile);
/** For machines where bubblewrap is not there or not allowed. */
export const plainSandbox: Sandbox = {
  wrap: ([command = '', ...args]) => ({ command, args }),
  words:
    'It ran in a process of its own under limits of memory and time, without secrets. bubblewrap is not usable here, so it was not cut off from network and files.',
};

let known: Promise<Sandbox> | null = null;

/** bubblewrap where it works on this machine, which is tried once; else a plain process. */
export function openSandbox(): Promise<Sandbox> {
  known ??= tryBubblewrap();
  return known;
}

async function tryBubblewrap(): Promise<Sandbox> {
  const bubblewrap: Sandbox = {
    wrap: (args, folders) => ({ command: 'bwrap', args: [...bubblewrapArgs(folders), ...args] }),
    words: 'It ran in bubblewrap: no network, no files but its own, nobody as its user.',
  };
  try {
    const { command, args } = bubblewrap.wrap([process.execPath, '--version'], { readOnly: [], writable: '/var/empty' });
    await run(command, args, { timeout: 10_000, env: { NODE_ENV: 'production', PATH: process.env.PATH } });
    return bubblewrap;
  } catch {
    return plainSandbox; // not installed, or the kernel does not allow it: said in the evidence of each check
  }
}

/** System libraries and this Node, read-only; everything else is absent. */
function bubblewrapArgs({ readOnly, writable }: SandboxFolders): string[] {
  const isolation = [
    '--unshare-all',
    '--unshare-user',
    '--uid',
    '65534',
    '--gid',
    '65534',
    '--cap-drop',
    'ALL',
    '--die-with-parent',
    '--new-session',
    '--clearenv',
  ];
  const system = ['/usr', '/bin', '/sbin', '/lib', '/lib64', '/etc/ld.so.cache'].flatMap(bindAsItIs);
  const node = dirname(dirname(realpathSync(process.execPath)));
  const folders = [...(node.startsWith('/usr') ? [] : [node]), ...readOnly].flatMap((folder) => ['--ro-bind', folder, folder]);
  const work = existsSync(writable) ? ['--bind', writable, writable] : [];
  return [...isolation, '--setenv', 'PATH', '/usr/bin:/bin', ...system, '--proc', '/proc', '--dev', '/dev', '--tmpfs', '/tmp', ...folders, ...work];
}

function bindAsItIs(path: string): string[] {
  const stat = lstatSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return [];
  return stat.isSymbolicLink() ? ['--symlink', readlinkSync(path), path] : ['--ro-bind', path, path];
}

/** What the inspecting program itself is made of: its bundle with the packages it loads, or the source folders in tests. */
export function programFolders(file: string): string[] {
  const root = repositoryRoot();
  const own = file.endsWith('.mjs') ? [dirname(file)] : ['core', 'frameworks', 'tsconfig.json'].map((name) => join(root, name));
  return [...own, join(root, 'node_modules'), join(root, 'package.json')];
}
