import { existsSync } from 'node:fs';
import { readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { AppError } from '@/core/errors';
import { toolchainWords } from '@/core/sentences/toolchains';
import { buildLockFile } from './build';
import { isBuilding } from './build-lock';
import { findToolchain, folderBytes } from './installed';
import { readLock, type ToolchainLine, toolchainLine, toolchainLines } from './lines';
import type { ToolchainPlaces } from './places';

export interface ToolchainListing {
  readonly line: string;
  readonly framework: ToolchainLine['framework'];
  /** Of the distribution the line is known by. */
  readonly version: string;
  readonly lockHash: string;
  readonly packages: number;
  /** Null while it is not built. */
  readonly installed: { readonly bytes: number; readonly python: string; readonly builtAt: string } | null;
}

/** All lines with what is on disk, and what the folder takes in all. Files shared between environments and the cache count once there. */
export async function listToolchains(places: ToolchainPlaces): Promise<{ lines: ToolchainListing[]; bytes: number }> {
  const lines = await Promise.all(toolchainLines.map((line) => describeLine(line, places)));
  return { lines, bytes: existsSync(places.folder) ? await folderBytes(places.folder) : 0 };
}

async function describeLine(line: ToolchainLine, places: ToolchainPlaces): Promise<ToolchainListing> {
  const lock = readLock(line);
  const found = await findToolchain(line.name, places);
  return {
    line: line.name,
    framework: line.framework,
    version: lock.packages[line.leading] ?? '',
    lockHash: lock.hash,
    packages: Object.keys(lock.packages).length,
    installed: found === null ? null : { bytes: found.note.bytes, python: found.note.pythonVersion, builtAt: found.note.builtAt },
  };
}

/**
 * Removes the environment of a line, and with the last one the cache. A process that has it open goes on with what it has loaded.
 * @returns whether there was one
 * @throws AppError `TOOLCHAIN_UNKNOWN`; `IN_USE` while one is being built
 */
export async function removeToolchain(name: string, places: ToolchainPlaces): Promise<boolean> {
  const { hash } = readLock(toolchainLine(name));
  if (isBuilding(buildLockFile(places.folder))) throw new AppError('IN_USE', { detail: toolchainWords.inUse() });
  const folder = join(places.folder, hash);
  const existed = existsSync(folder);
  if (existed) {
    const going = join(places.folder, `.building-gone-${hash}`);
    await rename(folder, going); // at once, so that nobody starts in half of it
    await rm(going, { recursive: true, force: true });
  }
  if (existsSync(places.folder) && !(await readdir(places.folder)).some((one) => /^[0-9a-f]{24}$/.test(one))) {
    await rm(join(places.folder, 'cache'), { recursive: true, force: true });
  }
  return existed;
}
