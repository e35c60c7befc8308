import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { trainedModels } from '@/testing/toolchains';
import { aimass } from './command-line';
import { expect, test } from './fixtures';

/** A model as its own tools saved it, with rows and the answers of its own framework beside it. */
interface Trained {
  readonly name: string;
  /** What is uploaded. */
  readonly paths: readonly string[];
  readonly said: {
    readonly rows?: unknown[];
    readonly labels?: (string | number)[];
    readonly values?: number[];
    readonly probabilities?: number[][];
    readonly vectors?: number[][];
    readonly shapes?: Record<string, number[]> | null;
    readonly inputs?: Record<string, unknown[]>;
    readonly outputs?: Record<string, unknown[]>;
    /** Of further signatures, by their names. */
    readonly signatures?: Record<string, Tensors>;
  };
}

interface Tensors {
  readonly inputs?: Record<string, unknown[]>;
  readonly outputs?: Record<string, unknown[]>;
}

interface Inputs {
  readonly inputs: readonly { readonly name: string; readonly datatype: string }[];
}

interface Version {
  readonly state: string;
  readonly framework: string;
  readonly format: string;
  readonly toolchain: string | null;
  readonly parity: { readonly verdict: string; readonly samples: number } | null;
  readonly signature: Inputs & { readonly signatures: Readonly<Record<string, Inputs>> };
  readonly reason: { readonly code: string; readonly message: string } | null;
}

/** One model after the other through upload, check, deployment and prediction. */
function suite(line: 'sklearn-1.9' | 'sklearn-1.5' | 'tensorflow' | 'mxnet', only: readonly string[] | null = null): void {
  test.describe(line, () => {
    let models: Trained[] = [];
    test.beforeAll(async () => {
      test.setTimeout(300_000);
      const folder = await trainedModels(line);
      if (folder === null) return;
      models = readdirSync(folder)
        .filter((file) => /^[\w-]+\.json$/.test(file) && !file.endsWith('-symbol.json'))
        .map((file) => read(folder, file.replace(/\.json$/, '')))
        .filter(({ name }) => only === null || only.includes(name));
    });

    test('each model answers as it does in its own framework', async ({ installation, api }) => {
      test.skip(models.length === 0, `the environment ${line} is not built`);
      test.setTimeout(models.length * 90_000);
      const waiting = [...models];
      const one = async (): Promise<void> => {
        for (let model = waiting.shift(); model !== undefined; model = waiting.shift()) await answersAlike(installation.url, api, line, model);
      };
      await Promise.all([one(), one()]); // two at a time, for each waits a lot
    });
  });
}

type Api = Parameters<Parameters<typeof test>[2]>[0]['api'];

function read(folder: string, name: string): Trained {
  const said = JSON.parse(readFileSync(join(folder, `${name}.json`), 'utf8')) as Trained['said'] & { file?: string; files?: string[] };
  if (said.file !== undefined) return { name, paths: [join(folder, said.file)], said };
  return { name, paths: (said.files ?? []).map((file) => join(folder, file)), said };
}

/** From its files to the endpoint's answers, which must be those of its own framework. */
async function answersAlike(url: string, api: Api, line: string, model: Trained): Promise<void> {
  const name = `${line.replace('.', '-')}-${model.name}`;
  const flags = Object.entries(model.said.shapes ?? {}).flatMap(([input, shape]) => ['--shape', `${input}=${shape.join(',')}`]);
  const deployed = await aimass(url, ['deploy', ...model.paths, '--name', name, '--wait', '--json', ...flags]);
  expect(deployed.stderr, model.name).toBe('');
  const version = await api.must<Version>('GET', `/api/v1/models/${name}/versions/1`);
  const verdict = model.name.endsWith('-native') ? 'NotConverted' : 'Passed';
  if (model.name !== 'lookup') expect(version.parity, model.name).toMatchObject({ verdict });
  expect(version, model.name).toMatchObject({ state: 'Ready', framework: line.split('-')[0] });
  if (model.said.rows !== undefined) await comparePredictions(api, name, model.said);
  else await compareTensors(api, name, model.said, version.signature);
  for (const [other, tensors] of Object.entries(model.said.signatures ?? {})) {
    await compareTensors(api, name, tensors, version.signature.signatures[other], { signature_name: other });
  }
  await api.must('DELETE', `/api/v1/endpoints/${name}`);
}

