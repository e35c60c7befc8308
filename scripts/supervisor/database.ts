import { join } from 'node:path';
import type { Logger } from '@/core/log';
import type { Settings } from '@/core/settings';
import { type EmbeddedPostgres, hasEmbeddedPostgres, postgresFolder, startEmbeddedPostgres } from '@/providers/database/embedded';
import type { DataDirectory } from './data-directory';
import { isLoopback } from './ports';
import { StartError } from './start-error';

export interface SupervisedDatabase {
  readonly url: string;
  readonly kind: 'embedded' | 'external';
  pid(): number | null;
  stop(): Promise<void>;
  /** Ends it without waiting; it recovers at the next start. */
  kill(): void;
}

/** The database of DATABASE_URL, else an embedded PostgreSQL that is started again if it ends. @throws StartError */
export async function openSupervisedDatabase(settings: Settings, directory: DataDirectory, log: Logger): Promise<SupervisedDatabase> {
  if (settings.DATABASE_URL !== undefined) {
    return { url: requireTls(settings.DATABASE_URL), kind: 'external', pid: () => null, stop: () => Promise.resolve(), kill: () => undefined };
  }
  if (!hasEmbeddedPostgres()) {
    throw new StartError(`There is no PostgreSQL for ${process.platform} ${process.arch} on npm. Set DATABASE_URL to a PostgreSQL 14 or newer.`);
  }
  return new EmbeddedDatabase(postgresFolder(directory.paths.root, directory.installationId), log).start();
}

/** Nothing of an installation crosses a network in the clear. */
function requireTls(given: string): string {
  const url = new URL(given);
  if (url.hostname === '' || url.hostname.startsWith('%2F') || isLoopback(url.hostname)) return given;
  const mode = url.searchParams.get('sslmode');
  if (mode === 'disable' || mode === 'allow' || mode === 'prefer') {
    throw new StartError(`DATABASE_URL: ${url.hostname} is another machine, so the connection needs TLS. Remove sslmode=${mode}, or use sslmode=verify-full.`);
  }
  if (mode === null) url.searchParams.set('sslmode', 'verify-full');
  return url.toString();
}

class EmbeddedDatabase implements SupervisedDatabase {
  readonly kind = 'embedded';
  readonly #folder: string;
  readonly #log: Logger;
  #server: EmbeddedPostgres | null = null;
  #stopping = false;

  constructor(folder: string, log: Logger) {
    this.#folder = folder;
    this.#log = log;
  }

  get url(): string {
    if (this.#server === null) throw new Error('the database has not been started');
    return this.#server.url;
  }

  pid(): number | null {
    return this.#server?.pid ?? null;
  }

  async start(port?: number): Promise<this> {
    this.#server = await startEmbeddedPostgres(this.#folder, port === undefined ? {} : { port });
    this.#server.process?.on('exit', (code, signal) => {
      if (this.#stopping) return;
      this.#log.error({ code, signal, folder: join(this.#folder, 'data') }, 'PostgreSQL ended; it is started again');
      this.#startAgain(this.#server?.port);
    });
    return this;
  }

  async stop(): Promise<void> {
    this.#stopping = true;
    await this.#server?.stop();
  }

  kill(): void {
    this.#stopping = true;
    if (this.#server !== null) process.kill(this.#server.pid, 'SIGQUIT');
  }

  #startAgain(port: number | undefined): void {
    this.start(port).catch((error: unknown) => {
      this.#log.error({ err: error }, 'PostgreSQL does not start; trying again in 5 s');
      setTimeout(() => {
        if (!this.#stopping) this.#startAgain(port);
      }, 5_000);
    });
  }
}
