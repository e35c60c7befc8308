import { Command, CommanderError } from 'commander';
import { isAppError } from '@/core/errors';
import { textOf } from '@/core/sentences/sentence';
import { version } from '../../package.json';
import { ApiError } from '../http';
import { addAudit } from './commands/audit';
import { addDemo } from './commands/demo';
import { addDeploy } from './commands/deploy';
import { addDoctor } from './commands/doctor';
import { addEndpoints } from './commands/endpoints';
import { addKeys } from './commands/keys';
import { addLogin } from './commands/login';
import { addLogs } from './commands/logs';
import { addModels } from './commands/models';
import { addPredict } from './commands/predict';
import { addToolchains } from './commands/toolchains';
import { addUsage } from './commands/usage';
import { Output } from './output';
import { UsageError } from './usage-error';

/** Runs one command line. @returns the exit code: 0 done, 1 failed, 2 the command was given wrongly */
export async function runCli(words: readonly string[]): Promise<0 | 1 | 2> {
  const program = new Command('aimass')
    .description('Models as a service: upload, deploy, predict, watch, bill. AIMASS_URL and AIMASS_API_KEY replace a login.')
    .version(version)
    .option('--json', 'print JSON instead of words')
    .configureHelp({ showGlobalOptions: true })
    .showHelpAfterError('(run with --help for what is possible)')
    .exitOverride();
  for (const add of [addLogin, addDeploy, addModels, addEndpoints, addPredict, addLogs, addKeys, addUsage, addAudit, addDemo, addToolchains, addDoctor])
    add(program);
  inheritExit(program);
  try {
    await program.parseAsync([...words], { from: 'user' });
    return 0;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 2;
    const output = new Output(words.includes('--json'));
    if (error instanceof UsageError) {
      process.stderr.write(`${error.message}\n`);
      return 2;
    }
    if (error instanceof ApiError) {
      output.problem(error);
      return 1;
    }
    if (isAppError(error)) {
      const { detail, fix, evidence } = error.details;
      output.problem({ code: error.code, detail: textOf(detail ?? error.message), fix: textOf(fix ?? ''), evidence: textOf(evidence ?? '') });
      return 1;
    }
    process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
}

/** Commander's subcommands exit on their own unless each is told otherwise. */
function inheritExit(command: Command): void {
  command.exitOverride();
  for (const child of command.commands) inheritExit(child);
}
