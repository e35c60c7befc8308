import { readdir, readFile, rename, rm, truncate } from 'node:fs/promises';
import { join } from 'node:path';
import { decodeSpool } from '@/core/wire/spool-frame';
import { openSuffix, sealedSuffix, syncFolder } from './segment';

/**
 * Finishes what earlier runs left open: each segment is cut at its last good record and sealed; one without any is removed. Call before the
 * spool of this run writes.
 * @returns the ids of the segments sealed
 */
export async function recoverSpool(folder: string): Promise<string[]> {
  const names = (await readdir(folder)).filter((name) => name.endsWith(openSuffix)).sort();
  const sealed: string[] = [];
  for (const name of names) {
    const file = join(folder, name);
    const id = name.slice(0, -openSuffix.length);
    const bytes = await readFile(file);
    const { goodBytes } = decodeSpool(bytes);
    if (goodBytes === 0) {
      await rm(file);
      continue;
    }
    if (goodBytes < bytes.byteLength) await truncate(file, goodBytes);
    await rename(file, join(folder, id + sealedSuffix));
    sealed.push(id);
  }
  if (names.length > 0) await syncFolder(folder);
  return sealed;
}
