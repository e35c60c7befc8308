import { existsSync, readdirSync, statSync } from 'node:fs';
import { basename, join, relative, sep } from 'node:path';
import type { Client, Version } from '../client';
import { ApiError } from '../http';
import { uploadFile } from '../upload-file';
import { type WaitLimit, waitForEvaluation, waitForVersion } from '../wait';
import type { CliContext } from './context';
import { bytes } from './output';
import { UsageError } from './usage-error';

/** What a person says of a model when registering it. */
export interface ModelOptions {
  readonly framework?: string;
  readonly runtime?: string;
  readonly task?: string;
  readonly labels?: readonly string[];
  /** Shapes of one row by input, for models whose files do not have them. */
  readonly shape?: Readonly<Record<string, number[]>>;
  /** A file with rows to measure it by, and the column of the right answers. */
  readonly sample?: string;
  readonly target?: string;
  readonly metric?: Readonly<Record<string, number>>;
  /** Of containers: types of inputs, and how they are started. */
  readonly datatype?: Readonly<Record<string, string>>;
  readonly argument?: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  readonly port?: number;
}

export interface PushOptions {
  readonly model: string;
  readonly described?: ModelOptions | undefined;
  /** Of the wait for the inspection; sending takes what it takes. */
  readonly limit: WaitLimit;
}

/**
 * Uploads a file, a folder, or names an s3:// object, registers it as the model's next version and waits for its inspection.
 * The model is made where there is none.
 */
export async function push({ client, output }: CliContext, paths: readonly string[], { model, described = {}, limit }: PushOptions): Promise<Version> {
  const [path = ''] = paths;
  const source = path.startsWith('s3://') ? { s3Uri: path } : await upload({ client, output }, paths);
  const dataSample = await sampleOf({ client, output }, described);
  await makeModel(client, model);
  const created = await client.versions.create(model, { source, ...wordsOf(described), ...dataSample });
  output.note(`${model} version ${created.version} registered; checking it`);
  const shown = new Set<string>();
  const show = (version: Version): void => {
    for (const { step, result, durationMs, evidence } of version.checks) {
      if (result === 'Pending' || result === 'Running' || shown.has(step)) continue;
      shown.add(step);
      output.note(
        `  ${result === 'Passed' ? '✓' : result === 'Failed' ? '✗' : '–'} ${step.padEnd(10)} ${durationMs === null ? '' : `${durationMs} ms`} ${evidence}`,
      );
    }
  };
  const checked = await waitForVersion(client, model, created.version, show, limit);
  if (checked.evaluation === null) return checked;
  const measured = await waitForEvaluation(client, model, created.version, limit);
  output.note(measured.evaluation === null ? '' : `  ${evaluationWords(measured.evaluation)}`);
  return measured;
}

function evaluationWords({ state, rows, metrics, reason }: NonNullable<Version['evaluation']>): string {
  if (state !== 'Done') return `– data sample ${state}: ${reason?.message ?? ''}`;
  return `✓ data sample ${[`${rows} rows`, ...Object.entries(metrics).map(([name, value]) => `${name} ${Number(value.toPrecision(4))}`)].join(', ')}`;
}

async function sampleOf(context: Pick<CliContext, 'client' | 'output'>, { sample, target }: ModelOptions): Promise<object> {
  if (sample === undefined) {
    if (target === undefined) return {};
    throw new UsageError('--target names a column of the file that --sample gives.');
  }
  if (!existsSync(sample) || !statSync(sample).isFile()) throw new UsageError(`${sample} is no file.`);
  const done = await upload(context, [sample]);
  return { dataSample: { ...done, ...(target === undefined ? {} : { target }) } };
}

function wordsOf({ framework, runtime, task, labels, shape, metric, datatype, argument, environment, port }: ModelOptions): object {
  const signature = given({ task, labels, shapes: shape, datatypes: datatype });
  const container = given({ arguments: argument, environment, port });
  return {
    ...given({ framework, runtime }),
    ...(Object.keys(container).length === 0 ? {} : { container }),
    ...(Object.keys(signature).length === 0 ? {} : { signature }),
    ...(metric === undefined ? {} : { metadata: { metrics: metric } }),
  };
}

function given(options: Readonly<Record<string, unknown>>): Record<string, unknown> {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
}

async function upload(
  { client, output }: Pick<CliContext, 'client' | 'output'>,
  paths: readonly string[],
): Promise<{ uploadId: string } | { uploadIds: string[] }> {
  const missing = paths.find((path) => !existsSync(path));
  if (missing !== undefined) throw new UsageError(`${missing} does not exist.`);
  const files = paths.flatMap((path) => (statSync(path).isDirectory() ? filesBelow(path) : [{ path, name: basename(path) }]));
  if (files.length === 0) throw new UsageError(`${paths.join(', ')} holds no files.`);
  const ids: string[] = [];
  for (const file of files) {
    const startedAt = performance.now();
    const done = await uploadFile(client, file.path, file.name, ({ phase, doneBytes, totalBytes }) => {
      const perSecond = doneBytes / ((performance.now() - startedAt) / 1000);
      output.progress(phase, totalBytes === 0 ? 1 : doneBytes / totalBytes, `${file.name} ${bytes(doneBytes)} of ${bytes(totalBytes)}, ${bytes(perSecond)}/s`);
    });
    output.progressDone();
    output.note(`${file.name} uploaded, ${bytes(done.sizeBytes)}, SHA-256 ${done.sha256?.slice(0, 12) ?? 'unknown'}…`);
    ids.push(done.id);
  }
  const [only] = ids;
  return ids.length === 1 && only !== undefined ? { uploadId: only } : { uploadIds: ids };
}

function filesBelow(folder: string): { path: string; name: string }[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .sort()
    .map((path) => ({ path, name: relative(folder, path).split(sep).join('/') }));
}

async function makeModel(client: Client, name: string): Promise<void> {
  await client.models.create({ name }).catch((error: unknown) => {
    if (!(error instanceof ApiError) || error.code !== 'NAME_TAKEN') throw error;
  });
}
