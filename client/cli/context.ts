import type { Command } from 'commander';
import { Client } from '../client';
import { readCredentials } from './credentials';
import { Output } from './output';

/** What every command works with. */
export interface CliContext {
  readonly client: Client;
  readonly output: Output;
}

/** Wraps a command's work: reads the global options and the credentials first. */
export function withContext<Words extends unknown[]>(work: (context: CliContext, ...words: Words) => Promise<void>) {
  return async (...given: unknown[]): Promise<void> => {
    const command = given.pop() as Command; // commander passes arguments, options, then the command
    const { json } = command.optsWithGlobals<{ json?: boolean }>();
    const { url, apiKey } = readCredentials();
    await work({ client: new Client({ baseUrl: url, apiKey }), output: new Output(json === true) }, ...(given as Words));
  };
}

/** All items of a list, page by page. */
export async function all<Item>(
  list: (query: { limit: number; cursor: string | null }) => Promise<{ items: Item[]; nextCursor: string | null }>,
): Promise<Item[]> {
  const items: Item[] = [];
  let cursor: string | null = null;
  do {
    const page: { items: Item[]; nextCursor: string | null } = await list({ limit: 200, cursor });
    items.push(...page.items);
    cursor = page.nextCursor;
  } while (cursor !== null);
  return items;
}
