import type { Command } from 'commander';
import { withContext } from '../context';
import { table } from '../output';

interface UsageOptions {
  readonly groupBy: string;
  readonly from?: string;
  readonly to?: string;
  readonly endpoint?: string;
  readonly costs?: boolean;
}

export function addUsage(program: Command): void {
  program
    .command('usage')
    .description('requests, predictions and instance time; with --costs also what they cost')
    .option('--group-by <fields>', 'endpoint, model, version, variant, key, project or day, with commas', 'endpoint')
    .option('--from <time>', 'date or ISO time; start of the month by default')
    .option('--to <time>', 'date or ISO time; now by default')
    .option('--endpoint <name>', 'only this endpoint')
    .option('--costs', 'rated by the price book')
    .action(
      withContext(async ({ client, output }, { costs, ...query }: UsageOptions) => {
        const answer = costs ? await client.costs({ ...query }) : await client.usage({ ...query });
        const fields = query.groupBy.split(',').filter(Boolean);
        const figures = ['requests', 'predictions', 'errors', 'instanceSeconds', 'modelMilliseconds'] as const;
        const currency = 'currency' in answer ? answer.currency : '';
        const money = (row: object): string[] => ('amountMicros' in row ? [`${(Number(row.amountMicros) / 1e6).toFixed(6)} ${currency}`] : []);
        const rowOf = (row: Record<string, unknown> & Record<(typeof figures)[number], number>, names: string[]): (string | number)[] => [
          ...names,
          ...figures.map((figure) => Math.round(row[figure])),
          ...money(row),
        ];
        const nameOf = (row: Record<string, unknown>, field: string): string => String((field === 'key' ? (row.keyName ?? row.key) : row[field]) ?? '–');
        const rows = answer.items.map((row) =>
          rowOf(
            row,
            fields.map((field) => nameOf(row, field)),
          ),
        );
        const total = rowOf(
          answer.total,
          fields.map((_, index) => (index === 0 ? 'total' : '')),
        );
        const columns = [...fields, 'requests', 'predictions', 'errors', 'instance s', 'model ms', ...(costs ? ['amount'] : [])].map((name) =>
          name.toUpperCase(),
        );
        output.result(answer, `${table(columns, [...rows, total])}\nas of ${answer.asOf}`);
      }),
    );
}
