import { join } from 'node:path';
import { Client } from 'pg';
import { repositoryRoot } from '@/core/bundle';
import { systemClock } from '@/core/clock';
import { createLogger } from '@/core/log';
import { readSettings } from '@/core/settings';
import { openDatabase } from '@/prisma/client';
import { migrate } from '@/prisma/migrate';
import { bootstrap } from '@/services/setup/bootstrap';

/** What the supervisor is told, once. */
export type Prepared = { readonly administrator: boolean } | { readonly fault: string };

const oldestVersion = 140_000;

/**
 * Brings the database to this version and carries out the first settings. A process of its own: what it holds in memory is needed
 * once, and the supervisor lives long.
 */
async function prepare(databaseUrl: string): Promise<Prepared> {
  const fault = await faultOf(databaseUrl);
  if (fault !== null) return { fault };
  await migrate(databaseUrl, join(repositoryRoot(), 'prisma/migrations'));
  const settings = readSettings(process.env);
  const masterKey = Buffer.from(settings.AIMASS_SECRET_KEY ?? '', 'base64');
  const { database, close } = openDatabase(databaseUrl, 2);
  try {
    return await bootstrap({ database, clock: systemClock, settings, masterKey, log: createLogger('aimass-prepare') });
  } finally {
    await close();
  }
}

/** Why this server cannot be used; null when it can. */
async function faultOf(databaseUrl: string): Promise<string | null> {
  const client = new Client({ connectionString: databaseUrl, connectionTimeoutMillis: 10_000 });
  try {
    await client.connect();
    const { rows } = await client.query<{ version: number }>("SELECT current_setting('server_version_num')::int AS version");
    return (rows[0]?.version ?? 0) < oldestVersion ? 'The PostgreSQL of DATABASE_URL is older than 14. Use a newer one.' : null;
  } catch (error) {
    return `The database cannot be reached: ${error instanceof Error ? error.message || String((error as NodeJS.ErrnoException).code) : String(error)}`;
  } finally {
    await client.end().catch(() => undefined);
  }
}

process.title = 'aimass-prepare';
const prepared = await prepare(process.env.DATABASE_URL ?? '').catch(
  (error: unknown): Prepared => ({ fault: `The database could not be prepared: ${error instanceof Error ? error.message : String(error)}` }),
);
process.send?.(prepared, () => process.exit(0));
