import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { toolchainWords } from '@/core/sentences/toolchains';
import { withBuildLock } from './build-lock';
import { installerEnvironment, runCommand } from './command';
import { buildFailure } from './failure';
import { describe, findToolchain, folderBytes, noteName, type Toolchain, type ToolchainNote } from './installed';
import { type Lock, readLock, type ToolchainLine, toolchainLine } from './lines';
import type { ToolchainPlaces } from './places';
import { InstallProgress, type ToolchainProgress } from './progress';
import { findPython, type Python } from './python';
import { installUv } from './uv';

export interface BuildOptions extends ToolchainPlaces {
  readonly signal: AbortSignal;
  readonly onProgress: (progress: ToolchainProgress) => void;
}

export function buildLockFile(folder: string): string {
  return join(folder, 'building.lock');
}

/**
 * Builds the environment of a line in a folder of its own beside the others and moves it into place once it is whole. One process builds at a time;
 * what was downloaded stays in the cache, so that a build that was cut off goes on where it was.
 * @throws AppError `TOOLCHAIN_PYTHON_MISSING`, `TOOLCHAIN_BUILD_FAILED`, `STORAGE_FULL`; the signal's reason
 */
export async function buildToolchain(name: string, options: BuildOptions): Promise<Toolchain> {
  const line = toolchainLine(name);
  const lock = readLock(line);
  const of = Object.keys(lock.packages).length;
  const told = (phase: ToolchainProgress['phase'], words: ToolchainProgress['words'], done = 0, bytes = 0): void =>
    options.onProgress({ phase, packages: { done, of }, bytes, words });
  const onWait = (pid: number): void => told('waiting', toolchainWords.waiting({ pid }));
  return withBuildLock(buildLockFile(options.folder), { signal: options.signal, onWait }, async () => {
    const ready = await findToolchain(name, options);
    if (ready !== null) return ready;
    await removeLeftovers(options.folder);
    const python = await findPython();
    const onInstall = (version: string): void => told('preparing', toolchainWords.installingUv({ version }));
    const uv = await installUv(python, options, { signal: options.signal, onInstall });
    const draft = join(options.folder, `${draftPrefix}${lock.hash}`);
    try {
      const progress = new InstallProgress(of, options.onProgress);
      await install({ line, lock, python, uv, draft, progress, options });
      told('trying', toolchainWords.trying({ name }), of, progress.bytes);
      await tryIt(line, lock, draft, options);
      const note: ToolchainNote = {
        line: name,
        pythonVersion: python.version,
        pythonBase: python.base,
        bytes: await folderBytes(draft),
        builtAt: new Date().toISOString(),
      };
      await writeFile(join(draft, noteName), `${JSON.stringify(note)}\n`, { flush: true });
      const folder = join(options.folder, lock.hash);
      await rm(folder, { recursive: true, force: true }); // one whose Python is gone
      await rename(draft, folder);
      told('ready', toolchainWords.ready({ line: name, packages: of, size: note.bytes }), of, progress.bytes);
      return describe(line, lock, folder, note);
    } finally {
      await rm(draft, { recursive: true, force: true });
    }
  });
}

const draftPrefix = '.building-';

/** Of builds that were killed: nobody else builds while we have the lock. */
async function removeLeftovers(folder: string): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const left = (await readdir(folder)).filter((name) => name.startsWith(draftPrefix) || name.startsWith('.uv-'));
  for (const name of left) await rm(join(folder, name), { recursive: true, force: true });
}

interface Build {
  readonly line: ToolchainLine;
  readonly lock: Lock;
  readonly python: Python;
  readonly uv: string;
  readonly draft: string;
  readonly progress: InstallProgress;
  readonly options: BuildOptions;
}

async function install({ line, lock, python, uv, draft, progress, options }: Build): Promise<void> {
  const { wheels, folder, signal } = options;
  const cache = process.env.UV_CACHE_DIR ?? join(folder, 'cache');
  const index = process.env.PIP_INDEX_URL;
  const env = installerEnvironment({
    UV_CACHE_DIR: cache,
    UV_PYTHON_DOWNLOADS: 'never',
    ...(index === undefined || process.env.UV_DEFAULT_INDEX !== undefined ? {} : { UV_DEFAULT_INDEX: index }),
  });
  const failed = (log: readonly string[]): Error =>
    buildFailure({ detail: toolchainWords.notBuilt({ line: line.name }), line: line.name, lockFile: lock.file, folder, wheels, log });
  const made = await runCommand([uv, 'venv', '--quiet', '--no-project', '--relocatable', '--python', python.executable, draft], { env, signal });
  if (made.code !== 0) throw failed(made.log);
  // The lock is whole, so nothing is resolved; wheels only, since building from source would run a package's code here.
  const asked = ['--require-hashes', '--no-deps', '--only-binary', ':all:', '--compile-bytecode', '-r', lock.file];
  const command = [uv, 'pip', 'install', '--python', join(draft, 'bin', 'python'), ...asked];
  const sources = wheels === null ? [['--offline'], []] : [['--no-index', '--find-links', wheels]];
  let log: readonly string[] = [];
  for (const source of sources) {
    // First what the cache holds, which takes a second; then the index.
    const result = await runCommand([...command, ...source], { env, signal, onLine: (said) => progress.read(said) });
    if (result.code === 0) return;
    log = result.log;
  }
  throw failed(log);
}

/** Loads the packages once: a wheel that this machine cannot load shows here, with what is missing, and not at the first model. */
async function tryIt(line: ToolchainLine, lock: Lock, draft: string, options: BuildOptions): Promise<void> {
  const code = line.modules.map((module) => `import ${module}`).join('\n');
  const env = { PATH: process.env.PATH, NODE_ENV: 'production', TF_CPP_MIN_LOG_LEVEL: '2' } as const;
  const { code: ended, log } = await runCommand([join(draft, 'bin', 'python'), '-I', '-B', '-c', code], { env, signal: options.signal });
  if (ended === 0) return;
  throw buildFailure({ ...options, detail: toolchainWords.doesNotLoad({ line: line.name }), line: line.name, lockFile: lock.file, wheels: null, log });
}
