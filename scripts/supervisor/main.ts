import { createLogger } from '@/core/log';
import { dataPaths } from '@/core/paths';
import { readSettings } from '@/core/settings';
import { openFleet } from '@/providers/fleet/open';
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
  openFleet(settings, dataPaths(settings.AIMASS_DATA_DIR)); // refuses here and not in a process that is started again and again
  const directory = prepareDataDirectory(settings);
  const unlock = lockDataDirectory(directory.paths);
  const signal = stopSignal();
  const lines = new LogLines(directory.paths.logs);
  const log = createLogger('aimass', lines.destination('aimass'));
  let database: SupervisedDatabase | null = null;
  let installation: Installation | null = null;
  signal.onSecond(() => {
    installation?.kill();
    database?.kill();
    unlock();
    process.exit(1);
  });
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

/** A terminal and npm both pass one Ctrl-C on, so two signals at once are one wish. */
const sameWishMs = 1_000;

/** SIGINT, SIGTERM or SIGHUP asks for an end; a later one no longer waits for what is under way. */
function stopSignal(): { asked: Promise<void>; was(): boolean; onSecond(work: () => void): void } {
  let firstAt: number | null = null;
  let second: () => void = () => process.exit(1);
  const asked = new Promise<void>((done) => {
    const on = (): void => {
      if (firstAt !== null && performance.now() - firstAt > sameWishMs) second();
      firstAt ??= performance.now();
      done();
    };
    for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, on);
  });
  return {
    asked,
    was: () => firstAt !== null,
    onSecond: (work) => {
      second = work;
    },
  };
}
