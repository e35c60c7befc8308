import { close, fdatasync, fsync, ftruncateSync, open, openSync, rename, writeSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const syncData = promisify(fdatasync);
const syncAll = promisify(fsync);
const openFile = promisify(open);
const closeFile = promisify(close);
const renameFile = promisify(rename);

export const openSuffix = '.open';
export const sealedSuffix = '.sealed';

/** Makes new names in a folder last through a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const descriptor = await openFile(folder, 'r');
  try {
    await syncAll(descriptor);
  } finally {
    await closeFile(descriptor);
  }
}

/** One file of the spool: `<id>.open` while it is written, `<id>.sealed` when it is complete. */
export class Segment {
  readonly id: string;
  readonly openedAt: number;
  sizeBytes = 0;
  /** Number of the last write into it. */
  lastWrite = 0;
  syncedWrite = 0;
  readonly #folder: string;
  readonly #descriptor: number;
  #folderSynced = false;

  /** @throws NodeJS.ErrnoException when the file cannot be made */
  constructor(folder: string, id: string, openedAt: number) {
    this.#folder = folder;
    this.id = id;
    this.openedAt = openedAt;
    this.#descriptor = openSync(join(folder, id + openSuffix), 'ax', 0o600);
  }

  /** Appends the frame `bytes[0, frameBytes)` in one system call. @throws NodeJS.ErrnoException; nothing of it counts then */
  append(bytes: Buffer, frameBytes: number, write: number): void {
    let written = 0;
    try {
      written = writeSync(this.#descriptor, bytes, 0, frameBytes);
    } finally {
      if (written !== frameBytes) this.#cut();
    }
    if (written !== frameBytes) throw Object.assign(new Error(`only ${written} of ${frameBytes} bytes could be written`), { code: 'ENOSPC' });
    this.sizeBytes += frameBytes;
    this.lastWrite = write;
  }

  async sync(): Promise<void> {
    const write = this.lastWrite;
    await syncData(this.#descriptor);
    if (!this.#folderSynced) await syncFolder(this.#folder);
    this.#folderSynced = true;
    this.syncedWrite = write;
  }

  async seal(): Promise<void> {
    if (this.syncedWrite < this.lastWrite) await this.sync();
    await closeFile(this.#descriptor);
    await renameFile(join(this.#folder, this.id + openSuffix), join(this.#folder, this.id + sealedSuffix));
    await syncFolder(this.#folder);
  }

  #cut(): void {
    try {
      ftruncateSync(this.#descriptor, this.sizeBytes);
    } catch {
      // The torn tail stays; a reader stops at the first frame that is cut short, and nothing more is written here.
    }
  }
}
