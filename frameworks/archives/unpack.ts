import { createReadStream } from 'node:fs';
import { constants, copyFile, link, mkdir, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { createGunzip } from 'node:zlib';
import { AppError, isAppError } from '@/core/errors';
import { archiveFaults, archiveWords } from '@/core/sentences/archives';
import type { Sentence } from '@/core/sentences/sentence';
import { corrupt } from './corrupt';
import { archiveKind, isTarHead } from './kind';
import { type ArchiveLimits, archiveLimits } from './limits';
import { unpackTar } from './tar';
import { UnpackTarget } from './target';
import { unpackZip } from './zip';

export interface Unpacked {
  /** Relative paths below the folder, sorted. */
  readonly files: readonly string[];
  readonly sizeBytes: number;
  /** What the archive was, in words; null for a file that is none. */
  readonly kind: string | null;
}

/**
 * Unpacks one uploaded file into an empty folder: zip, tar, tar.gz, a single gzipped file, or the file itself where it is none of these.
 * On an error the folder holds rubbish that the caller removes; nothing is ever written outside it.
 * @param path the file's own relative path, already checked
 * @throws AppError `ARCHIVE_UNSAFE`, `ARCHIVE_CORRUPT`, `ARCHIVE_TOO_LARGE`, `MODEL_FORMAT_UNSUPPORTED` for archives of another kind
 */
export async function unpack(file: string, path: string, folder: string, limits: ArchiveLimits = archiveLimits): Promise<Unpacked> {
  const kind = await archiveKind(file);
  const { size } = await stat(file);
  if (kind === null) {
    await placeFile(file, join(folder, path));
    return { files: [path], sizeBytes: size, kind: null };
  }
  if (typeof kind !== 'string') throw unsupported(path, kind.unsupported);
  const target = new UnpackTarget(folder, size, limits);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const words = await unpackArchive(kind, file, path, target, limits);
  if (target.files.length === 0) throw corrupt(archiveFaults.noFiles());
  return { files: [...target.files].sort(), sizeBytes: target.bytes, kind: words };
}

/** Puts a file of the upload into the folder as it is: without moving bytes where both are on one file system. */
export async function placeFile(file: string, target: string): Promise<void> {
  await mkdir(dirname(target), { recursive: true, mode: 0o700 });
  await link(file, target).catch(() => copyFile(file, target, constants.COPYFILE_EXCL));
}

async function unpackArchive(kind: 'zip' | 'gzip' | 'tar', file: string, path: string, target: UnpackTarget, limits: ArchiveLimits): Promise<string> {
  if (kind === 'zip') {
    await unpackZip(file, target, limits);
    return 'a zip';
  }
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  if (kind === 'tar') {
    await unpackTar(source, target);
    return 'a tar';
  }
  return unpackGzip(source, path, target);
}

/** A gzip holds a tar or, where its content is none, one file. */
async function unpackGzip(source: Readable, path: string, target: UnpackTarget): Promise<string> {
  const plain = source.pipe(createGunzip());
  source.on('error', (error) => plain.destroy(error));
  try {
    const chunks = plain[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
    const first: Uint8Array[] = [];
    let length = 0;
    while (length < 512) {
      const { done, value } = await chunks.next();
      if (done) break;
      first.push(value);
      length += value.byteLength;
    }
    const head = Buffer.concat(first);
    const body = Readable.from(rejoined(head, chunks));
    if (isTarHead(head)) {
      await unpackTar(body, target);
      return 'a tar.gz';
    }
    target.countEntry();
    await target.write(target.claimFile(basename(path).replace(/\.gz$/i, '')), body);
    return 'a gzipped file';
  } catch (error) {
    if (isAppError(error)) throw error;
    throw corrupt(archiveFaults.cannotUnpack({ said: error instanceof Error ? error.message : 'unknown error' }));
  } finally {
    source.destroy();
    plain.destroy();
  }
}

async function* rejoined(head: Buffer, rest: AsyncIterator<Uint8Array>): AsyncGenerator<Uint8Array> {
  if (head.byteLength > 0) yield head;
  for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
}

function unsupported(path: string, kind: Sentence): AppError {
  return new AppError('MODEL_FORMAT_UNSUPPORTED', {
    detail: archiveWords.notUnpacked({ file: basename(path), kind }),
    fix: archiveWords.packZipOrTar(),
  });
}
