import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { toolchainForTests } from '@/testing/toolchains';
import { aimass } from './command-line';
import type { ControlApi } from './control-api';
import { adminKey, expect, test } from './fixtures';

/** Files that are broken, hostile or too much, through the public API: each fails with a code of its own, and the installation goes on. */
const run = promisify(execFile);
const program = join(import.meta.dirname, '../frameworks/testing/hostile_models.py');
let folder: string;
const made = { tensorflow: false, mxnet: false, 'sklearn-1.9': false };

test.beforeAll(async () => {
  test.setTimeout(300_000);
  folder = mkdtempSync(join(tmpdir(), 'aimass-hostile-'));
  for (const line of ['tensorflow', 'mxnet', 'sklearn-1.9'] as const) {
    const toolchain = await toolchainForTests(line);
    if (toolchain === null) continue;
    await run(toolchain.python, ['-I', '-B', program, folder, ...(line === 'tensorflow' ? ['no-variables', 'too-large', 'loud'] : [])], { timeout: 280_000 });
    made[line] = true;
  }
});
test.afterAll(() => rmSync(folder, { recursive: true, force: true }));

interface Version {
  readonly state: string;
  readonly reason: { readonly code: string; readonly message: string; readonly fix: string; readonly evidence: string } | null;
  readonly checks: readonly { readonly step: string; readonly result: string; readonly evidence: string }[];
}

/** Registers what lies at `paths` and gives the version as it ended. */
async function pushed(url: string, api: ControlApi, name: string, paths: readonly string[], flags: readonly string[] = []): Promise<Version> {
  await aimass(url, ['models', 'push', ...paths, '--name', name, '--json', ...flags]);
  const version = await api.must<Version>('GET', `/api/v1/models/${name}/versions/1`);
  expect(JSON.stringify(version), name).not.toMatch(/INTERNAL|server failed/);
  return version;
}

/** A pickle of an estimator that another version of scikit-learn has saved. */
function savedBy(version: string): Buffer {
  const text = (words: string): string => `X${String.fromCharCode(words.length)}\0\0\0${words}`;
  return Buffer.from(`\x80\x02csklearn.linear_model._logistic\nLogisticRegression\n)\x81}(${text('_sklearn_version')}${text(version)}ub.`, 'latin1');
}

for (const version of ['1.99.0', '2.1.0', '1.1.3', '0.24.2']) {
  test(`a file of scikit-learn ${version} is refused with the versions there are`, async ({ installation, api }) => {
    const file = join(folder, `of-${version}.pkl`);
    writeFileSync(file, savedBy(version));
    const { state, reason } = await pushed(installation.url, api, `of-${version.replaceAll('.', '-')}`, [file]);
    expect({ state, reason }).toMatchObject({ state: 'Failed', reason: { code: 'MODEL_VERSION_UNSUPPORTED', message: expect.stringContaining(version) } });
    expect(reason?.message).toContain('1.9');
  });
}

test('names with zero bytes and halves of characters are refused and shown, and do not stop the check', async ({ installation, api }) => {
  const file = join(folder, 'zero.pkl');
  writeFileSync(file, Buffer.from('\x80\x04\x8c\x03os\0\x8c\x09sys\xed\xa0\x80tem\x93)R.', 'latin1'));
  const { state, reason } = await pushed(installation.url, api, 'zero-bytes', [file]);
  expect({ state, reason }).toMatchObject({ state: 'Failed', reason: { code: 'MODEL_UNSAFE', evidence: expect.stringContaining('os') } });
});

test('a symbol without its parameters, and one with a shape that does not fit', async ({ installation, api }) => {
  test.skip(!made.mxnet, 'the environment mxnet is not built');
  const pair = ['net-symbol.json', 'net-0000.params'].map((name) => join(folder, 'pair', name));
  expect(await pushed(installation.url, api, 'half-a-pair', pair.slice(0, 1))).toMatchObject({ state: 'Failed', reason: { code: 'MODEL_FILE_CORRUPT' } });
  const wrong = await pushed(installation.url, api, 'wrong-shape', pair, ['--shape', 'data=7']);
  expect(wrong).toMatchObject({
    state: 'Failed',
    reason: { code: 'MODEL_SIGNATURE_UNSUPPORTED', message: expect.stringContaining('7'), fix: expect.stringContaining('shape') },
  });
});

