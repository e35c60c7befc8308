import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { decodeRequest } from '@/core/codecs';
import { plainSandbox } from '../sandbox';
import { zip } from '../testing/zip-writer';
import { InspectionAborted } from './aborted';
import { inspectFiles as inspectAny, inspectModel } from './inspect';
import type { InspectMessage, OnnxRead, ReadResult, StepReport } from './job';
import { readModelFiles } from './read';
import { runModel } from './run';
import { InspectionFailed } from './steps';

async function inspectOnnxFiles(...given: Parameters<typeof inspectAny>): Promise<OnnxRead> {
  return requireOnnx(await inspectAny(...given));
}

function requireOnnx(read: ReadResult): OnnxRead {
  if (read.kind !== 'onnx') throw new Error(`this is a model of ${read.native.framework}`);
  return read;
}

const root = mkdtempSync(join(tmpdir(), 'aimass-inspect-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let count = 0;

const fixture = (name: string): string => join(import.meta.dirname, '../testing/models', name);
const sample = (name: string): string => join(import.meta.dirname, '../../samples', name, `${name}.onnx`);
const gibibyte = 1024 * 1024 * 1024;
const limits = { wallMs: 60_000, cpuMs: 60_000, memoryBytes: 2 * gibibyte };

/** Copies of the given files in a folder of their own, as control lays them out. */
function job(...files: string[]) {
  const work = join(root, String(count++));
  mkdirSync(join(work, 'artifacts'), { recursive: true });
  mkdirSync(join(work, 'files'));
  const artifacts = files.map((file, i) => {
    copyFileSync(file, join(work, 'artifacts', String(i)));
    return { file: join(work, 'artifacts', String(i)), path: basename(file) };
  });
  return { kind: 'read' as const, artifacts, folder: join(work, 'files'), framework: null, wishes: {} };
}

/** Both parts in this process, for what the models say; limits and sandbox have tests of their own. */
async function inspectHere(...files: string[]) {
  const messages: InspectMessage[] = [];
  const tell = (message: InspectMessage): void => void messages.push(message);
  const reading = job(...files);
  const read = requireOnnx(await readModelFiles(reading, tell));
  const { folder } = reading;
  const run = await runModel({ kind: 'run', folder, entry: read.entry, draft: read.draft, model: 'm', version: 1 }, tell);
  const evidence = Object.fromEntries(
    messages.flatMap((message) => ('report' in message && message.report.result !== 'Running' ? [[message.report.step, message.report.evidence]] : [])),
  );
  return { read, run, evidence, folder };
}

async function failureOf(work: Promise<unknown>): Promise<InspectionFailed['failure']> {
  const error: unknown = await work.then(
    () => new Error('it passed'),
    (thrown: unknown) => thrown,
  );
  if (error instanceof InspectionFailed) return error.failure;
  throw error;
}

describe('the sample models', () => {
  test.each([
    ['iris', { predictions: [{ label: 'setosa' }] }],
    ['digits', { predictions: [{ label: '0' }] }],
    ['diabetes', { predictions: [{ value: expect.any(Number) }] }],
    ['iris-clusters', { predictions: [{ cluster: expect.any(Number), distances: [expect.any(Number), expect.any(Number), expect.any(Number)] }] }],
  ])('%s answers its own sample', async (name, answer) => {
    const { run } = await inspectHere(sample(name));
    expect(run.signature.batchable).toBe(true);
    expect(run.sample?.response).toMatchObject(answer);
    const body = Buffer.from(JSON.stringify(run.sample?.request));
    expect(decodeRequest({ protocol: 'task', contentType: 'application/json', jsonBytes: -1 }, body, run.signature).rows).toBe(1);
  });
});

describe('models of other tools', () => {
  test.each(['zipmap-strings.onnx', 'zipmap-numbers.onnx'])('%s: the list of maps becomes a tensor with class names', async (name) => {
    const { read, run, evidence, folder } = await inspectHere(fixture(name));
    expect(read.entry).toBe(name.replace('.onnx', '.tensors.onnx'));
    expect(read.files).toEqual([name, read.entry]);
    expect(evidence.signature).toContain('ZipMap');
    const labels = name.includes('strings') ? ['setosa', 'versicolor', 'virginica'] : ['1', '2', '3'];
    expect(run.signature).toMatchObject({ task: 'classify', labels, batchable: true });
    expect(run.signature.outputs[1]).toMatchObject({ name: 'output_probability', datatype: 'FP32', shape: [-1, 3], role: 'scores' });
    const { predictions } = (run.sample ?? { response: { predictions: [] } }).response as { predictions: { label: string; probabilities: object }[] };
    const [prediction] = predictions;
    expect(Object.keys(prediction.probabilities)).toEqual(labels);
    expect(labels).toContain(prediction.label);
    expect(readFileSync(join(folder, name))).toEqual(readFileSync(fixture(name)));
  });

  test('class names as text come with their probabilities', async () => {
    const { run } = await inspectHere(fixture('strings-tensor.onnx'));
    expect(run.sample?.response).toMatchObject({
      predictions: [{ label: expect.stringMatching(/setosa|versicolor|virginica/), probabilities: { setosa: expect.any(Number) } }],
    });
  });

  test('free dimensions are tried until the model answers', async () => {
    const { run } = await inspectHere(fixture('convolution.onnx'));
    const { rows } = (run.sample ?? { request: { rows: [] } }).request as { rows: number[][][][] };
    expect([rows.length, rows[0].length, rows[0][0].length]).toEqual([1, 3, 8]);
    expect(run.sample?.response).toMatchObject({ task: 'classify', predictions: [{ label: 'cat', score: 0.25 }] });
  });

  test('word numbers give a vector', async () => {
    const { run } = await inspectHere(fixture('embedding.onnx'));
    expect(run.sample).toMatchObject({ request: { rows: [[1]] }, response: { task: 'embed', predictions: [{ vector: expect.any(Array) }] } });
  });

  test('several inputs are asked for by name, each in its datatype', async () => {
    const { run } = await inspectHere(fixture('many-inputs.onnx'));
    expect(run.sample).toMatchObject({
      request: { rows: [{ age: 1, member: true, half: 0.5, income: 0.5, city: 'text' }] },
      response: { predictions: [{ outputs: { risk: 3, same_city: 'text' } }] },
    });
  });

  test('a fixed number of rows is noticed, and an output without a shape gets the one it has', async () => {
    const { run, evidence } = await inspectHere(fixture('fixed-batch.onnx'));
    expect(run.signature).toMatchObject({ batchable: false, outputs: [{ name: 'y', shape: [-1, 4] }] });
    expect(evidence.predict).toContain('one by one');
  });

  test('rows that change one another are run one by one', async () => {
    const { run, evidence } = await inspectHere(fixture('mixed-rows.onnx'));
    expect(run.signature.batchable).toBe(false);
    expect(evidence.predict).toContain('do not give what each gives alone');
  });

  test('weights beside the model are served with it', async () => {
    const { read, run } = await inspectHere(fixture('external/model.onnx'), fixture('external/weights.bin'));
    expect(read.files).toEqual(['model.onnx', 'weights.bin']);
    expect(run.sample?.response).toMatchObject({ predictions: [{ value: 8 }] });
  });
});

describe('what is refused', () => {
  test.each([
    ['weights that were not uploaded', [fixture('external/model.onnx')], 'MODEL_EXTERNAL_DATA_UNSAFE'],
    ['an operator of its own', [fixture('custom-operator.onnx')], 'MODEL_FORMAT_UNSUPPORTED'],
    ['a newer file than the runtime knows', [fixture('new-opset.onnx')], 'MODEL_FORMAT_UNSUPPORTED'],
    ['an output that is a sequence', [fixture('sequence.onnx')], 'MODEL_SIGNATURE_UNSUPPORTED'],
    ['a graph that does not hold together', [fixture('broken-graph.onnx')], 'MODEL_LOAD_FAILED'],
  ])('%s', async (_name, files, code) => {
    const failure = await failureOf(inspectHere(...files));
    expect(failure.code).toBe(code);
    expect(JSON.stringify(failure)).not.toContain(root);
  });

  test('a framework that it is not', async () => {
    const failure = await failureOf(readModelFiles({ ...job(sample('iris')), framework: 'sklearn' }, () => {}));
    expect(failure).toMatchObject({ code: 'MODEL_FORMAT_UNKNOWN', message: expect.stringContaining('sklearn') });
  });
});

describe('the process it runs in', () => {
  test('tells each step as it goes, and a zip gives the same as the file', async () => {
    const reading = job(sample('iris'));
    writeFileSync(reading.artifacts[0].file, zip([{ name: 'm/iris.onnx', data: readFileSync(sample('iris')), deflate: true }]));
    const reports: StepReport[] = [];
    const onStep = (report: StepReport): void => void reports.push(report);
    const read = await inspectOnnxFiles(reading, { limits, onStep });
    expect(read).toMatchObject({ entry: 'm/iris.onnx', files: ['m/iris.onnx'], frameworkVersion: expect.stringContaining('opset 18') });
    const run = await inspectModel(
      { kind: 'run', folder: reading.folder, entry: read.entry, draft: read.draft, model: 'iris', version: 1 },
      { limits, onStep },
    );
    expect(run.sample?.response).toMatchObject({ predictions: [{ label: 'setosa' }] });
    expect(run.loadMs).toBeGreaterThan(0);
    expect(run.peakMemoryBytes).toBeGreaterThan(20 * 1024 * 1024);
    const steps = ['unpack', 'detect', 'signature', 'load', 'predict'];
    expect(reports.map(({ step, result }) => `${step} ${result}`)).toEqual(steps.flatMap((step) => [`${step} Running`, `${step} Passed`]));
    expect(reports.find(({ step, result }) => step === 'load' && result === 'Passed')?.evidence).toMatch(/bubblewrap/);
  });

  test('where bubblewrap cannot be used it still runs under its limits, and says so', async () => {
    const reading = job(sample('iris'));
    const evidence: string[] = [];
    const options = { limits, sandbox: plainSandbox, onStep: (report: StepReport): void => void evidence.push(report.evidence) };
    const read = await inspectOnnxFiles(reading, options);
    await inspectModel({ kind: 'run', folder: reading.folder, entry: read.entry, draft: read.draft, model: 'iris', version: 1 }, options);
    expect(evidence.join('\n')).toContain('not cut off from network and files');
  });

  test('a truncated zip fails the first step with the reason', async () => {
    const reading = job(sample('iris'));
    writeFileSync(reading.artifacts[0].file, zip([{ name: 'iris.onnx', data: readFileSync(sample('iris')) }]).subarray(0, 700));
    const reports: StepReport[] = [];
    const failure = await failureOf(inspectOnnxFiles(reading, { limits, onStep: (report) => void reports.push(report) }));
    expect(failure).toMatchObject({ code: 'ARCHIVE_CORRUPT', fix: expect.stringContaining('unzip -t') });
    expect(reports.at(-1)).toMatchObject({ step: 'unpack', result: 'Failed', code: 'ARCHIVE_CORRUPT' });
  });

  async function runFixture(name: string, more: Partial<typeof limits>, ending?: AbortController) {
    const reading = job(fixture(name));
    const read = requireOnnx(await readModelFiles(reading, () => {}));
    const work = { kind: 'run' as const, folder: reading.folder, entry: read.entry, draft: read.draft, model: 'm', version: 1 };
    const onStep = ({ step }: StepReport): void => void (step === 'predict' && ending?.abort());
    return inspectModel(work, { limits: { ...limits, ...more }, onStep, ...(ending === undefined ? {} : { signal: ending.signal }) });
  }

  test('a model that eats memory is killed at its limit', async () => {
    const failure = await failureOf(runFixture('memory-bomb.onnx', { memoryBytes: 600 * 1024 * 1024 }));
    expect(failure).toMatchObject({ code: 'MODEL_OUT_OF_MEMORY', message: expect.stringContaining('600 MiB') });
  });

  test('a model that never ends is killed at its time', async () => {
    const start = Date.now();
    const failure = await failureOf(runFixture('endless.onnx', { cpuMs: 4_000 }));
    expect(failure).toMatchObject({ code: 'MODEL_PREDICTION_FAILED', message: expect.stringContaining('4 s of processor time') });
    expect(Date.now() - start).toBeLessThan(50_000);
  });

  test('who asked for it can end it, with all it started', async () => {
    await expect(runFixture('endless.onnx', {}, new AbortController())).rejects.toBeInstanceOf(InspectionAborted);
    await expect.poll(ownProcesses, { timeout: 10_000 }).toEqual([]);
  });

  /** Inspecting processes of this test that still run. */
  function ownProcesses(): string[] {
    if (!existsSync('/proc')) return [];
    return readdirSync('/proc').filter((pid) => /^\d+$/.test(pid) && isOurs(pid));
  }

  function isOurs(pid: string): boolean {
    try {
      const words = readFileSync(`/proc/${pid}/environ`, 'utf8') + readFileSync(`/proc/${pid}/cmdline`, 'utf8');
      return words.includes(root) && !readFileSync(`/proc/${pid}/status`, 'utf8').includes('State:\tZ');
    } catch {
      return false; // gone meanwhile
    }
  }
});

test('an ONNX model comes before pickles that lie beside it, unless a person says which framework it is', async () => {
  const folder = join(root, 'beside');
  mkdirSync(folder);
  const pickle = join(folder, 'tokens.pkl');
  writeFileSync(pickle, Buffer.from([0x80, 4, 0x4e, 0x2e]));
  writeFileSync(join(folder, 'labels.pkl'), Buffer.from([0x80, 4, 0x4e, 0x2e]));
  const files = [sample('iris'), pickle, join(folder, 'labels.pkl')];
  expect(requireOnnx(await readModelFiles(job(...files), () => {})).entry).toBe('iris.onnx');
  expect(await readModelFiles({ ...job(sample('iris'), pickle), framework: 'sklearn' }, () => {})).toMatchObject({
    kind: 'native',
    native: { entry: 'tokens.pkl' },
  });
});
