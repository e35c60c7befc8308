import { existsSync, lstatSync, readFileSync, realpathSync } from 'node:fs';
import { dirname } from 'node:path';
import { systemPaths } from './empty-image';
import type { SandboxFolders } from './sandbox';

/**
 * `--mount` arguments of podman and Docker: system libraries, this Node and the given folders read-only at their own paths, and the one that may be
 * written to. Each is quoted as CSV, since paths may hold commas.
 */
export function mountArguments({ readOnly, writable }: SandboxFolders): string[] {
  const system = [...systemPaths, '/etc/ld.so.cache'].filter((path) => lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === false);
  const node = dirname(dirname(realpathSync(process.execPath)));
  const shown = [...system, ...(node.startsWith('/usr') ? [] : [node]), ...readOnly];
  const work = writable !== null && existsSync(writable) ? writable : null;
  // What is mounted below a folder keeps its own right to be written to, so each of those is made read-only as well.
  const closed = new Set(shown.flatMap((path) => [path, ...mountsBelow(path)]));
  if (work !== null) closed.delete(work);
  return [...[...closed].flatMap((path) => mount(path, ['readonly'])), ...(work === null ? [] : mount(work, []))];
}

function mount(path: string, more: readonly string[]): string[] {
  const fields = ['type=bind', `src=${path}`, `dst=${path}`].map((field) => (/[",]/.test(field) ? `"${field.replaceAll('"', '""')}"` : field));
  return ['--mount', [...fields, ...more].join(',')];
}

/** Mount points of this machine below a folder. */
function mountsBelow(folder: string): string[] {
  const paths = readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => (line.split(' ')[1] ?? '').replaceAll(/\\([0-7]{3})/g, (_, octal: string) => String.fromCharCode(Number.parseInt(octal, 8))));
  return paths.filter((path) => path.startsWith(`${folder}/`) && existsSync(path));
}