test('a SavedModel without its variables, and one that wants a hundred gigabytes', async ({ installation, api }) => {
  test.skip(!made.tensorflow, 'the environment tensorflow is not built');
  test.setTimeout(300_000);
  const missing = await pushed(installation.url, api, 'no-variables', [join(folder, 'no-variables')]);
  expect(missing).toMatchObject({ state: 'Failed', reason: { code: 'MODEL_FILE_CORRUPT', message: expect.stringContaining('variables/') } });
  expect(await pushed(installation.url, api, 'too-large', [join(folder, 'too-large')])).toMatchObject({
    state: 'Failed',
    reason: { code: 'MODEL_OUT_OF_MEMORY' },
  });
});

test('a model that prints a gigabyte is served, and none of it is kept', async ({ installation, api }) => {
  test.skip(!made.tensorflow, 'the environment tensorflow is not built');
  test.setTimeout(300_000);
  const version = await pushed(installation.url, api, 'loud', [join(folder, 'loud')], ['--runtime', 'native']);
  expect(version).toMatchObject({ state: 'Ready' });
  expect(JSON.stringify(version).length).toBeLessThan(100_000);
  const logs = filesBelow(join(installation.dataDir, 'logs'));
  expect(logs.reduce((sum, file) => sum + statSync(file).size, 0)).toBeLessThan(50 * 1024 ** 2);
});

test('a call that never comes back ends at its deadline; the replica is replaced, and other calls go on', async ({ installation, api }) => {
  test.skip(!made['sklearn-1.9'], 'the environment sklearn-1.9 is not built');
  test.setTimeout(300_000);
  const reads = await pushed(installation.url, api, 'reads-files', [join(folder, 'reads.joblib')]);
  expect(reads).toMatchObject({ state: 'Failed', reason: { code: 'MODEL_UNSAFE', message: expect.stringContaining('names of files') } });
  const deployed = await aimass(installation.url, ['deploy', join(folder, 'hangs.joblib'), '--name', 'hangs', '--runtime', 'native', '--wait', '--json']);
  expect(deployed.stderr).toBe('');
  const ask = (text: string, timeoutMs: number) =>
    fetch(`${installation.url}/v1/endpoints/hangs/predict`, {
      method: 'POST',
      headers: { authorization: `Bearer ${adminKey}`, 'content-type': 'application/json', 'x-aimass-timeout-ms': String(timeoutMs) },
      body: JSON.stringify({ rows: [[text]] }),
    });
  expect((await ask('good fine', 20_000)).status).toBe(200);
  const startedAt = performance.now();
  const hung = await ask('q'.repeat(60), 1_500);
  expect(hung.status).toBe(504);
  expect(performance.now() - startedAt).toBeLessThan(6_000);
  await api.until('it answers again', async () => (await ask('good fine', 20_000)).status === 200, 120_000);
  await api.must('DELETE', '/api/v1/endpoints/hangs');
});

test('the same bytes uploaded twice are stored once', async ({ installation, api }) => {
  const file = join(folder, 'twice.onnx');
  const onnx = readFileSync(join(import.meta.dirname, '../frameworks/testing/models/embedding.onnx'));
  writeFileSync(file, onnx);
  const before = new Set(filesBelow(installation.dataDir));
  for (const name of ['bytes-once', 'bytes-twice']) expect(await pushed(installation.url, api, name, [file])).toMatchObject({ state: 'Ready' });
  const added = filesBelow(installation.dataDir).filter(
    (path) => !before.has(path) && statSync(path).size === onnx.byteLength && readFileSync(path).equals(onnx),
  );
  expect(added.map((path) => path.replace(installation.dataDir, '').replace(/[0-9a-f]{8,}/g, '…'))).toHaveLength(1);
});

function filesBelow(root: string): string[] {
  mkdirSync(root, { recursive: true });
  return readdirSync(root, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name));
}
