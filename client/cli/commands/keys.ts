import type { Command } from 'commander';
import { all, withContext } from '../context';
import { table } from '../output';

export function addKeys(program: Command): void {
  const keys = program.command('keys').description('API keys');
  keys
    .command('create')
    .description('make a key; it is shown this once')
    .argument('<name>')
    .option('--action <action...>', 'what it may do; endpoints:Invoke by default')
    .option('--endpoint <name...>', 'only these endpoints; all by default')
    .option('--expires <time>', 'ISO time after which it is refused')
    .action(
      withContext(async ({ client, output }, name: string, options: { action?: string[]; endpoint?: string[]; expires?: string }) => {
        const created = await client.keys.create({
          name,
          ...(options.action === undefined ? {} : { actions: options.action }),
          ...(options.endpoint === undefined ? {} : { endpoints: options.endpoint }),
          ...(options.expires === undefined ? {} : { expiresAt: options.expires }),
        });
        output.note(`Key ${created.id} (${created.name}). It is shown this once:`);
        output.result(created, created.key);
      }),
    );
  keys
    .command('list')
    .description('list keys')
    .action(
      withContext(async ({ client, output }) => {
        const items = await all((query) => client.keys.list(query));
        const rows = items.map((one) => [
          one.id,
          one.name,
          `${one.prefix}…`,
          one.actions.join(','),
          one.revokedAt === null ? 'active' : 'revoked',
          one.lastUsedAt,
        ]);
        output.result(items, table(['ID', 'NAME', 'KEY', 'ACTIONS', 'STATE', 'LAST USED'], rows));
      }),
    );
  keys
    .command('revoke')
    .description('revoke a key; its calls get 401 within seconds')
    .argument('<id>')
    .action(
      withContext(async ({ client, output }, id: string) => {
        await client.keys.revoke(id);
        output.result({ revoked: id }, `Key ${id} is revoked.`);
      }),
    );
}
