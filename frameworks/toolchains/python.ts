import { readdirSync } from 'node:fs';
import { access, constants } from 'node:fs/promises';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { AppError } from '@/core/errors';
import { toolchainWords } from '@/core/sentences/toolchains';
import { installerEnvironment, runCommand } from './command';

export interface Python {
  readonly executable: string;
  /** `3.11.7` */
  readonly version: string;
  /** Folder of its standard library and shared objects; a sandbox must show it. */
  readonly base: string;
}

const wanted = '3.11';
/** Older lines of MXNet and scikit-learn have no wheels for a newer one. */
const names = ['python3.11', 'python3', 'python'];
const folders = ['/usr/local/bin', '/usr/bin', '/opt/homebrew/opt/python@3.11/bin', '/opt/homebrew/bin'];
/** Folders in which version managers keep one folder a Python. */
const managers: readonly [folder: string, version: RegExp][] = [
  ['.pyenv/versions', /^3\.11\./],
  ['.local/share/uv/python', /^cpython-3\.11\./],
  ['.asdf/installs/python', /^3\.11\./],
  ['.local/share/mise/installs/python', /^3\.11\./],
];

const question = [
  'import importlib.util, json, platform, sys',
  'has = all(importlib.util.find_spec(name) for name in ("venv", "ensurepip"))',
  'print(json.dumps({"executable": sys.executable, "version": platform.python_version(), "base": sys.base_prefix, "complete": has}))',
].join('\n');

/**
 * Python 3.11 by its name in PATH, then where systems and version managers put it.
 * @throws AppError `TOOLCHAIN_PYTHON_MISSING` with how to get it
 */
export async function findPython(path = process.env.PATH ?? ''): Promise<Python> {
  let incomplete: string | null = null;
  const places = candidates(path);
  for (const place of places) {
    const found = await ask(place);
    if (found === null || !found.version.startsWith(`${wanted}.`)) continue;
    if (found.complete) return { executable: found.executable, version: found.version, base: found.base };
    incomplete ??= place;
  }
  if (incomplete !== null) {
    throw new AppError('TOOLCHAIN_PYTHON_MISSING', { detail: toolchainWords.noVenv({ python: incomplete }), fix: toolchainWords.installVenv() });
  }
  const looked = [...new Set([...path.split(delimiter).filter((folder) => folder !== ''), ...folders])];
  throw new AppError('TOOLCHAIN_PYTHON_MISSING', {
    detail: toolchainWords.noPython(),
    fix: toolchainWords.installPython(),
    evidence: toolchainWords.looked({ places: looked }),
  });
}

function candidates(path: string): string[] {
  const searched = [...path.split(delimiter).filter((folder) => folder.startsWith('/')), ...folders];
  const managed = managers.flatMap(([below, version]) => {
    const folder = join(homedir(), below);
    return foldersIn(folder)
      .filter((name) => version.test(name))
      .map((name) => join(folder, name, 'bin', 'python3.11'));
  });
  return [...new Set([...names.slice(0, 1).flatMap((name) => searched.map((folder) => join(folder, name))), ...managed, ...others(searched)])];
}

function others(searched: readonly string[]): string[] {
  return names.slice(1).flatMap((name) => searched.map((folder) => join(folder, name)));
}

function foldersIn(folder: string): string[] {
  try {
    return readdirSync(folder);
  } catch {
    return []; // that manager is not in use here
  }
}

type Answer = Python & { readonly complete: boolean };

/** Null for what is not there or is no Python. */
async function ask(executable: string): Promise<Answer | null> {
  try {
    await access(executable, constants.X_OK);
    const { code, log } = await runCommand([executable, '-I', '-c', question], { env: installerEnvironment(), signal: AbortSignal.timeout(20_000) });
    return code === 0 ? (JSON.parse(log.at(-1) ?? '') as Answer) : null;
  } catch {
    return null;
  }
}
