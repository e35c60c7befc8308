import { existsSync, readFileSync } from 'node:fs';

/** More is not asked for, even where more is allowed. */
const openFilesMost = 20_000;
const processesMost = 30_000;

/**
 * podman's settings for this machine, instead of those that its packages bring: limits that this process may set, and on machines with the first
 * version of control groups the runtime that knows them.
 */
export function podmanSettings(): string {
  const [files, processes] = [limitOf('Max open files', openFilesMost), limitOf('Max processes', processesMost)];
  const isOld = !existsSync('/sys/fs/cgroup/cgroup.controllers');
  const hasSystemd = existsSync('/run/systemd/system');
  return [
    '[engine]',
    'events_logger = "none"',
    ...(isOld ? ['runtime = "runc"'] : []),
    ...(isOld || !hasSystemd ? ['cgroup_manager = "cgroupfs"'] : []),
    '[network]',
    'network_backend = "netavark"',
    '[containers]',
    `default_ulimits = ["nofile=${files}:${files}", "nproc=${processes}:${processes}"]`,
    '',
  ].join('\n');
}

/** Nobody may give more than the hard limit of his own. */
function limitOf(name: string, most: number): number {
  const line =
    readFileSync('/proc/self/limits', 'utf8')
      .split('\n')
      .find((one) => one.startsWith(name)) ?? '';
  const hard = Number(line.slice(name.length).trim().split(/\s+/)[1]);
  return Number.isInteger(hard) ? Math.min(hard, most) : most;
}
