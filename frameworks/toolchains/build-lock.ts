import { randomBytes } from 'node:crypto';
import { link, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { isRunning, readHolder, thisProcess } from '@/core/process-holder';

const lookAgainMs = 250;

/**
 * Runs `work` while no other process works under the same lock file. The lock of a process that is gone is taken over; should two ever take it over at
 * once, both build, and the second finds the first one's result.
 * @param onWait  told once which process has it
 */
export async function withBuildLock<T>(
  file: string,
  { signal, onWait }: { signal: AbortSignal; onWait: (pid: number) => void },
  work: () => Promise<T>,
): Promise<T> {
  await mkdir(dirname(file), { recursive: true, mode: 0o700 });
  for (let told = false; !(await take(file)); ) {
    const holder = readHolder(file);
    if (holder !== null && !isRunning(holder)) {
      await rm(file, { force: true });
      continue;
    }
    if (!told && holder !== null) {
      onWait(holder.pid);
      told = true;
    }
    await pause(lookAgainMs, undefined, { signal });
  }
  try {
    return await work();
  } finally {
    await rm(file, { force: true });
  }
}

/** Whether a live process builds under this lock file. */
export function isBuilding(file: string): boolean {
  const holder = readHolder(file);
  return holder !== null && isRunning(holder);
}

/** Written whole under another name first: a lock always says who has it. */
async function take(file: string): Promise<boolean> {
  const draft = `${file}.${process.pid}.${randomBytes(4).toString('hex')}`;
  try {
    await writeFile(draft, JSON.stringify(thisProcess()), { mode: 0o600 });
    await link(draft, file);
    return true;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    return false;
  } finally {
    await rm(draft, { force: true });
  }
}
