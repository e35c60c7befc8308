import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { extract, type Header } from 'tar-stream';
import { isAppError } from '@/core/errors';
import { archiveFaults } from '@/core/sentences/archives';
import type { Sentence } from '@/core/sentences/sentence';
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
    throw corrupt(archiveFaults.cannotRead({ said: error instanceof Error ? error.message : 'unknown error' }));
  }
}

/** @returns true for a folder */
function requireOrdinary(header: Header): boolean {
  const { name, type, mode = 0 } = header;
  if (type === 'directory') return true;
  if (type !== 'file') throw unsafe(name, kindOf(type ?? '', JSON.stringify((header.linkname ?? '').slice(0, 200))));
  if ((mode & setIds) !== 0) throw unsafe(name, archiveFaults.setIds());
  return false;
}

function kindOf(type: string, target: string): Sentence {
  if (type === 'link') return archiveFaults.hardLink({ target });
  if (type === 'symlink') return archiveFaults.symbolicLinkTo({ target });
  if (type === 'character-device') return archiveFaults.characterDevice();
  if (type === 'block-device') return archiveFaults.blockDevice();
  return type === 'fifo' ? archiveFaults.namedPipe() : archiveFaults.notPlain();
}
