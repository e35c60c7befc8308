import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { AppError } from '@/core/errors';
import { sandboxWords } from '@/core/sentences/sandbox';
import type { Sentence } from '@/core/sentences/sentence';
import { bareBubblewrap, bubblewrap } from './bubblewrap';
import { openControlGroups } from './control-groups';
import { type Attempt, tryEscapes } from './escapes';
import { filterFile } from './filter-file';
import { plainSandbox, type Sandbox } from './sandbox';

/** What this machine has, and what was tried against it. */
export interface SandboxReport {
  readonly sandbox: Sandbox;
  readonly detail: Sentence;
  readonly fix: Sentence | null;
  readonly attempts: readonly Attempt[];
}

const run = promisify(execFile);
let known: Promise<SandboxReport> | null = null;

/** The best this machine has, tried once for each process: bubblewrap from which nothing got out, else a plain process, which is for ONNX only. */
export async function openSandbox(): Promise<Sandbox> {
  return (await examineSandbox()).sandbox;
}

/**
 * A sandbox that may hold code of strangers, for formats that run code when they are loaded.
 * @throws AppError `SANDBOX_UNAVAILABLE` saying why there is none here, and the fix
 */
export async function requireSandbox(examined = examineSandbox()): Promise<Sandbox> {
  const { sandbox, detail, fix } = await examined;
  if (sandbox.holds) return sandbox;
  throw new AppError('SANDBOX_UNAVAILABLE', { detail: sandboxWords.refused(), reason: detail, evidence: detail, ...(fix === null ? {} : { fix }) });
}

export function examineSandbox(): Promise<SandboxReport> {
  known ??= examine();
  return known;
}

async function examine(): Promise<SandboxReport> {
  if (process.platform !== 'linux') return without(sandboxWords.notLinux(), sandboxWords.runOnLinux());
  const bare = await starts(bareBubblewrap);
  if (bare !== null) {
    const missing = /ENOENT|bwrap: (not found|No such file)|not found/.test(bare);
    return missing ? without(sandboxWords.notInstalled(), sandboxWords.install()) : without(sandboxWords.notAllowed({ said: bare }), sandboxWords.allow());
  }
  const groups = openControlGroups();
  const file = filterFile();
  const filtered = bubblewrap({ filterFile: file, groups, holds: true });
  const isFiltered = file !== null && (await starts(filtered)) === null;
  const sandbox = isFiltered ? filtered : bubblewrap({ filterFile: null, groups, holds: true });
  let attempts: Attempt[];
  try {
    attempts = await tryEscapes(sandbox, isFiltered);
  } catch (error) {
    return without(sandboxWords.notAllowed({ said: error instanceof Error ? error.message : String(error) }), sandboxWords.update());
  }
  const escapes = attempts.filter(({ escaped }) => escaped);
  if (escapes.length > 0) {
    const what = escapes.map(({ name, said }) => `${name} (${said})`);
    return without(sandboxWords.escaped({ what }), sandboxWords.update(), attempts);
  }
  const limits = groups.works ? sandboxWords.byCgroups() : sandboxWords.byWatch();
  return { sandbox, detail: sandboxWords.holds({ attempts: attempts.length, limits }), fix: null, attempts };
}

function without(why: Sentence, fix: Sentence, attempts: readonly Attempt[] = []): SandboxReport {
  return { sandbox: plainSandbox, detail: sandboxWords.missing({ why }), fix, attempts };
}

/** Null once a program ran in it, else what was said instead. */
async function starts(sandbox: Sandbox): Promise<string | null> {
  const { command, args } = sandbox.wrap([process.execPath, '--version'], { readOnly: [], writable: null });
  try {
    await run(command, args, { timeout: 10_000, env: { NODE_ENV: 'production', PATH: process.env.PATH } });
    return null;
  } catch (error) {
    const said = (error as { stderr?: string }).stderr?.trim() ?? '';
    return said === '' ? String(error) : said;
  }
}
