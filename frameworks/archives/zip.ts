import { Readable } from 'node:stream';
import { crc32 } from 'node:zlib';
import { type Entry, openPromise, type ZipFile } from 'yauzl';
import { type AppError, isAppError } from '@/core/errors';
import { archiveFaults, archiveWords } from '@/core/sentences/archives';
import type { Sentence } from '@/core/sentences/sentence';
import { corrupt } from './corrupt';
import { unsafe } from './entry-path';
import type { ArchiveLimits } from './limits';
import { tooLarge, type UnpackTarget } from './target';

const fileTypeMask = 0o170000;
const regularFile = 0o100000;
const folderType = 0o040000;
const setIds = 0o6000;
const madeOnUnix = [3, 19];
const localHeaderBytes = 30;

/**
 * Unpacks a zip. The whole directory is read and judged first; only then is anything written. Lengths and CRCs are compared with what comes out.
 * @throws AppError `ARCHIVE_UNSAFE`, `ARCHIVE_CORRUPT`, `ARCHIVE_TOO_LARGE`, each naming the entry
 */
export async function unpackZip(file: string, target: UnpackTarget, limits: ArchiveLimits): Promise<void> {
  const zip = await openPromise(file, { lazyEntries: true, validateEntrySizes: true, strictFileNames: true, autoClose: false }).catch((error: unknown) => {
    throw explain(error);
  });
  try {
    if (zip.entryCount > limits.entriesMax) throw tooLarge(archiveWords.tooManyEntries({ most: limits.entriesMax }));
    const entries = await readEntries(zip, target);
    await requireOwnRanges(zip, entries);
    for (const { entry, path } of entries) if (path !== null) await extract(zip, entry, path, target);
  } catch (error) {
    throw explain(error);
  } finally {
    zip.close();
  }
}

interface Judged {
  readonly entry: Entry;
  /** Null for a folder. */
  readonly path: string | null;
}

async function readEntries(zip: ZipFile, target: UnpackTarget): Promise<Judged[]> {
  const judged: Judged[] = [];
  for await (const entry of zip.eachEntry()) {
    target.countEntry();
    const isFolder = requireOrdinary(entry);
    if (isFolder) await target.addFolder(entry.fileName);
    judged.push({ entry, path: isFolder ? null : target.claimFile(entry.fileName) });
  }
  return judged;
}

/** @returns true for a folder @throws AppError for links, devices, set-id bits, encryption and unknown compression */
function requireOrdinary(entry: Entry): boolean {
  const name = entry.fileName;
  const isFolder = name.endsWith('/');
  if (entry.isEncrypted()) throw unsafe(name, archiveFaults.encrypted());
  if (madeOnUnix.includes(entry.versionMadeBy >>> 8)) {
    const mode = entry.externalFileAttributes >>> 16;
    const type = mode & fileTypeMask;
    if (type !== 0 && type !== regularFile && type !== folderType) throw unsafe(name, (kindWords[type] ?? archiveFaults.notPlain)());
    if (type !== 0 && (type === folderType) !== isFolder) throw unsafe(name, archiveFaults.folderAndFile());
    if (!isFolder && (mode & setIds) !== 0) throw unsafe(name, archiveFaults.setIds());
  }
  if (isFolder && entry.uncompressedSize > 0) throw unsafe(name, archiveFaults.folderWithContent());
  if (!entry.canDecodeFileData()) throw corrupt(archiveFaults.compression({ method: entry.compressionMethod }), name);
  return isFolder;
}

const kindWords: Record<number, (() => Sentence) | undefined> = {
  40960: archiveFaults.symbolicLink,
  4096: archiveFaults.namedPipe,
  8192: archiveFaults.characterDevice,
  24576: archiveFaults.blockDevice,
  49152: archiveFaults.socket,
};

/** Entries whose bytes overlap are a bomb; a local header that names another file than the directory does fools one of two readers. */
async function requireOwnRanges(zip: ZipFile, entries: readonly Judged[]): Promise<void> {
  const ranges: { start: number; end: number; name: string }[] = [];
  for (const { entry } of entries) {
    const local = await zip.readLocalFileHeaderPromise(entry);
    const name = entry.fileName;
    if (!Buffer.from(local.fileName).equals(Buffer.from(entry.fileNameRaw))) throw unsafe(name, archiveFaults.otherName());
    if ((local.generalPurposeBitFlag & 1) !== 0) throw unsafe(name, archiveFaults.encrypted());
    ranges.push({ start: local.fileDataStart - localHeaderBytes, end: local.fileDataStart + entry.compressedSize, name });
  }
  ranges.sort((a, b) => a.start - b.start);
  const overlapping = ranges.find((range, i) => i > 0 && range.start < ranges[i - 1].end);
  if (overlapping !== undefined) throw unsafe(overlapping.name, archiveFaults.sharedBytes());
}

async function extract(zip: ZipFile, entry: Entry, path: string, target: UnpackTarget): Promise<void> {
  try {
    const body = await zip.openReadStreamPromise(entry);
    // It may fail before anyone reads, and only says so: ended with its error, it gives that to whoever reads later.
    body.on('error', (error) => body.destroy(error));
    await target.write(path, Readable.from(checked(body, entry)));
  } catch (error) {
    if (isAppError(error)) throw error;
    throw corrupt(archiveFaults.cannotUnpack({ said: error instanceof Error ? error.message : 'unknown error' }), entry.fileName);
  }
}

async function* checked(body: Readable, entry: Entry): AsyncGenerator<Uint8Array> {
  let sum = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    sum = crc32(chunk, sum);
    yield chunk;
  }
  if (sum !== entry.crc32) throw corrupt(archiveFaults.checksum(), entry.fileName);
}

function explain(error: unknown): AppError {
  if (isAppError(error)) return error;
  const message = error instanceof Error ? error.message : 'unknown error';
  const named = /^(invalid characters in fileName|absolute path|invalid relative path): (.*)$/s.exec(message);
  if (named === null) return corrupt(archiveFaults.cannotRead({ said: message }));
  const [, what, name] = named;
  return unsafe(
    name,
    what === 'absolute path' ? archiveFaults.absolutePath() : what === 'invalid relative path' ? archiveFaults.leadsOut() : archiveFaults.backslash(),
  );
}
