import { createHash, randomBytes } from 'node:crypto';
import { chmod, mkdir, open, readdir, rename, rm, stat, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import type { ArtifactFile } from '@/core/agent-api';
import { AppError } from '@/core/errors';
import { replicaWords } from '@/core/sentences/replicas';
import type { Words } from '@/core/sentences/sentence';
import { objectKey, type StorageProvider } from '@/providers/storage/provider';

/** A download that was cut off is removed after this long. */
const staleMs = 3_600_000;
const partSuffix = '.part';

export interface ArtifactCacheOptions {
  /** Shared by the agents of a machine. */
  readonly folder: string;
  readonly storage: Pick<StorageProvider, 'get'>;
  readonly bytesMax: number;
}

/**
 * Artifacts on this machine by their SHA-256. A file appears only whole and with the right hash. Versions in use hold hard links,
 * so what may go for room is what has one link only, least recently used first.
 */
export class ArtifactCache {
  readonly #options: ArtifactCacheOptions;
  readonly #pulling = new Map<string, Promise<string>>();

  constructor(options: ArtifactCacheOptions) {
    this.#options = options;
  }

  /**
   * @returns where the file lies
   * @throws AppError `ARTIFACT_ALTERED`, `STORAGE_FULL`, `STORAGE_UNREACHABLE`, `NOT_FOUND`
   */
  pull(file: ArtifactFile): Promise<string> {
    const known = this.#pulling.get(file.sha256);
    if (known !== undefined) return known;
    const pulling = this.#pull(file).finally(() => this.#pulling.delete(file.sha256));
    this.#pulling.set(file.sha256, pulling);
    return pulling;
  }

  /** Forgets a file whose bytes are not what they were. */
  async discard(file: ArtifactFile): Promise<void> {
    await rm(this.#pathOf(file), { force: true });
  }

  async #pull(file: ArtifactFile): Promise<string> {
    const path = this.#pathOf(file);
    const known = await stat(path).catch(() => null);
    if (known !== null && known.size === file.sizeBytes) {
      const now = new Date();
      await utimes(path, now, now).catch(() => undefined); // another agent may just have made room
      return path;
    }
    await mkdir(this.#options.folder, { recursive: true, mode: 0o700 });
    await this.#makeRoom(file.sizeBytes);
    const part = `${path}.${process.pid}-${randomBytes(4).toString('hex')}${partSuffix}`;
    try {
      const sha256 = await this.#download(file, part);
      if (sha256 !== file.sha256) throw altered(file, replicaWords.otherBytes({ sha256 }));
      await chmod(part, 0o400);
      await rename(part, path);
    } catch (error) {
      await rm(part, { force: true });
      throw (error as NodeJS.ErrnoException).code === 'ENOSPC'
        ? new AppError('STORAGE_FULL', { detail: replicaWords.diskFull(), fix: replicaWords.freeAndStart(), cause: error })
        : error;
    }
    return path;
  }

  async #download(file: ArtifactFile, part: string): Promise<string> {
    const source = await this.#options.storage.get(objectKey(file.sha256));
    const target = await open(part, 'wx', 0o600);
    try {
      const hash = createHash('sha256');
      let bytes = 0;
      for await (const chunk of source as AsyncIterable<Buffer>) {
        bytes += chunk.byteLength;
        if (bytes > file.sizeBytes) throw altered(file, replicaWords.moreBytes({ size: file.sizeBytes }));
        hash.update(chunk);
        await target.write(chunk);
      }
      await target.sync();
      return hash.digest('hex');
    } finally {
      source.destroy();
      await target.close();
    }
  }

  async #makeRoom(neededBytes: number): Promise<void> {
    const { folder, bytesMax } = this.#options;
    const files = [];
    for (const name of await readdir(folder)) {
      const path = join(folder, name);
      const known = await stat(path).catch(() => null);
      if (known === null) continue;
      const stale = name.endsWith(partSuffix) && Date.now() - known.mtimeMs > staleMs;
      if (stale) await rm(path, { force: true });
      else files.push({ path, bytes: known.size, usedAt: known.mtimeMs, free: known.nlink === 1 && !name.endsWith(partSuffix) });
    }
    let total = files.reduce((sum, file) => sum + file.bytes, 0);
    for (const file of files.filter((one) => one.free).sort((a, b) => a.usedAt - b.usedAt)) {
      if (total + neededBytes <= bytesMax) return;
      await rm(file.path, { force: true });
      total -= file.bytes;
    }
    if (total + neededBytes <= bytesMax) return;
    throw new AppError('STORAGE_FULL', {
      detail: replicaWords.cacheFull({ needed: neededBytes, most: bytesMax, used: total }),
      fix: replicaWords.stopEndpoint(),
    });
  }

  #pathOf(file: ArtifactFile): string {
    return join(this.#options.folder, file.sha256);
  }
}

export function altered(file: ArtifactFile, evidence: Words): AppError {
  return new AppError('ARTIFACT_ALTERED', {
    detail: replicaWords.fileAltered({ file: file.path }),
    fix: replicaWords.uploadAgain(),
    evidence: replicaWords.shaEvidence({ what: evidence, sha256: file.sha256 }),
  });
}
