import { Client } from 'pg';
import type { Logger } from '@/core/log';

const reconnectMs = 1_000;

/** Calls `onNotice` for each notification of `channel`, and once after every (re)connection, since some may have been missed. Never fails. */
export function listen(databaseUrl: string, channel: string, onNotice: () => void, log: Logger): { stop(): Promise<void> } {
  let client: Client | null = null;
  let timer: NodeJS.Timeout | null = null;
  let stopped = false;
  const again = (error?: unknown): void => {
    if (stopped || timer !== null) return;
    if (error !== undefined) log.debug({ err: error, channel }, 'the listener lost the database');
    timer = setTimeout(() => {
      timer = null;
      void open();
    }, reconnectMs);
  };
  const open = async (): Promise<void> => {
    const own = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 5_000, keepAlive: true });
    client = own;
    own.on('error', again);
    own.on('end', () => again());
    own.on('notification', onNotice);
    try {
      await own.connect();
      await own.query(`LISTEN ${channel}`);
      onNotice();
    } catch (error) {
      await own.end().catch(() => undefined); // it never was connected
      again(error);
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
