import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '@/core/bundle';
import { toolchainForTests } from '@/testing/toolchains';
import { plainSandbox } from '../sandbox';
import { findPython } from '../toolchains';
import { type Scan, scanFile } from './scan';
import { judgeScan, Quarantined } from './verdict';

const run = promisify(execFile);
const own = join(repositoryRoot(), 'frameworks');
const folder = mkdtempSync(join(tmpdir(), 'aimass-attacks-'));
const canary = join(folder, 'canary');
const attacks = join(folder, 'attacks');
let names: string[];
let python: Awaited<ReturnType<typeof findPython>>;

beforeAll(async () => {
  mkdirSync(attacks);
  python = await findPython();
  const { stdout } = await run(python.executable, ['-I', '-B', join(own, 'testing/attacks.py'), attacks, canary]);
  names = stdout.trim().split('\n');
}, 60_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** All of them in one process: `scan.py` is what control runs for each. */
async function scanAll(): Promise<Map<string, Scan>> {
  const program = [
    'import json, os, sys',
    `sys.path.insert(0, ${JSON.stringify(join(own, 'python'))})`,
    'import scan',
    'print(json.dumps({name: scan.scan_pickle(os.path.join(sys.argv[1], name)) for name in os.listdir(sys.argv[1])}))',
  ].join('\n');
  const { stdout } = await run(python.executable, ['-I', '-B', '-c', program, attacks], { maxBuffer: 64 * 1024 ** 2 });
  return new Map(Object.entries(JSON.parse(stdout) as Record<string, Scan>));
}

const found = { framework: 'sklearn', format: 'pickle', entry: 'model.pkl' } as const;

function verdictOf(scan: Scan): string {
  try {
    judgeScan(found, scan, new Set());
    return 'passed';
  } catch (error) {
    return error instanceof Quarantined ? 'quarantined' : String((error as { code?: unknown }).code);
  }
}

describe('pickles that would run code', () => {
  test('over three hundred, in all protocols and compressions: each refused by name, none executed', async () => {
    const scans = await scanAll();
    expect(names.length).toBeGreaterThan(300);
    const verdicts = new Map(names.map((name) => [name, verdictOf(scans.get(name) as Scan)]));
    const passed = [...verdicts]
      .filter(([, verdict]) => verdict === 'passed')
      .map(([name]) => name)
      .sort();
    // Bytes within bytes are data: the loader gives them back unread, as the test below sees. Nothing but brackets is data as well.
    expect(passed).toEqual(['deep', 'twice-nested']);
    const quarantined = [...verdicts].filter(([, verdict]) => verdict === 'quarantined').map(([name]) => name);
    const looked = ['main-class', 'numpy-apply', 'numpy-frompyfunc', 'numpy-vectorize', 'sklearn-function', 'unknown-package', 'xgboost-load'];
    expect(quarantined.sort()).toEqual(['long-name', ...looked.flatMap((name) => [`hand-${name}`, `stack-${name}`])].sort());
    expect(existsSync(canary)).toBe(false);
  }, 60_000);

  test('the loader refuses them as well, without the scan before it', async (ctx) => {
    const toolchain = await toolchainForTests('sklearn-1.9');
    if (toolchain === null) return ctx.skip('the environment sklearn-1.9 is not built');
    const program = [
      'import os, sys',
      `sys.path[:0] = [${JSON.stringify(join(own, 'python'))}, ${JSON.stringify(join(own, 'sklearn'))}]`,
      'import tool, unpickle',
      'for name in sorted(os.listdir(sys.argv[1])):',
      '    try:',
      '        unpickle.load_pickle(os.path.join(sys.argv[1], name), [])',
      '        print(name)',
      '    except BaseException:',
      '        pass',
    ].join('\n');
    const { stdout } = await run(toolchain.python, ['-I', '-B', '-c', program, attacks], { cwd: folder, timeout: 100_000 });
    expect(stdout.trim().split('\n')).toEqual(['deep', 'twice-nested']);
    expect(existsSync(canary)).toBe(false);
  }, 120_000);

  test('an approval lets pass the approved names and no others, and never a dangerous one', async () => {
    const scans = await scanAll();
    const unknown = scans.get('hand-unknown-package') as Scan;
    expect(judgeScan(found, unknown, new Set(['somebodys_package.models.Estimator'])).line).toBe('sklearn-1.9');
    expect(() => judgeScan(found, unknown, new Set(['somebodys_package.models.Other']))).toThrow(Quarantined);
    expect(() => judgeScan(found, scans.get('hand-os-system') as Scan, new Set(['os.system']))).toThrow(expect.objectContaining({ code: 'MODEL_UNSAFE' }));
  });

  test('through the process that control starts', async () => {
    const scan = await scanFile(join(attacks, 'packed-zlib'), 'pickle', attacks, { python, sandbox: plainSandbox });
    expect(scan).toMatchObject({ compression: 'zlib', damaged: null, globals: [['posix', 'system', 'dangerous']] });
    const text = await scanFile(join(own, 'python/scan.py'), 'pickle', join(own, 'python'), { python, sandbox: plainSandbox });
    expect(text).toMatchObject({ notPickle: true, damaged: expect.objectContaining({ code: expect.stringMatching(/^pickleFaults\./) }) });
  });
});

test('SavedModels, Keras files and MXNet symbols: over two hundred that reach outside, each refused with its operator, layer or link', async (ctx) => {
  const toolchain = await toolchainForTests('tensorflow');
  if (toolchain === null) return ctx.skip('the environment tensorflow is not built');
  const graphs = join(folder, 'graphs');
  mkdirSync(graphs);
  const { stdout } = await run(toolchain.python, ['-I', '-B', join(own, 'testing/graph_attacks.py'), graphs], { timeout: 280_000, maxBuffer: 8 * 1024 ** 2 });
  const said = Object.entries(JSON.parse(stdout) as Record<string, string>);
  expect(said.length).toBeGreaterThan(200);
  expect(said.filter(([, words]) => words === 'passed').map(([name]) => name)).toEqual(said.filter(([name]) => name.includes('-good')).map(([name]) => name));
  const others = said.filter(([, words]) => !/^(passed|MODEL_UNSAFE: .+)/.test(words)).map(([name]) => name);
  const broken = ['variables-missing', 'keras-own-package', 'h5-own-package', 'mxnet-forward', 'mxnet-itself', 'mxnet-negative', 'mxnet-head-beyond'];
  expect(others.sort()).toEqual(broken.sort()); // damaged or not complete, each with a code of its own
  expect(Object.fromEntries(said)['function-ReadFile']).toBe('MODEL_UNSAFE: operatorsOutside: ReadFile (reads files) in serve, node evil');
  expect(existsSync('/tmp/aimass-escaped')).toBe(false);
}, 300_000);

describe('versions', () => {
  const scan: Scan = { version: '1.5.2', kerasVersion: null, top: '', globals: [], damaged: null, notPickle: false, compression: null };

  test('a file is loaded with its own minor version; without one with the newest', () => {
    expect(judgeScan(found, scan, new Set()).line).toBe('sklearn-1.5');
    expect(judgeScan(found, { ...scan, version: null }, new Set()).line).toBe('sklearn-1.9');
    expect(judgeScan({ ...found, framework: 'tensorflow', format: 'keras' }, { ...scan, kerasVersion: '2.15.0' }, new Set()).line).toBe('tensorflow-keras2');
    expect(judgeScan({ ...found, framework: 'tensorflow', format: 'keras' }, { ...scan, kerasVersion: '3.1.0' }, new Set()).line).toBe('tensorflow');
  });

  test.each(['0.24.2', '1.1.3', '1.17.0', '2.0.0'])('scikit-learn %s is refused with the versions there are', (version) => {
    expect(() => judgeScan(found, { ...scan, version }, new Set())).toThrow(
      expect.objectContaining({ code: 'MODEL_VERSION_UNSUPPORTED', message: expect.stringContaining(version) }),
    );
  });

  test('a file that ends too early is damaged, with where', () => {
    expect(() => judgeScan(found, { ...scan, damaged: 'it ends within an array' }, new Set())).toThrow(expect.objectContaining({ code: 'MODEL_FILE_CORRUPT' }));
  });
});
