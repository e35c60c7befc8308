import { createReadStream } from 'node:fs';
import { copyFile, mkdir, open, readdir, rm, stat, statfs } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import type { Clock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { deriveSecret, uploadPartSignature } from '@/core/secrets';
import type { Words } from '@/core/sentences/sentence';
import { storageWords } from '@/core/sentences/uploads';
import { checkStorage } from './check';
import { errnoOf, explainDiskError } from './disk-errors';
import { joined, moveInto, writeWhole } from './disk-files';
import { DiskParts } from './disk-parts';
import { checkKey, checkUploadId } from './key';
import type { ListedObject, PartUrl, StorageProvider, StoredPart } from './provider';

const partUrlMs = 60 * 60_000;
/** Uploads end after seven days without a sign of life; what is older belongs to none. */
const leftoverMs = 8 * 24 * 60 * 60_000;

export interface DiskStorageOptions {
  /** Folder of the objects; it and all temporary files lie on one file system. */
  readonly root: string;
  readonly clock: Clock;
  /** Signs the addresses of parts; only who hands out addresses needs it. */
  readonly masterKey?: Uint8Array | undefined;
}

/**
 * Objects as files below one folder: `objects/…` as their keys say, `.parts/<upload>` for uploads under way, `.tmp` for what is being written.
 * A file appears under its name only when it is whole and on the disk.
 */
export class DiskStorage implements StorageProvider {
  readonly kind = 'disk';
  readonly #root: string;
  readonly #temporary: string;
  readonly #clock: Clock;
  readonly #secret: Buffer | null;
  readonly #parts: DiskParts;

  constructor(options: DiskStorageOptions) {
    this.#root = options.root;
    this.#temporary = join(options.root, '.tmp');
    this.#clock = options.clock;
    this.#secret = options.masterKey === undefined ? null : deriveSecret(options.masterKey, 'upload-part');
    this.#parts = new DiskParts(join(options.root, '.parts'), this.#temporary);
  }

  put(key: string, body: Uint8Array | Readable, sizeBytes?: number): Promise<void> {
    return this.#guard(key, async (file) => {
      await this.#write(file, body instanceof Uint8Array ? Readable.from([body]) : body, sizeBytes);
    });
  }

  get(key: string, range?: { start: number; end: number }): Promise<Readable> {
    return this.#guard(key, async (file) => {
      const handle = await open(file, 'r');
      return handle.createReadStream({ highWaterMark: 256 * 1024, ...range });
    });
  }

  size(key: string): Promise<number | null> {
    return this.#guard(key, async (file) => {
      const found = await stat(file).catch((error: unknown) => {
        if (errnoOf(error) === 'ENOENT') return null;
        throw error;
      });
      return found?.isFile() ? found.size : null;
    });
  }

  remove(key: string): Promise<void> {
    return this.#guard(key, (file) => rm(file, { force: true }));
  }

  copy(from: string, to: string): Promise<void> {
    return this.#guard(from, async (source) => {
      const temporary = join(this.#temporary, `copy-${crypto.randomUUID()}`);
      await mkdir(this.#temporary, { recursive: true, mode: 0o700 });
      try {
        await copyFile(source, temporary);
        const handle = await open(temporary, 'r+');
        await handle.sync().finally(() => handle.close());
        await moveInto(temporary, this.#file(to));
      } finally {
        await rm(temporary, { force: true });
      }
    });
  }

  move(from: string, to: string): Promise<void> {
    return this.#guard(from, (source) => moveInto(source, this.#file(to)));
  }

  async freeBytes(): Promise<number> {
    try {
      await mkdir(this.#root, { recursive: true, mode: 0o700 });
      const { bavail, bsize } = await statfs(this.#root);
      return bavail * bsize;
    } catch (error) {
      throw explainDiskError(error, 'folder');
    }
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    if (prefix !== '') checkKey(prefix.replace(/\/$/, ''));
    const cut = prefix.lastIndexOf('/') + 1;
    for await (const found of this.#walk(prefix.slice(0, cut))) if (found.key.startsWith(prefix)) yield found;
  }

  async *#walk(folder: string): AsyncGenerator<ListedObject> {
    const entries = await readdir(join(this.#root, folder), { withFileTypes: true }).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return [];
      throw explainDiskError(error, folder);
    });
    for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      if (entry.name.startsWith('.')) continue;
      const key = `${folder}${entry.name}`;
      if (entry.isDirectory()) yield* this.#walk(`${key}/`);
      else if (entry.isFile()) {
        const found = await stat(join(this.#root, key)).catch((error: unknown) => {
          if (errnoOf(error) === 'ENOENT') return null; // removed meanwhile
          throw explainDiskError(error, key);
        });
        if (found !== null) yield { key, sizeBytes: found.size, modifiedAt: found.mtimeMs };
      }
    }
  }

  async beginUpload(_key: string, uploadId: string): Promise<string> {
    await this.#parts.begin(checkUploadId(uploadId)).catch((error: unknown) => {
      throw explainDiskError(error, 'upload');
    });
    return uploadId;
  }

  async signParts(_key: string, _token: string, uploadId: string, parts: readonly { number: number; sizeBytes: number }[]): Promise<PartUrl[]> {
    const secret = this.#secret;
    if (secret === null) throw new Error('this process has no key to sign upload addresses with');
    const expires = this.#clock.now() + partUrlMs;
    return parts.map(({ number, sizeBytes }) => ({
      number,
      url: `/api/v1/uploads/${uploadId}/parts/${number}?size=${sizeBytes}&expires=${expires}&signature=${uploadPartSignature(secret, uploadId, number, sizeBytes, expires)}`,
    }));
  }

  /**
   * Stores one part as it arrives at the gateway; a part that was sent before is replaced.
   * @throws AppError `UPLOAD_PART_REJECTED` when the body has another length, `NOT_FOUND` for an upload that was ended, `STORAGE_FULL`
   */
  async putPart(uploadId: string, number: number, sizeBytes: number, body: Readable): Promise<{ etag: string }> {
    try {
      return await this.#parts.put(checkUploadId(uploadId), number, sizeBytes, body);
    } catch (error) {
      throw explainDiskError(error, 'upload of this id; it was ended or removed');
    }
  }

  async listParts(_key: string, token: string): Promise<StoredPart[]> {
    return this.#parts.list(checkUploadId(token)).catch((error: unknown) => {
      throw explainDiskError(error, 'upload');
    });
  }

  completeUpload(key: string, token: string, parts: readonly StoredPart[]): Promise<void> {
    return this.#guard(key, async (file) => {
      const files = await this.#parts.filesOf(checkUploadId(token), parts);
      if (files === null && (await this.size(key)) !== null) return; // completed before
      if (files === null) throw new AppError('UPLOAD_INCOMPLETE', { detail: storageWords.partsMissing(), fix: storageWords.sendMissing() });
      if (files.length === 1) await moveInto(files[0], file);
      else
        await this.#write(
          file,
          joined(files.map((part) => () => createReadStream(part, { highWaterMark: 1024 * 1024 }))),
          parts.reduce((sum, part) => sum + part.sizeBytes, 0),
        );
      await this.#parts.remove(token);
    });
  }

  async abortUpload(_key: string, token: string): Promise<void> {
    await this.#parts.remove(checkUploadId(token));
  }

  async sweep(): Promise<void> {
    const before = this.#clock.now() - leftoverMs;
    for (const name of ['.tmp', '.parts']) {
      const folder = join(this.#root, name);
      for (const entry of await readdir(folder).catch(() => [])) {
        const found = await stat(join(folder, entry)).catch(() => null); // gone meanwhile
        if (found !== null && found.mtimeMs < before) await rm(join(folder, entry), { recursive: true, force: true });
      }
    }
  }

  check(): Promise<{ ok: boolean; detail: Words; fix?: Words }> {
    return checkStorage(this, this.#root);
  }

  async #write(file: string, body: AsyncIterable<Uint8Array>, sizeBytes: number | undefined): Promise<void> {
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    await writeWhole({ temporaryFolder: this.#temporary, file: () => file, check: (written) => requireSize(written.sizeBytes, sizeBytes) }, body);
  }

  #file(key: string): string {
    return join(this.#root, checkKey(key));
  }

  async #guard<T>(key: string, work: (file: string) => Promise<T>): Promise<T> {
    const file = this.#file(key);
    try {
      return await work(file);
    } catch (error) {
      throw explainDiskError(error, `object ${key}`);
    }
  }
}

function requireSize(sizeBytes: number, expected: number | undefined): void {
  if (expected === undefined || expected === sizeBytes) return;
  throw new AppError('UPLOAD_PART_REJECTED', { detail: storageWords.announced({ expected, got: sizeBytes }), fix: storageWords.sendAgain() });
}
