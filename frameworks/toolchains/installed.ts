import { readFileSync } from 'node:fs';
import { lstat, readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type Lock, readLock, type ToolchainLine, toolchainLine } from './lines';
import type { ToolchainPlaces } from './places';

/** A built environment, ready to load models in. */
export interface Toolchain {
  readonly line: string;
  readonly lockHash: string;
  readonly folder: string;
  readonly python: string;
  /** What a sandbox must show for this Python to run: the environment and the base Python's own folder. */
  readonly readOnly: readonly string[];
  readonly packages: Readonly<Record<string, string>>;
}

/** Written last into an environment: what has it was built to its end. */
export const noteSchema = z.object({ line: z.string(), pythonVersion: z.string(), pythonBase: z.string(), bytes: z.number(), builtAt: z.string() });
export type ToolchainNote = z.infer<typeof noteSchema>;
export const noteName = 'toolchain.json';

/** The environment of a line, or null while it is not built, or its Python is gone. */
export async function findToolchain(name: string, { folder: root }: Pick<ToolchainPlaces, 'folder'>): Promise<(Toolchain & { note: ToolchainNote }) | null> {
  const line = toolchainLine(name);
  const lock = readLock(line);
  const folder = join(root, lock.hash);
  const note = readNote(folder);
  if (note === null) return null;
  try {
    await realpath(join(folder, 'bin', 'python'));
  } catch {
    return null; // the Python it was built with was removed: it is built anew with what is there
  }
  return { ...describe(line, lock, folder, note), note };
}

export function describe(line: ToolchainLine, lock: Lock, folder: string, note: ToolchainNote): Toolchain {
  const base = note.pythonBase;
  const python = join(folder, 'bin', 'python');
  return { line: line.name, lockHash: lock.hash, folder, python, readOnly: base === '/usr' ? [folder] : [folder, base], packages: lock.packages };
}

function readNote(folder: string): ToolchainNote | null {
  try {
    return noteSchema.parse(JSON.parse(readFileSync(join(folder, noteName), 'utf8')));
  } catch {
    return null; // not built, or by a version of ours that wrote another note
  }
}

/** Bytes on disk below a folder; a file with several names counts once. */
export async function folderBytes(folder: string, seen = new Set<number>()): Promise<number> {
  let bytes = 0;
  for (const entry of await readdir(folder, { withFileTypes: true })) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) bytes += await folderBytes(path, seen);
    else if (entry.isFile()) {
      const { ino, blocks } = await lstat(path);
      if (!seen.has(ino)) bytes += blocks * 512;
      seen.add(ino);
    }
  }
  return bytes;
}
