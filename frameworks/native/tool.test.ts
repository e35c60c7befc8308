import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { NativeModel } from '@/core/native-model';
import { Tail } from '@/core/tail';
import type { Tensor } from '@/core/tensors';
import { toolchainForTests, trainedModels } from '@/testing/toolchains';
import type { ProcessLimits } from '../limited-process';
import { plainSandbox } from '../sandbox';
import type { Toolchain } from '../toolchains';
import { asFailure } from './failure';
import { readFrames, writeFrame } from './frames';
import { NativeEnded, NativeError, NativeTool } from './tool';

const gibibyte = 1024 ** 3;
const enough: ProcessLimits = { wallMs: 120_000, cpuMs: 120_000, memoryBytes: 2 * gibibyte };
const work = mkdtempSync(join(tmpdir(), 'aimass-tool-'));
let toolchain: Toolchain | null;
let models: string | null;

beforeAll(async () => {
  toolchain = await toolchainForTests('sklearn-1.9');
  models = await trainedModels('sklearn-1.9');
}, 300_000);
afterAll(() => {
  rmSync(work, { recursive: true, force: true });
});

const forest: NativeModel = { framework: 'sklearn', format: 'pickle', entry: 'forest.joblib', toolchain: 'sklearn-1.9' };
const rowsOf = (values: number[][]): Tensor => ({ name: 'input', datatype: 'FP64', shape: [values.length, 4], data: Float64Array.from(values.flat()) });

function open(limits = enough, signal?: AbortSignal, folder = models): NativeTool {
  if (toolchain === null || folder === null) throw new Error('the environment sklearn-1.9 is not built');
  return new NativeTool({ sandbox: plainSandbox, toolchain, folder, work, limits }, 'sklearn', signal);
}

describe('one model in a Python process', () => {
  test('it is loaded, described, answers rows as its library did, and answers on after an error', async (ctx) => {
    if (models === null) return ctx.skip('the environment sklearn-1.9 is not built');
    const tool = open();
    const said = await tool.load(forest);
    expect(said).toMatchObject({ version: '1.9.1', what: 'RandomForestClassifier', task: 'classify', labels: ['setosa', 'versicolor', 'virginica'] });
    const trained = JSON.parse(readFileSync(join(models, 'forest.json'), 'utf8')) as { rows: number[][]; labels: string[] };
    const answer = async () => (await tool.run([rowsOf(trained.rows)])).find(({ name }) => name === 'label')?.data as Uint8Array[];
    expect((await answer()).map((label) => Buffer.from(label).toString())).toEqual(trained.labels);
    await expect(tool.run([{ ...rowsOf([[1, 2, 3, 4]]), shape: [2, 2] }])).rejects.toThrow(NativeError);
    expect((await answer()).length).toBe(trained.labels.length);
    await tool.close();
    await expect(tool.run([rowsOf(trained.rows)])).rejects.toThrow(NativeEnded);
  }, 60_000);

  test('a file that is cut short, and one of another kind, are refused in words', async (ctx) => {
    if (models === null) return ctx.skip('the environment sklearn-1.9 is not built');
    const bad = join(work, 'bad');
    mkdirSync(join(bad, 'folder'), { recursive: true });
    writeFileSync(join(bad, 'cut.joblib'), readFileSync(join(models, 'forest.joblib')).subarray(0, 4000));
    writeFileSync(join(bad, 'answers.json'), '{"rows": []}');
    for (const entry of ['cut.joblib', 'answers.json', 'folder']) {
      const tool = open(enough, undefined, bad);
      await expect(tool.load({ ...forest, entry }), entry).rejects.toThrow(NativeError);
      await tool.close();
    }
  }, 60_000);

  test.for([
    ['too much memory', { ...enough, memoryBytes: 40 * 1024 ** 2 }, 'MODEL_OUT_OF_MEMORY'],
    ['too long', { ...enough, wallMs: 300 }, 'MODEL_LOAD_TIMEOUT'],
    ['too much processor time', { ...enough, cpuMs: 300 }, 'MODEL_LOAD_TIMEOUT'],
  ] as const)('%s ends it, and the reason says so', async ([_what, limits, code], ctx) => {
    if (models === null) return ctx.skip('the environment sklearn-1.9 is not built');
    const tool = open(limits);
    await expect(asFailure('load', tool, () => tool.load(forest))).rejects.toMatchObject({ code });
  });

  test('whoever leaves ends it', async (ctx) => {
    if (models === null) return ctx.skip('the environment sklearn-1.9 is not built');
    const leaving = new AbortController();
    const tool = open(enough, leaving.signal);
    const loading = tool.load(forest);
    leaving.abort();
    await expect(loading).rejects.toMatchObject({ ended: { by: 'caller' } });
  });
});

describe('frames', () => {
  test('come whole however they are cut, and one that is too long ends the reading', () => {
    const source = new PassThrough();
    const sent = new PassThrough();
    writeFrame(sent, { op: 'run' }, Buffer.from('block'));
    writeFrame(sent, { op: 'x' }, null);
    const bytes = sent.read() as Buffer;
    const got: string[] = [];
    const faults: string[] = [];
    readFrames(
      source,
      ({ message, block }) => got.push(`${(message as { op: string }).op} ${block.toString()}`),
      (why) => faults.push(why),
    );
    for (const byte of bytes) source.emit('data', Buffer.from([byte]));
    source.emit('data', bytes);
    expect(got).toEqual(['run block', 'x ', 'run block', 'x ']);
    source.emit('data', Buffer.alloc(8, 0xff));
    expect(faults).toEqual(['a frame is too long']);
  });
});

test('of what a process prints only the end is kept, lines or not', () => {
  const tail = new Tail();
  const source = new PassThrough();
  tail.follow(source);
  for (let i = 0; i < 200; i++) source.emit('data', Buffer.alloc(1024 * 1024, 'x'));
  source.emit('data', Buffer.from('\nthe last words\n'));
  expect(tail.lines.at(-1)).toBe('the last words');
  expect(tail.lines.join('').length).toBeLessThan(16 * 1024);
});
