import { Client } from 'pg';
import type { Logger } from '@/core/log';

const reconnectMs = 1_000;

export interface ListenOptions {
  readonly databaseUrl: string;
  readonly channel: string;
  readonly log: Logger;
  readonly onNotice: (payload: string) => void;
  /** After every (re)connection: notices may have been missed until now. */
  readonly onConnected: () => void;
}

/** One connection that listens to a channel and comes back whenever it is lost. Never fails; it misses what is said while it is away. */
export function listen(options: ListenOptions): { stop(): Promise<void> } {
  const { databaseUrl, channel, log, onNotice, onConnected } = options;
  let client: Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const again = (own: Client, error?: unknown): void => {
    if (stopped || own !== client || timer !== null) return;
    log.debug({ err: error, channel }, 'the listener lost the database');
    timer = setTimeout(() => {
      timer = null;
      void open();
    }, reconnectMs);
  };
  const open = async (): Promise<void> => {
    const own = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, keepAlive: true, keepAliveInitialDelayMillis: 10_000 });
    client = own;
    own.on('error', (error) => again(own, error));
    own.on('end', () => again(own));
    own.on('notification', ({ payload }) => onNotice(payload ?? ''));
    try {
      await own.connect();
      await own.query(`LISTEN ${channel}`);
      if (!stopped) onConnected();
    } catch (error) {
      await own.end().catch(() => undefined); // it never was connected
      again(own, error);
    }
  };
  void open();
  return {
    stop: async () => {
      stopped = true;
      if (timer !== null) clearTimeout(timer);
      await client?.end().catch(() => undefined); // gone already is fine
    },
  };
}
