import { createHash, randomUUID } from 'node:crypto';
import { type FileHandle, mkdir, open, rename, rm } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';

/** What was written: its length and MD5, the ETag of a part. */
export interface Written {
  readonly sizeBytes: number;
  readonly md5: string;
}

export interface WholeFile {
  readonly temporaryFolder: string;
  /** Name of the file, which may depend on what was written. Its folder must exist. */
  readonly file: (written: Written) => string;
  /** Throws where what was written is not right; then nothing stays. */
  readonly check?: (written: Written) => void;
}

/** Writes a file that is there whole or not at all: to a temporary name first, synced, renamed, its folder synced. */
export async function writeWhole(whole: WholeFile, body: AsyncIterable<Uint8Array>): Promise<Written> {
  const temporary = join(whole.temporaryFolder, randomUUID());
  try {
    const written = await writeTemporary(temporary, body);
    whole.check?.(written);
    const file = whole.file(written);
    await rename(temporary, file);
    await syncFolder(dirname(file));
    return written;
  } catch (error) {
    await rm(temporary, { force: true });
    throw error;
  }
}

/** Renames within one file system, making folders as needed, and makes the rename durable. */
export async function moveInto(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true, mode: 0o700 });
  await rename(from, to);
  await syncFolder(dirname(to));
}

async function writeTemporary(temporary: string, body: AsyncIterable<Uint8Array>): Promise<Written> {
  await mkdir(dirname(temporary), { recursive: true, mode: 0o700 });
  const handle = await open(temporary, 'wx', 0o600);
  try {
    const md5 = createHash('md5');
    let sizeBytes = 0;
    for await (const chunk of body) {
      md5.update(chunk);
      await writeAll(handle, chunk);
      sizeBytes += chunk.byteLength;
    }
    await handle.sync();
    return { sizeBytes, md5: md5.digest('hex') };
  } finally {
    await handle.close();
  }
}

/** One write may take fewer bytes than it was given, as it does just before the disk is full. */
async function writeAll(handle: FileHandle, chunk: Uint8Array): Promise<void> {
  for (let at = 0; at < chunk.byteLength; ) at += (await handle.write(chunk, at)).bytesWritten;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** The bytes of several files, one after another. */
export async function* joined(streams: Iterable<() => Readable>): AsyncGenerator<Uint8Array> {
  for (const open of streams) yield* open();
}
