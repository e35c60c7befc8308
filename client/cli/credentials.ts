import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join } from 'node:path';
import { UsageError } from './usage-error';

export interface Credentials {
  readonly url: string;
  readonly apiKey: string;
}

export function credentialsFile(): string {
  return join(process.env.XDG_CONFIG_HOME ?? join(homedir(), '.config'), 'aimass', 'credentials.json');
}

/** `AIMASS_URL` and `AIMASS_API_KEY`, else what `aimass login` saved. @throws UsageError when a key is nowhere */
export function readCredentials(): Credentials {
  const saved = existsSync(credentialsFile()) ? (JSON.parse(readFileSync(credentialsFile(), 'utf8')) as Partial<Credentials>) : {};
  const url = normaliseUrl(process.env.AIMASS_URL ?? saved.url ?? 'http://127.0.0.1:8080');
  const apiKey = process.env.AIMASS_API_KEY ?? saved.apiKey;
  if (!apiKey) throw new UsageError('No API key. Make one in the console under Access, then run `aimass login`, or set AIMASS_API_KEY.');
  return { url, apiKey };
}

/** Keeps them for this user only. */
export function saveCredentials(credentials: Credentials): void {
  mkdirSync(dirname(credentialsFile()), { recursive: true, mode: 0o700 });
  writeFileSync(credentialsFile(), `${JSON.stringify(credentials, null, 2)}\n`, { mode: 0o600 });
}

/** @throws UsageError when it is not an http or https address */
export function normaliseUrl(text: string): string {
  const url = URL.canParse(text) ? new URL(text) : null;
  if (url === null || !/^https?:$/.test(url.protocol)) throw new UsageError(`${text} is not an address such as http://127.0.0.1:8080.`);
  return url.origin;
}
