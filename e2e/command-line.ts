import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { adminKey } from './fixtures';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Runs `aimass …` against an installation, as a user does. */
export function aimass(url: string, words: readonly string[], environment: Readonly<Record<string, string>> = {}): Promise<Ended> {
  const child = spawn(process.execPath, [join(import.meta.dirname, '../bin/aimass.mjs'), ...words], {
    env: { ...process.env, AIMASS_URL: url, AIMASS_API_KEY: adminKey, ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString();
  });
  return new Promise((done) => child.on('close', (code) => done({ code, stdout, stderr })));
}
