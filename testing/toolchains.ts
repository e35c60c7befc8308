import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
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

/**
 * Models of `frameworks/testing/train`, trained in their own framework once for each state of the program and the environment, and kept beside them:
 * NAME.json says what was saved and how it answers. @returns a folder that nobody writes to; null where the environment could not be built
 */
export async function trainedModels(line: (typeof testedLines)[number]): Promise<string | null> {
  const toolchain = await toolchainForTests(line);
  if (toolchain === null) return null;
  const program = join(repositoryRoot(), 'frameworks', 'testing', 'train', `${line.split('-')[0]}_models.py`);
  const state = createHash('sha256').update(readFileSync(program)).update(toolchain.python).digest('hex').slice(0, 24);
  const folder = join(repositoryRoot(), '.cache', 'trained', `${line}-${state}`);
  if (existsSync(folder)) return folder;
  const made = `${folder}.${process.pid}`;
  mkdirSync(made, { recursive: true });
  const env: NodeJS.ProcessEnv = { PATH: process.env.PATH ?? '/usr/bin:/bin', HOME: made, LANG: 'C.UTF-8', PYTHONDONTWRITEBYTECODE: '1', NODE_ENV: 'test' };
  await run(toolchain.python, ['-I', '-B', program, made], { cwd: made, env, maxBuffer: 64 * 1024 ** 2, timeout: 300_000 });
  try {
    renameSync(made, folder);
  } catch (error) {
    if (!existsSync(folder)) throw error;
    rmSync(made, { recursive: true, force: true }); // another test has trained them meanwhile
  }
  return folder;
}
