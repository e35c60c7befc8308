import { createLogger, type Logger } from './log';

/** What a started process gives back: how to stop it, and what its supervisor should know (ports). */
export interface Running {
  stop(): Promise<void>;
  readonly announce?: Readonly<Record<string, unknown>>;
}

/**
 * Runs one process of the installation: names it for `ps`, tells the supervisor when it is ready (IPC `{ready: true, …announce}`),
 * and stops it on SIGTERM, SIGINT, or when the supervisor is gone. A second signal ends it at once.
 */
export async function runProcess(title: string, start: (log: Logger) => Promise<Running>): Promise<void> {
  process.title = title;
  const log = createLogger(title);
  const supervised = process.send !== undefined;
  let running: Running | null = null;
  let stopping = false;
  const stop = async (why: string): Promise<void> => {
    if (stopping) process.exit(1);
    stopping = true;
    log.info({ why }, 'stopping');
    await running?.stop();
    process.exit(0);
  };
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.on(signal, () => void stop(signal));
  if (supervised) process.on('disconnect', () => void stop('supervisor gone'));
  process.on('unhandledRejection', (error) => {
    log.fatal({ err: error }, 'unhandled rejection');
    process.exit(70);
  });
  try {
    running = await start(log);
  } catch (error) {
    log.fatal({ err: error }, 'could not start');
    process.exit(1);
  }
  process.send?.({ ready: true, ...running.announce });
}
