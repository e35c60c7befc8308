import { spawn } from 'node:child_process';
import { bundleOf, repositoryRoot } from '@/core/bundle';
import type { DataDirectory } from './data-directory';
import { prepareEnvironment } from './environment';
import type { LogLines } from './log-lines';
import type { Prepared } from './prepare';
import { StartError } from './start-error';

interface PrepareOptions {
  readonly directory: DataDirectory;
  readonly databaseUrl: string;
  readonly lines: LogLines;
}

/**
 * Migrates the database and carries out the AIMASS_INIT_* settings, in a process of its own.
 * @returns whether somebody can sign in
 * @throws StartError with what is wrong
 */
export function prepareDatabase({ directory, databaseUrl, lines }: PrepareOptions): Promise<{ administrator: boolean }> {
  const { file, execArgv } = bundleOf('prepare');
  const child = spawn(process.execPath, [...execArgv, file], {
    cwd: repositoryRoot(),
    env: prepareEnvironment(process.env, directory, databaseUrl),
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  const lastLines: string[] = [];
  for (const stream of [child.stdout, child.stderr]) if (stream !== null) lines.follow('aimass-prepare', stream, (line) => lastLines.push(line));
  return new Promise((prepared, failed) => {
    child.on('message', (message) => {
      const outcome = message as Prepared;
      if ('fault' in outcome) failed(new StartError(outcome.fault));
      else prepared(outcome);
    });
    child.on('error', failed);
    child.on('close', (code) => failed(new StartError(`The program that prepares the database ended with ${code}:\n${lastLines.slice(-20).join('\n')}`)));
  });
}
