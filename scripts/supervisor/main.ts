import { createLogger } from '@/core/log';
import { readSettings } from '@/core/settings';
import { setupCode } from '@/services/setup/code';
import { prepareDataDirectory } from './data-directory';
import { openSupervisedDatabase, type SupervisedDatabase } from './database';
import { Installation } from './installation';
import { lockDataDirectory } from './instance-lock';
import { LogLines } from './log-lines';
import { isLoopback, requireFreePort } from './ports';
import { prepareDatabase } from './prepare-database';
import { readyLines } from './ready-lines';

type Step = <T>(name: string, work: () => T | Promise<T>) => Promise<T>;

export interface SuperviseOptions {
  /** When the command began, on the clock of `performance`. */
  readonly startedAt: number;
  /** Runs one step and prints its name with its time. */
  readonly step: Step;
}

/**
 * Runs an installation until a signal ends it: database, control, console, gateway and the host of local instances.
 * Resolves when everything has ended.
 * @throws SettingsError with all faults; StartError where something outside is in the way
 */
export async function superviseInstallation({ startedAt, step }: SuperviseOptions): Promise<void> {
  process.title = 'aimass';
  const settings = readSettings(process.env);
  const directory = prepareDataDirectory(settings);
  const unlock = lockDataDirectory(directory.paths);
  const signal = stopSignal();
  const lines = new LogLines(directory.paths.logs);
  const log = createLogger('aimass', lines.destination('aimass'));
  let database: SupervisedDatabase | null = null;
  let installation: Installation | null = null;
  try {
    await requireFreePort('PORT', settings.HOST, settings.PORT);
    await requireFreePort('TLS_PORT', settings.HOST, settings.TLS_PORT);
    const opened = await step('database', () => openSupervisedDatabase(settings, directory, log));
    database = opened;
    const { administrator } = await step('migrations', () => prepareDatabase({ directory, databaseUrl: opened.url, lines }));
    const code = administrator || isLoopback(settings.HOST) ? null : setupCode(directory.masterKey);
    installation = new Installation({ settings, directory, database, lines, log });
    const running = installation;
    await Promise.race([step('processes', () => running.start()), signal.asked]);
    if (!signal.was()) {
      const hints = { url: running.url(), administrator, setupCode: code, seconds: (performance.now() - startedAt) / 1000 };
      process.stdout.write(readyLines(hints));
    }
    await signal.asked;
    log.info('stopping; requests under way are finished first');
  } finally {
    await installation?.stop();
    await database?.stop();
    await lines.close();
    unlock();
  }
  process.exit(0);
}

/** SIGINT or SIGTERM asks for an end; a second one ends at once, and what it leaves ends by its closed pipes. */
function stopSignal(): { asked: Promise<void>; was(): boolean } {
  let was = false;
  const asked = new Promise<void>((done) => {
    const on = (): void => {
      if (was) process.exit(1);
      was = true;
      done();
    };
    process.on('SIGINT', on);
    process.on('SIGTERM', on);
    process.on('SIGHUP', on);
  });
  return { asked, was: () => was };
}
