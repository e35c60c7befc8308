import { readFileSync } from 'node:fs';
import type { Pool } from 'pg';
import { type Clock, systemClock } from '@/core/clock';
import { createLogger, type Logger } from '@/core/log';
import { type DataPaths, dataPaths } from '@/core/paths';
import { readSettings, type Settings, SettingsError } from '@/core/settings';
import { type Database, openDatabase } from '@/prisma/client';
import { openStorage } from '@/providers/storage/open';

/** What the console's process opens once and every route uses. */
export interface ConsoleResources {
  readonly settings: Settings;
  readonly paths: DataPaths;
  /** 32 bytes that all secrets derive from. */
  readonly masterKey: Uint8Array;
  readonly database: Database;
  readonly pool: Pool;
  readonly clock: Clock;
  readonly log: Logger;
  readonly storage: ReturnType<typeof openStorage>;
}

// Next bundles routes apart from one another, so that a module-level variable would exist several times.
const shared = globalThis as { aimassResources?: ConsoleResources };

/**
 * The resources of this process, opened at the first call and never while building. Opening connects to nothing, so a database
 * or a storage that is away fails the request that needs it, not the process.
 * @throws SettingsError naming every fault
 */
export function getResources(): ConsoleResources {
  shared.aimassResources ??= open();
  return shared.aimassResources;
}

/** Puts other resources in place: tests bring their own database. */
export function setResources(resources: ConsoleResources): void {
  shared.aimassResources = resources;
}

function open(): ConsoleResources {
  const settings = readSettings(process.env);
  const paths = dataPaths(settings.AIMASS_DATA_DIR);
  const masterKey = readMasterKey(settings, paths);
  if (settings.DATABASE_URL === undefined) throw new SettingsError(['DATABASE_URL: the supervisor gives it to the console; start with npm start']);
  const { database, pool } = openDatabase(settings.DATABASE_URL);
  return {
    settings,
    paths,
    masterKey,
    database,
    pool,
    clock: systemClock,
    log: createLogger('aimass-console'),
    storage: openStorage(settings, paths, masterKey),
  };
}

function readMasterKey(settings: Settings, paths: DataPaths): Uint8Array {
  const text = settings.AIMASS_SECRET_KEY ?? readFileSync(paths.secretKeyFile, 'utf8').trim();
  return Buffer.from(text, 'base64');
}