/** The task API: rows in, one prediction a row out. */
async function comparePredictions(api: Api, name: string, said: Trained['said']): Promise<void> {
  const { predictions } = await api.must<{ predictions: Record<string, unknown>[] }>('POST', `/v1/endpoints/${name}/predict`, { rows: said.rows });
  expect(predictions).toHaveLength(said.rows?.length ?? 0);
  predictions.forEach((prediction, i) => {
    const label = prediction.label ?? prediction.cluster;
    if (said.labels !== undefined) expect(String(label), `${name} row ${i}`).toBe(String(said.labels[i]));
    if (said.values !== undefined) close(prediction.value, said.values[i], name);
    if (said.vectors !== undefined) for (const [j, value] of (prediction.vector as number[]).entries()) close(value, said.vectors[i]?.[j], name);
    const probabilities = prediction.probabilities as Record<string, number> | undefined;
    if (said.probabilities !== undefined && label !== undefined) {
      expect(probabilities, `${name} tells its probabilities`).toBeDefined();
      const wanted = [...(said.probabilities[i] ?? [])].sort((a, b) => a - b);
      const got = Object.values(probabilities ?? {}).sort((a, b) => a - b);
      for (const [j, value] of got.entries()) close(value, wanted[j], name);
    }
  });
}

/** The Open Inference Protocol: named tensors in and out. */
async function compareTensors(api: Api, name: string, { inputs = {}, outputs = {} }: Tensors, signature: Inputs | undefined, parameters = {}): Promise<void> {
  const tensors = Object.entries(inputs).map(([input, data]) => {
    const datatype = signature?.inputs.find((one) => one.name === input)?.datatype;
    return { name: input, datatype, shape: shapeOf(data), data: data.flat(Number.POSITIVE_INFINITY) };
  });
  const answer = await api.must<{ outputs: { name: string; data: unknown[] }[] }>('POST', `/v2/models/${name}/infer`, { inputs: tensors, parameters });
  for (const [output, wanted] of Object.entries(outputs)) {
    const found = answer.outputs.find((one) => one.name === output)?.data;
    expect(found, `${name} has the output ${output}`).toBeDefined();
    for (const [i, value] of wanted.flat(Number.POSITIVE_INFINITY).entries()) {
      if (typeof value === 'number') close(found?.[i], value, `${name} ${output}`);
      else expect(found?.[i]).toBe(value);
    }
  }
}

function shapeOf(data: unknown): number[] {
  return Array.isArray(data) ? [data.length, ...shapeOf(data[0])] : [];
}

function close(found: unknown, wanted: unknown, what: string): void {
  expect(typeof found, what).toBe('number');
  const [a, b] = [Number(found), Number(wanted)];
  expect(Math.abs(a - b), `${what}: ${a} for ${b}`).toBeLessThanOrEqual(2e-4 * Math.max(1, Math.abs(b)));
}

// Those that say the most about a way a file is saved, read or converted; `npm run sweep` tries every estimator.
suite('sklearn-1.9', [
  'birch-native',
  'boosting',
  'centroid-native',
  'forest-gaps',
  'lightgbm',
  'mixture',
  'named',
  'people',
  'ridge',
  'searched',
  'table',
  'text',
  'tree-skops',
  'xgboost',
]);
suite('sklearn-1.5', ['forest', 'boosting', 'people', 'birch-native']);
suite('tensorflow');
suite('mxnet');

test('a SavedModel that reads a file, one that writes, one that calls Python, and a Lambda layer are refused with the operator', async ({
  installation,
  api,
}) => {
  test.setTimeout(300_000);
  const folder = await trainedModels('tensorflow');
  test.skip(folder === null, 'the environment tensorflow is not built');
  if (folder === null) return;
  for (const [file, word] of [
    ['reads-evil', 'ReadFile'],
    ['writes-evil', 'WriteFile'],
    ['calls-evil', 'PyFunc'],
    ['lambda-evil.keras', 'Lambda'],
  ] as const) {
    const name = file.replace('.keras', '');
    const pushed = await aimass(installation.url, ['models', 'push', join(folder, file), '--name', name, '--json']);
    expect(pushed.code, file).toBe(1);
    const version = await api.must<Version>('GET', `/api/v1/models/${name}/versions/1`);
    expect(version, file).toMatchObject({ state: 'Failed', reason: { code: 'MODEL_UNSAFE', message: expect.stringContaining(word) } });
  }
  expect(existsSync('/tmp/aimass-escaped')).toBe(false);
});
