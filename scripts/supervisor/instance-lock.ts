import { closeSync, openSync, rmSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import type { DataPaths } from '@/core/paths';
import { isRunning, readHolder, thisProcess } from '@/core/process-holder';
import { StartError } from './start-error';

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
      writeSync(descriptor, JSON.stringify(thisProcess()));
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
