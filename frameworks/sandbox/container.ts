import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmdirSync, rmSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { sandboxWords } from '@/core/sentences/sandbox';
import type { ContainerEngine } from '@/providers/containers/engine';
import { removal } from '@/providers/containers/removal';
import { isAlive, ownerLabel, processLabel } from '@/providers/containers/sweep';
import { supervisorScript, trampoline } from './container-script';
import { mountArguments } from './mounts';
import { defaultLimits, defaultVariables, resourceLimits, type Sandbox, type SandboxLimits } from './sandbox';

export interface ContainerParts {
  readonly engine: ContainerEngine;
  /** An image without anything. */
  readonly image: string;
  /** File with the filter of system calls; null for the engine's own filter. */
  readonly profileFile: string | null;
  /** Whether the engine may limit memory and processes here. */
  readonly groups: boolean;
  readonly holds: boolean;
}

const boxPrefix = 'box-';
const unusedMs = 60_000;
/** Nobody, inside. */
const nobody = 65534;
/** Ids of this machine that own nothing, for the container's own root. */
const emptyIds = 100_000;

/** A container of podman or Docker with what a sandbox of bubblewrap has, and nothing else. */
export function containerSandbox(parts: ContainerParts): Sandbox {
  const { engine, holds, profileFile } = parts;
  const own = process.getuid?.() ?? 0;
  const words = { engine: engine.kind };
  return {
    kind: engine.kind,
    holds,
    user: engine.kind === 'podman' ? nobody : own,
    passesDescriptors: false,
    words: profileFile === null ? sandboxWords.containerUnfiltered(words) : sandboxWords.container(words),
    wrap: (args, folders, { env = {}, limits: given = {} } = {}) => {
      const limits = { ...defaultLimits, ...given };
      const folder = makeBox(engine.places.run);
      const name = `aimass-${folder.slice(folder.lastIndexOf('/') + 1)}`;
      const start = ['run', '--name', name, ...runArguments(parts, limits, own), ...pidArguments(engine, folder), ...mountArguments(folders), parts.image];
      const calls = {
        start: engine.call(start),
        remove: engine.call(removal(engine, name)),
        find: engine.kind === 'podman' ? null : engine.call(['inspect', '--format', '{{.State.Pid}}', name]),
        folder,
      };
      // Engines set variables of their own. Where theirs is the limit of processes, that by user would count those outside as well.
      const variables = Object.entries({ ...defaultVariables, ...env }).map(([key, value]) => `${key}=${value}`);
      const program = ['/usr/bin/env', '-i', ...variables, ...resourceLimits(parts.groups ? { ...limits, tasks: null } : limits), ...args];
      const shell = ['/bin/sh', '-c', trampoline, 'sh', folder, supervisorScript(calls, program)];
      // Whoever starts it takes it along however he ends, as bubblewrap is told by --die-with-parent.
      return { command: '/usr/bin/setpriv', args: ['--pdeathsig', 'KILL', ...shell], pid: () => readPid(join(folder, 'pid')) };
    },
  };
}

function runArguments({ engine, profileFile, groups }: ContainerParts, limits: SandboxLimits, own: number): string[] {
  const labels = [`${ownerLabel}=sandbox`, `${processLabel}=${process.pid}`].flatMap((label) => ['--label', label]);
  const closed = ['--network', 'none', '--read-only', '--cap-drop', 'ALL', '--hostname', 'sandbox', '--ipc', 'private', '--cgroupns', 'private'];
  const filter = profileFile === null ? [] : [`seccomp=${profileFile}`];
  // Labels of SELinux would hide the folders of the installation, and changing those is not ours.
  const security = ['no-new-privileges', 'label=disable', ...filter].flatMap((option) => ['--security-opt', option]);
  const quiet = ['--rm', '--interactive', '--log-driver', 'none', '--no-healthcheck', '--pull', 'never'];
  const size = `nosuid,size=${limits.temporaryBytes},mode=1777`;
  const temporary = [`/tmp:rw,exec,nodev,${size}`, `/dev/shm:rw,exec,nodev,${size}`, '/dev:ro,noexec,dev,nosuid,size=64k,mode=755', '/sys:ro,size=4k'];
  return [
    ...labels,
    ...quiet,
    ...closed,
    ...security,
    ...temporary.flatMap((folder) => ['--tmpfs', folder]),
    ...(groups ? groupArguments(limits) : []),
    ...(engine.kind === 'podman' ? podmanArguments(own) : ['--user', `${own}:${process.getgid?.() ?? 0}`]),
  ];
}

function groupArguments({ memoryBytes, tasks }: SandboxLimits): string[] {
  const memory = memoryBytes === null ? [] : ['--memory', `${memoryBytes}b`, '--memory-swap', `${memoryBytes}b`];
  return ['--pids-limit', String(tasks), ...memory];
}

/** What podman would add is left out. Nobody inside owns what this user owns outside, so that his files can be read and his socket be used. */
function podmanArguments(own: number): string[] {
  const bare = ['--http-proxy=false', '--read-only-tmpfs=false', '--passwd=false', '--no-hosts'];
  const mapped = [`0:${emptyIds}:${nobody}`, `${nobody}:0:1`];
  const ids = own === 0 ? mapped.flatMap((map) => ['--uidmap', map, '--gidmap', map]) : ['--userns', `keep-id:uid=${nobody},gid=${nobody}`];
  return [...bare, '--user', `${nobody}:${nobody}`, ...ids];
}

function pidArguments({ kind }: ContainerEngine, folder: string): string[] {
  return kind === 'podman' ? ['--pidfile', join(folder, 'pid')] : [];
}

function readPid(file: string): number | null {
  try {
    const pid = Number(readFileSync(file, 'utf8'));
    return pid > 0 ? pid : null;
  } catch {
    return null; // not yet, or no longer
  }
}

function makeBox(run: string): string {
  mkdirSync(run, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(run)) if (name.startsWith(boxPrefix)) removeUnused(join(run, name));
  return mkdtempSync(join(run, `${boxPrefix}${process.pid}-`));
}

/** What was killed before it began has put nothing of a container into its folder. */
function removeUnused(box: string): void {
  try {
    if (Date.now() - statSync(box).mtimeMs <= unusedMs) return;
    rmSync(join(box, 'life'), { force: true });
    rmdirSync(box);
  } catch {
    // in use, or removed by its own end just now
  }
}

/** Removes what processes that are gone left of their containers in the folder for them. */
export function sweepBoxes(run: string): void {
  mkdirSync(run, { recursive: true, mode: 0o700 });
  for (const name of readdirSync(run)) {
    const pid = new RegExp(`^${boxPrefix}(\\d+)-`).exec(name)?.[1];
    if (pid !== undefined && !isAlive(Number(pid))) rmSync(join(run, name), { recursive: true, force: true });
  }
}
