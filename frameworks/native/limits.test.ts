import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { descendants } from '@/chaos/processes';
import { repositoryRoot } from '@/core/bundle';
import { toolchainForTests, toolchainSettings } from '@/testing/toolchains';
import type { StepReport } from '../inspect/job';
import { toolchainPlaces } from '../toolchains';
import { examineNative } from './examine';

const run = promisify(execFile);
const folder = mkdtempSync(join(tmpdir(), 'aimass-limits-'));
let built = false;

beforeAll(async () => {
  const toolchain = await toolchainForTests('tensorflow');
  if (toolchain === null) return;
  const program = join(repositoryRoot(), 'frameworks', 'testing', 'hostile_models.py');
  await run(toolchain.python, ['-I', '-B', program, folder, 'loops-when-loaded', 'loops-when-asked'], { timeout: 400_000 });
  built = true;
}, 420_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Importing TensorFlow takes 6 to 9 s of processor time. */
const nativeLimits = { wallMs: 400_000, cpuMs: 14_000, memoryBytes: 3 * 1024 ** 3 };

test.for([
  ['loops-when-loaded', 'load', 'MODEL_LOAD_TIMEOUT'],
  ['loops-when-asked', 'predict', 'MODEL_PREDICTION_FAILED'],
] as const)('a model that %s is ended and fails at that step; nothing of it runs on', { timeout: 420_000 }, async ([name, at, code], ctx) => {
  if (!built) return ctx.skip('the environment tensorflow is not built');
  const reports: StepReport[] = [];
  const found = { framework: 'tensorflow', format: 'savedmodel', entry: '' } as const;
  const job = {
    found,
    folder: join(folder, name),
    work: join(folder, `${name}-work`),
    wishes: {},
    runtime: 'auto',
    approved: [],
    model: 'm',
    version: 1,
    sample: null,
  } as const;
  const options = {
    onStep: (report: StepReport) => reports.push(report),
    toolchains: toolchainPlaces({ ...toolchainSettings, AIMASS_WHEELS: undefined }),
    nativeLimits,
  };
  await expect(examineNative(job, options)).rejects.toMatchObject({ failure: { code } });
  expect(reports.at(-1)).toMatchObject({ step: at, result: 'Failed', code });
  expect(descendants(process.pid).filter(({ title }) => title.includes('tool.py'))).toEqual([]);
});
