import { readFileSync } from 'node:fs';

/** Who has a lock file: a process of this machine. */
export interface ProcessHolder {
  readonly pid: number;
  /** Tells the process from a later one with the same number; null where the system does not say. */
  readonly startedAt: string | null;
}

/** What a process writes into its lock file. */
export function thisProcess(): ProcessHolder {
  return { pid: process.pid, startedAt: startOf(process.pid) };
}

/** @returns null for a file that was given back just now, or was cut off by a crash */
export function readHolder(file: string): ProcessHolder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as ProcessHolder;
  } catch {
    return null;
  }
}

export function isRunning({ pid, startedAt }: ProcessHolder): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
  return startedAt === null || startOf(pid) === startedAt;
}

function startOf(pid: number): string | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19] ?? null;
  } catch {
    return null; // no /proc on this system
  }
}
