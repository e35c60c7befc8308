import { existsSync, readFileSync } from 'node:fs';
import { extname } from 'node:path';
import type { Command } from 'commander';
import type { PredictionAnswer } from '../../client';
import { type CliContext, withContext } from '../context';
import { UsageError } from '../usage-error';

const contentTypes: Readonly<Record<string, string>> = { '.json': 'application/json', '.csv': 'text/csv', '.npy': 'application/x-npy' };

export function addPredict(program: Command): void {
  program
    .command('predict')
    .description('send rows to an endpoint and print its predictions')
    .argument('<endpoint>')
    .option('--rows <json>', "rows as JSON, such as '[[5.1,3.5,1.4,0.2]]'")
    .option('--file <path>', 'rows.csv, a .npy array, or a .json body of the task API')
    .action(withContext(predict));
}

async function predict({ client, output }: CliContext, endpoint: string, options: { rows?: string; file?: string }): Promise<void> {
  if ((options.rows === undefined) === (options.file === undefined)) throw new UsageError('Give either --rows or --file.');
  const answer =
    options.rows === undefined
      ? await client.http.send<PredictionAnswer>('POST', pathOf(endpoint), readBody(options.file ?? ''), typeOf(options.file ?? ''))
      : await client.predict(endpoint, JSON.stringify({ rows: parseRows(options.rows) }));
  const lines = answer.predictions.map((prediction) => describe(prediction));
  output.result(answer, `${lines.join('\n')}\n(${answer.model} version ${answer.version}, ${answer.task}; request ${answer.requestId})`);
}

const pathOf = (endpoint: string): string => `/v1/endpoints/${encodeURIComponent(endpoint)}/predict`;

function parseRows(text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    throw new UsageError(`--rows is not JSON: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function readBody(file: string): Uint8Array<ArrayBuffer> {
  if (!existsSync(file)) throw new UsageError(`${file} does not exist.`);
  return new Uint8Array(readFileSync(file));
}

function typeOf(file: string): string {
  const type = contentTypes[extname(file).toLowerCase()];
  if (type === undefined) throw new UsageError(`${file}: the name must end in ${Object.keys(contentTypes).join(', ')}.`);
  return type;
}

/** One prediction on one line, by task: the label with its score, the value, the cluster, else JSON. */
function describe(prediction: unknown): string {
  const { label, score, value, cluster } = prediction as { label?: string; score?: number; value?: unknown; cluster?: number };
  if (label !== undefined) return score === undefined ? label : `${label}  ${(score * 100).toFixed(1)} %`;
  if (typeof value === 'number') return String(value);
  if (cluster !== undefined) return `cluster ${cluster}`;
  return JSON.stringify(prediction);
}
