import { join } from 'node:path';
import { repositoryRoot } from '@/core/bundle';
import type { FoundNative } from '@/core/native-model';
import { faultSentence, pickleFaults } from '@/core/sentences/python';
import type { Words } from '@/core/sentences/sentence';
import { InspectionAborted } from '../inspect/aborted';
import { type ProcessLimits, runLimited } from '../limited-process';
import type { Sandbox } from '../sandbox';
import type { Python } from '../toolchains';

export type Verdict = 'allowed' | 'unknown' | 'dangerous';

/** What a file says of itself; nothing in it was executed. */
export interface Scan {
  readonly version: string | null;
  readonly kerasVersion: string | null;
  /** Class of the outermost object. */
  readonly top: string;
  readonly globals: readonly (readonly [module: string, name: string, verdict: Verdict])[];
  /** Why it cannot be read; null when it can. */
  readonly damaged: Words | null;
  readonly notPickle: boolean;
  readonly compression: string | null;
}

const limits: ProcessLimits = { wallMs: 120_000, cpuMs: 120_000, memoryBytes: 2 * 1024 ** 3 };

/** Reads version and names out of a model file with Python's own library, in the sandbox. @throws InspectionAborted */
export async function scanFile(
  file: string,
  format: FoundNative['format'],
  folder: string,
  place: { python: Python; sandbox: Sandbox },
  signal?: AbortSignal,
): Promise<Scan> {
  const own = join(repositoryRoot(), 'frameworks', 'python');
  const { python, sandbox } = place;
  const readOnly = [own, folder, ...(python.base === '/usr' ? [] : [python.base])];
  const env = { HOME: '/tmp', LANG: 'C.UTF-8' };
  const wrapped = sandbox.wrap(
    [python.executable, '-I', '-B', '-S', '-c', `import sys; sys.path.insert(0, ${JSON.stringify(own)}); import scan; scan.main()`],
    { readOnly, writable: null },
    { env, limits: { memoryBytes: limits.memoryBytes } },
  );
  let text = '';
  const ended = await runLimited(
    { ...wrapped, cwd: '/', env: { PATH: process.env.PATH ?? '/usr/bin:/bin', ...env }, input: JSON.stringify({ file, format }) },
    limits,
    (line) => (text += line),
    signal,
  );
  if (ended.by === 'caller') throw new InspectionAborted();
  if (ended.by === 'itself' && ended.code === 0) return readScan(text);
  const why =
    ended.by === 'memory'
      ? pickleFaults.scanMemory()
      : ended.by === 'itself'
        ? pickleFaults.scanEnded({ how: String(ended.signal ?? ended.code), said: ended.log.at(-1) ?? '' })
        : pickleFaults.scanTime();
  return { version: null, kerasVersion: null, top: '', globals: [], damaged: why, notPickle: false, compression: null };
}

/** The scan names a phrase where the file is damaged. */
function readScan(text: string): Scan {
  const scan = JSON.parse(text) as Omit<Scan, 'damaged'> & { readonly damaged: { readonly phrase: string; readonly said: string } | null };
  return { ...scan, damaged: scan.damaged === null ? null : faultSentence(scan.damaged) };
}
