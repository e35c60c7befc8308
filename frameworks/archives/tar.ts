import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { isAppError } from '@/core/errors';
import { corrupt } from './corrupt';
import { unsafe } from './entry-path';
import type { UnpackTarget } from './target';

const setIds = 0o6000;

/**
 * Unpacks a tar from a stream. Only plain files and folders are taken; anything else refuses the archive.
 * @throws AppError `ARCHIVE_UNSAFE`, `ARCHIVE_CORRUPT`, `ARCHIVE_TOO_LARGE`, each naming the entry
 */
export async function unpackTar(body: Readable, target: UnpackTarget): Promise<void> {
  const archive = extract();
  const feeding = pipeline(body, archive as unknown as NodeJS.WritableStream);
  // The reading below reports what went wrong; this only keeps the feeding side from reporting it a second time.
  feeding.catch(() => undefined);
  try {
    for await (const entry of archive) {
      target.countEntry();
      if (requireOrdinary(entry.header)) {
        await target.addFolder(entry.header.name);
        entry.resume();
      } else {
        await target.write(target.claimFile(entry.header.name), Readable.from(entry as AsyncIterable<Uint8Array>));
      }
    }
    await feeding;
  } catch (error) {
    body.destroy();
    if (isAppError(error)) throw error;
    throw corrupt(`cannot be read (${error instanceof Error ? error.message : 'unknown error'})`);
  }
}

/** @returns true for a folder */
function requireOrdinary(header: Header): boolean {
  const { name, type, mode = 0 } = header;
  if (type === 'directory') return true;
  if (type !== 'file')
    throw unsafe(name, `is ${kindWords[type ?? ''] ?? 'not a plain file'}${header.linkname ? ` to ${JSON.stringify(header.linkname.slice(0, 200))}` : ''}`);
  if ((mode & setIds) !== 0) throw unsafe(name, 'has set-user-id or set-group-id bits');
  return false;
}

const kindWords: Record<string, string> = {
  link: 'a hard link',
  symlink: 'a symbolic link',
  'character-device': 'a character device',
  'block-device': 'a block device',
  fifo: 'a named pipe',
};
