import { renameSync, rmSync, writeFileSync } from 'node:fs';
import type { DataPaths } from '@/core/paths';

/** Where a running installation is reached; `run/state.json`, for this machine's own tools. */
export interface InstallationState {
  readonly pid: number;
  readonly url: string;
  readonly port: number;
  readonly tlsPort: number | null;
  readonly consolePort: number;
  readonly databaseUrl: string;
  readonly pids: Readonly<Record<string, number | null>>;
  readonly startedAt: string;
}

export function writeState(paths: DataPaths, state: InstallationState): void {
  const temporary = `${paths.stateFile}.${process.pid}`;
  writeFileSync(temporary, `${JSON.stringify(state, null, 2)}\n`, { mode: 0o600 });
  renameSync(temporary, paths.stateFile);
}

export function removeState(paths: DataPaths): void {
  rmSync(paths.stateFile, { force: true });
}
