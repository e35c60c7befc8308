import { randomBytes } from 'node:crypto';
import { accessSync, chmodSync, constants, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type DataPaths, dataPaths } from '@/core/paths';
import type { Settings } from '@/core/settings';
import { StartError } from './start-error';

export interface DataDirectory {
  readonly paths: DataPaths;
  /** Names this installation where something of it lies outside the data directory. */
  readonly installationId: string;
  /** 32 bytes from which all secrets derive. */
  readonly masterKey: Buffer;
}

/**
 * Makes the data directory with its folders, its identity and its secret key.
 * As root it may be entered by others, since PostgreSQL runs as another user; everything else in it is closed.
 * @throws StartError where it cannot be written
 */
export function prepareDataDirectory(settings: Settings): DataDirectory {
  const paths = dataPaths(settings.AIMASS_DATA_DIR);
  const isRoot = process.getuid?.() === 0;
  try {
    mkdirSync(paths.root, { recursive: true });
    accessSync(paths.root, constants.W_OK | constants.X_OK);
    chmodSync(paths.root, isRoot ? 0o711 : 0o700);
    const closed = [paths.run, paths.storage, paths.spool, dirname(paths.snapshotFile), paths.logs, dirname(paths.secretKeyFile), paths.tls, paths.agentCache];
    for (const folder of closed) mkdirSync(folder, { recursive: true, mode: 0o700 });
    mkdirSync(paths.sockets, { recursive: true, mode: 0o700 });
  } catch (cause) {
    throw new StartError(`The data directory ${paths.root} cannot be used: ${cause instanceof Error ? cause.message : String(cause)}`);
  }
  return { paths, installationId: readOrMake(join(paths.root, 'installation'), () => randomBytes(8).toString('hex')), masterKey: masterKeyOf(settings, paths) };
}

function masterKeyOf(settings: Settings, paths: DataPaths): Buffer {
  const text = settings.AIMASS_SECRET_KEY ?? readOrMake(paths.secretKeyFile, () => randomBytes(32).toString('base64'));
  const key = Buffer.from(text, 'base64');
  if (key.byteLength !== 32)
    throw new StartError(`${paths.secretKeyFile} does not hold 32 bytes in base64. Restore it from a backup, or set AIMASS_SECRET_KEY.`);
  return key;
}

function readOrMake(file: string, make: () => string): string {
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const made = make();
  writeFileSync(file, `${made}\n`, { mode: 0o600, flag: 'wx', flush: true });
  return made;
}
