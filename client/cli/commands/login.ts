import { createInterface } from 'node:readline/promises';
import type { Command } from 'commander';
import { Client } from '../../client';
import { ApiError } from '../../http';
import { credentialsFile, normaliseUrl, saveCredentials } from '../credentials';
import { Output } from '../output';
import { UsageError } from '../usage-error';

export function addLogin(program: Command): void {
  program
    .command('login')
    .description('save the address of an installation and an API key for this user')
    .option('--url <address>', 'of the installation, such as http://127.0.0.1:8080')
    .option('--key <key>', 'API key; asked for when left out, so that it stays out of the shell history')
    .action(async (options: { url?: string; key?: string }, command: Command) => {
      const output = new Output(command.optsWithGlobals<{ json?: boolean }>().json === true);
      const url = normaliseUrl(options.url ?? (await ask('Address of the installation', process.env.AIMASS_URL ?? 'http://127.0.0.1:8080')));
      const apiKey = options.key ?? (await ask('API key', process.env.AIMASS_API_KEY ?? ''));
      await requireValid(url, apiKey);
      saveCredentials({ url, apiKey });
      output.result({ url, file: credentialsFile() }, `Signed in to ${url}. The key stands in ${credentialsFile()}, readable by you only.`);
    });
}

/** A key without the right to read endpoints is still a key. */
async function requireValid(url: string, apiKey: string): Promise<void> {
  await new Client({ baseUrl: url, apiKey }).endpoints.list({ limit: 1 }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.status !== 403) throw error;
  });
}

async function ask(what: string, preset: string): Promise<string> {
  if (!process.stdin.isTTY) throw new UsageError(`${what} is needed: pass it as an option.`);
  const lines = createInterface({ input: process.stdin, output: process.stderr });
  const answer = await lines.question(preset === '' ? `${what}: ` : `${what} [${preset.startsWith('aim_') ? 'from AIMASS_API_KEY' : preset}]: `);
  lines.close();
  return answer.trim() || preset;
}
