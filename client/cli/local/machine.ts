import { isAppError } from '@/core/errors';
import { textOf } from '@/core/sentences/sentence';
import { examineSandbox, measureStart } from '@/frameworks/sandbox';
import { findPython, listToolchains } from '@/frameworks/toolchains';
import { containerPlaces, foundWords, openEngine } from '@/providers/containers/engine';
import { bytes } from '../output';
import { localPaths, localPlaces } from './places';

export interface MachineFinding {
  readonly what: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly fix?: string;
}

/** What this machine has for models of other frameworks: Python, their environments, a sandbox that holds, and what runs container images. */
export async function examineMachine(): Promise<MachineFinding[]> {
  return [await python(), await toolchains(), await sandbox(), await containers()];
}

async function python(): Promise<MachineFinding> {
  try {
    const { executable, version } = await findPython();
    return { what: 'python', ok: true, detail: `${version}, ${executable}` };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { what: 'python', ok: false, detail: error.message, fix: textOf(error.details.fix ?? '') };
  }
}

async function toolchains(): Promise<MachineFinding> {
  const places = localPlaces();
  const { lines, bytes: size } = await listToolchains(places);
  const built = lines.filter(({ installed }) => installed !== null).map(({ line }) => line);
  const source = places.wheels === null ? 'from the package index' : `from the wheels in ${places.wheels}`;
  const detail = built.length === 0 ? `none built yet; each is built on first need ${source}` : `${built.join(', ')}; ${bytes(size)} in ${places.folder}`;
  return { what: 'toolchains', ok: true, detail };
}

async function sandbox(): Promise<MachineFinding> {
  const { sandbox: opened, detail, fix } = await examineSandbox(containerPlaces(localPaths()));
  if (!opened.holds) return { what: 'sandbox', ok: false, detail: detail.text, ...(fix === null ? {} : { fix: fix.text }) };
  const { bareMs, sandboxMs } = await measureStart(opened);
  return { what: 'sandbox', ok: true, detail: `${detail.text} It adds ${Math.max(0, sandboxMs - bareMs).toFixed(1)} ms to a start.` };
}

async function containers(): Promise<MachineFinding> {
  try {
    return { what: 'containers', ok: true, detail: foundWords(await openEngine(containerPlaces(localPaths()))).text };
  } catch (error) {
    if (!isAppError(error)) throw error;
    return { what: 'containers', ok: false, detail: textOf(error.details.detail ?? error.message), fix: textOf(error.details.fix ?? '') };
  }
}
