import { closeSync, openSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DataPaths } from '@/core/paths';
import { StartError } from './start-error';

interface Holder {
  readonly pid: number;
  /** Tells the process from a later one with the same number; null where the system does not say. */
  readonly startedAt: string | null;
}

/**
 * Keeps a second start off the same data directory. The lock of a start that was killed is taken over.
 * @returns how to give it back
 * @throws StartError naming the process that has it
 */
export function lockDataDirectory(paths: DataPaths): () => void {
  const file = join(paths.run, 'supervisor.lock');
  for (let attempt = 0; attempt < 3; attempt++) {
    try {
      const descriptor = openSync(file, 'wx', 0o600);
      writeSync(descriptor, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid) } satisfies Holder));
      closeSync(descriptor);
      return () => rmSync(file, { force: true });
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const holder = readHolder(file);
    if (holder !== null && isRunning(holder)) {
      throw new StartError(
        `AI Mass runs already with the data directory ${paths.root} (process ${holder.pid}).\nStop that one first, or set AIMASS_DATA_DIR to another folder.`,
      );
    }
    rmSync(file, { force: true });
  }
  throw new StartError(`The lock ${file} is taken again and again. Two starts seem to run at once.`);
}

function readHolder(file: string): Holder | null {
  try {
    return JSON.parse(readFileSync(file, 'utf8')) as Holder;
  } catch {
    return null; // given back just now, or cut off by a crash
  }
}

function isRunning({ pid, startedAt }: Holder): boolean {
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
