import { execFile } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { repositoryRoot } from '@/core/bundle';
import { findToolchain, type Toolchain } from '@/frameworks/toolchains';

const run = promisify(execFile);

/** Python environments for tests lie beside the checkout's other caches, so that they are built once (`testing/build-toolchains.ts`). */
export const toolchainSettings = { AIMASS_DATA_DIR: '.data', AIMASS_TOOLCHAINS: join(repositoryRoot(), '.cache', 'toolchains') } as const;

/** The lines that tests use. */
export const testedLines = ['sklearn-1.9', 'sklearn-1.5', 'tensorflow', 'mxnet'] as const;

/** The environment of a line; null where it could not be built, and tests that need it are skipped. */
export function toolchainForTests(line: (typeof testedLines)[number]): Promise<Toolchain | null> {
  return findToolchain(line, { folder: toolchainSettings.AIMASS_TOOLCHAINS });
}

/** Trains the models of `frameworks/testing/train` in their own framework. @returns the folder with models and answers; the caller removes it */
export async function trainModels(line: (typeof testedLines)[number]): Promise<string | null> {
  const toolchain = await toolchainForTests(line);
  if (toolchain === null) return null;
  const folder = mkdtempSync(join(tmpdir(), `aimass-${line}-`));
  const program = join(repositoryRoot(), 'frameworks', 'testing', 'train', `${line.split('-')[0]}_models.py`);
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: folder, LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1', NODE_ENV: 'test' };
  await run(toolchain.python, ['-I', '-B', program, folder], { cwd: folder, env, maxBuffer: 64 * 1024 ** 2, timeout: 300_000 });
  return folder;
}
