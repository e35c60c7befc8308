import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { credentialsFile, normaliseUrl, readCredentials, saveCredentials } from './credentials';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aimass-cli-'));
  vi.stubEnv('XDG_CONFIG_HOME', folder);
  vi.stubEnv('AIMASS_URL', undefined);
  vi.stubEnv('AIMASS_API_KEY', undefined);
});
afterEach(() => {
  vi.unstubAllEnvs();
  rmSync(folder, { recursive: true, force: true });
});

test('what login saved is found again, and only its owner may read it', () => {
  saveCredentials({ url: 'http://127.0.0.1:9000', apiKey: 'aim_saved' });
  expect(readCredentials()).toEqual({ url: 'http://127.0.0.1:9000', apiKey: 'aim_saved' });
  expect(statSync(credentialsFile()).mode & 0o777).toBe(0o600);
});

test('the environment wins over what was saved', () => {
  saveCredentials({ url: 'http://127.0.0.1:9000', apiKey: 'aim_saved' });
  vi.stubEnv('AIMASS_URL', 'https://models.example/');
  vi.stubEnv('AIMASS_API_KEY', 'aim_given');
  expect(readCredentials()).toEqual({ url: 'https://models.example', apiKey: 'aim_given' });
});

test('without a key the words say where to get one', () => {
  expect(() => readCredentials()).toThrow('aimass login');
});

test.each(['models.example', 'ftp://models.example', ''])('%j is no address', (text) => {
  expect(() => normaliseUrl(text)).toThrow('is not an address');
});
