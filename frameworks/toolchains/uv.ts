import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { repositoryRoot } from '@/core/bundle';
import { toolchainWords } from '@/core/sentences/toolchains';
import { installerEnvironment, runCommand } from './command';
import { buildFailure } from './failure';
import { pinsOf } from './lines';
import type { ToolchainPlaces } from './places';
import type { Python } from './python';

/** uv of the pinned version and hash, which builds the environments. */
export function uvVersion(): string {
  return pinsOf(readFileSync(lockFile(), 'utf8')).uv ?? '';
}

/**
 * Path of uv; installed by pip into a throw-away environment on the first call, of which only the program is kept.
 * Call it under the build lock.
 * @throws AppError `TOOLCHAIN_BUILD_FAILED`, `STORAGE_FULL`
 */
export async function installUv(
  python: Python,
  places: ToolchainPlaces,
  options: { signal: AbortSignal; onInstall: (version: string) => void },
): Promise<string> {
  const version = uvVersion();
  const program = join(places.folder, `uv-${version}`, 'uv');
  if (existsSync(program)) return program;
  options.onInstall(version);
  const draft = join(places.folder, `.uv-${process.pid}`);
  try {
    await rm(draft, { recursive: true, force: true });
    const env = installerEnvironment(places.wheels === null ? {} : { PIP_NO_INDEX: '1', PIP_FIND_LINKS: places.wheels });
    const pip = [join(draft, 'venv', 'bin', 'python'), '-m', 'pip', 'install', '--disable-pip-version-check', '--no-deps', '--only-binary', ':all:'];
    const steps = [
      [python.executable, '-I', '-m', 'venv', join(draft, 'venv')],
      [...pip, '--require-hashes', '-r', lockFile()],
    ];
    for (const step of steps) {
      const { code, log } = await runCommand(step, { env, signal: options.signal });
      const detail = toolchainWords.uvNotInstalled({ version });
      if (code !== 0) throw buildFailure({ detail, line: 'uv', lockFile: lockFile(), log, ...places });
    }
    await mkdir(join(draft, 'kept'));
    await copyFile(join(draft, 'venv', 'bin', 'uv'), join(draft, 'kept', 'uv'));
    await rename(join(draft, 'kept'), join(places.folder, `uv-${version}`));
    return program;
  } finally {
    await rm(draft, { recursive: true, force: true });
  }
}

function lockFile(): string {
  return join(repositoryRoot(), 'frameworks', 'toolchains', 'uv.lock');
}
