import type { Command } from 'commander';
import type { RequestLog } from '../../client';
import { type CliContext, withContext } from '../context';
import { whole } from './deploy';

const pollMs = 1_000;

export function addLogs(program: Command): void {
  program
    .command('logs')
    .description('requests of an endpoint, newest last')
    .argument('<endpoint>')
    .option('-f, --follow', 'go on with new ones until interrupted')
    .option('-n, --lines <number>', 'how many to begin with', whole, 20)
    .option('--level <level>', 'info, warn or error')
    .action(withContext(logs));
}

async function logs({ client, output }: CliContext, endpoint: string, options: { follow?: boolean; lines: number; level?: string }): Promise<void> {
  const query = { endpoint, limit: Math.min(200, Math.max(1, options.lines)), ...(options.level === undefined ? {} : { level: options.level }) };
  const first = await client.logs(query);
  const shown = new Set<string>();
  const print = (items: readonly RequestLog[]): void => {
    for (const item of [...items].reverse()) {
      const id = `${item.at} ${item.requestId}`;
      if (shown.has(id)) continue;
      shown.add(id);
      process.stdout.write(`${output.json ? JSON.stringify(item) : describe(item)}\n`);
    }
  };
  print(first.items);
  if (!options.follow) return;
  for (;;) {
    await new Promise((next) => setTimeout(next, pollMs));
    const from = new Date(Date.now() - 60_000).toISOString();
    let cursor: string | null = null;
    do {
      const page: { items: RequestLog[]; nextCursor: string | null } = await client.logs({ ...query, limit: 200, from, cursor });
      print(page.items);
      cursor = page.items.some((item) => !shown.has(`${item.at} ${item.requestId}`)) ? page.nextCursor : null;
    } while (cursor !== null);
  }
}

function describe(item: RequestLog): string {
  const words = item.code === '' ? '' : ` ${item.code}`;
  return `${item.at} ${item.status}${words} ${item.model}@${item.version} ${item.predictions} predictions ${item.stages.totalMs.toFixed(1)} ms ${item.principalName} ${item.requestId}`;
}
