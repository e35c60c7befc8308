import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readSettings } from '@/core/settings';
import { prepareDataDirectory } from './data-directory';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aimass-data-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const prepare = (environment: Record<string, string> = {}) => prepareDataDirectory(readSettings({ AIMASS_DATA_DIR: join(folder, 'data'), ...environment }));

test('keeps one secret key over starts, for its owner only', () => {
  const first = prepare();
  const second = prepare();
  expect(second.masterKey).toEqual(first.masterKey);
  expect(first.masterKey.byteLength).toBe(32);
  expect(second.installationId).toBe(first.installationId);
  expect(statSync(first.paths.secretKeyFile).mode & 0o777).toBe(0o600);
});

test('folders are closed to others, and the whole is passable only for root, whose database runs as another user', () => {
  const { paths } = prepare();
  expect(statSync(paths.root).mode & 0o777).toBe(process.getuid?.() === 0 ? 0o711 : 0o700);
  for (const closed of [paths.run, paths.storage, paths.spool, paths.logs]) expect(statSync(closed).mode & 0o077).toBe(0);
});

test('AIMASS_SECRET_KEY wins and is not written down', () => {
  const key = Buffer.alloc(32, 7).toString('base64');
  const { masterKey, paths } = prepare({ AIMASS_SECRET_KEY: key });
  expect(masterKey.toString('base64')).toBe(key);
  expect(() => readFileSync(paths.secretKeyFile)).toThrow('ENOENT');
});

test('a damaged key file stops the start with what to do', () => {
  const { paths } = prepare();
  writeFileSync(paths.secretKeyFile, 'short');
  expect(() => prepare()).toThrow('AIMASS_SECRET_KEY');
});
