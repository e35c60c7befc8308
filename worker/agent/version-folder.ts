import { copyFile, link, mkdir, rm, stat } from 'node:fs/promises';
import { dirname, join, resolve, sep } from 'node:path';
import type { ArtifactFile } from '@/core/agent-api';
import { AppError } from '@/core/errors';
import { replicaWords } from '@/core/sentences/replicas';
import { type ArtifactCache, altered } from './artifact-cache';
import { hashFile } from './file-hash';

/** A file that was checked, as the system described it then: any write changes its times. */
interface Checked {
  readonly inode: number;
  readonly sizeBytes: number;
  readonly modifiedMs: number;
  readonly changedMs: number;
}

/** A version's files under their relative paths, as hard links into the cache. */
export class VersionFolder {
  readonly path: string;
  readonly #cache: ArtifactCache;
  readonly #checked = new Map<string, Checked>();
  #preparing: Promise<void> | null = null;

  constructor(path: string, cache: ArtifactCache) {
    this.path = path;
    this.#cache = cache;
  }

  /**
   * Brings all files here and checks their hashes, each time: a replica loads nothing that was altered since. A damaged copy is fetched again.
   * Replicas of one version share the work.
   * @throws AppError `ARTIFACT_ALTERED` and what {@link ArtifactCache.pull} throws
   */
  prepare(files: readonly ArtifactFile[]): Promise<void> {
    this.#preparing ??= this.#prepare(files).finally(() => {
      this.#preparing = null;
    });
    return this.#preparing;
  }

  async remove(): Promise<void> {
    this.#checked.clear();
    await rm(this.path, { recursive: true, force: true });
  }

  async #prepare(files: readonly ArtifactFile[]): Promise<void> {
    for (const file of files) {
      const target = this.#targetOf(file);
      if (await this.#isGood(target, file)) continue;
      await this.#place(file, target);
      if (await this.#isGood(target, file)) continue;
      await this.#discard(file, target); // the cached copy was damaged: the storage may still have the right one
      await this.#place(file, target);
      if (await this.#isGood(target, file)) continue;
      await this.#discard(file, target);
      throw altered(file, replicaWords.differsAgain());
    }
  }

  async #place(file: ArtifactFile, target: string): Promise<void> {
    await mkdir(dirname(target), { recursive: true, mode: 0o700 });
    for (let attempt = 1; ; attempt++) {
      const source = await this.#cache.pull(file);
      await rm(target, { force: true });
      try {
        await link(source, target).catch((error: NodeJS.ErrnoException) => {
          if (error.code === 'ENOENT') throw error;
          return copyFile(source, target); // a file system without hard links
        });
        return;
      } catch (error) {
        // Another agent made room between the pull and the link.
        if ((error as NodeJS.ErrnoException).code !== 'ENOENT' || attempt === 3) throw error;
      }
    }
  }

  async #discard(file: ArtifactFile, target: string): Promise<void> {
    await rm(target, { force: true });
    await this.#cache.discard(file);
  }

  async #isGood(target: string, file: ArtifactFile): Promise<boolean> {
    const before = await this.#describe(target);
    if (before === null || before.sizeBytes !== file.sizeBytes) return false;
    const known = this.#checked.get(target);
    if (known !== undefined && isSame(known, before)) return true;
    if ((await hashFile(target)) !== file.sha256) return false;
    this.#checked.set(target, before);
    return true;
  }

  async #describe(path: string): Promise<Checked | null> {
    const found = await stat(path).catch(() => null);
    return found === null ? null : { inode: found.ino, sizeBytes: found.size, modifiedMs: found.mtimeMs, changedMs: found.ctimeMs };
  }

  #targetOf(file: ArtifactFile): string {
    const target = resolve(this.path, file.path);
    if (!target.startsWith(this.path + sep)) throw new AppError('ARTIFACT_ALTERED', { detail: replicaWords.leadsOut({ file: file.path }) });
    return join(target);
  }
}

function isSame(a: Checked, b: Checked): boolean {
  return a.inode === b.inode && a.sizeBytes === b.sizeBytes && a.modifiedMs === b.modifiedMs && a.changedMs === b.changedMs;
}
