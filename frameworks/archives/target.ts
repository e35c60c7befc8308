import { createWriteStream } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { AppError } from '@/core/errors';
import { archiveFaults, archiveWords } from '@/core/sentences/archives';
import type { Sentence } from '@/core/sentences/sentence';
import { entryPath, shown, unsafe } from './entry-path';
import type { ArchiveLimits } from './limits';

/**
 * The folder an archive is unpacked into. It counts entries and bytes as they come, not as the archive announces them, and takes each path once:
 * also where file systems would see one path in two, as those that ignore case do. It never makes a link, so no path leads through one.
 */
export class UnpackTarget {
  readonly #folder: string;
  readonly #limits: ArchiveLimits;
  readonly #packedBytes: number;
  /** Folded path → whether it is a file. */
  readonly #paths = new Map<string, { isFile: boolean; name: string }>();
  readonly files: string[] = [];
  #entries = 0;
  #bytes = 0;

  constructor(folder: string, packedBytes: number, limits: ArchiveLimits) {
    this.#folder = folder;
    this.#packedBytes = packedBytes;
    this.#limits = limits;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Counts one more entry, whatever it is. @throws AppError `ARCHIVE_TOO_LARGE` */
  countEntry(): void {
    this.#entries += 1;
    if (this.#entries > this.#limits.entriesMax) throw tooLarge(archiveWords.tooManyEntries({ most: this.#limits.entriesMax }));
  }

  /** Takes the path of a folder. @throws AppError `ARCHIVE_UNSAFE` */
  async addFolder(name: string): Promise<void> {
    const path = entryPath(name);
    if (path === null) return;
    this.#claim(path, name, false);
    await mkdir(join(this.#folder, path), { recursive: true, mode: 0o700 });
  }

  /** Takes the path of a file before its bytes are read. @throws AppError `ARCHIVE_UNSAFE` */
  claimFile(name: string): string {
    const path = entryPath(name);
    if (path === null) throw unsafe(name, archiveFaults.noName());
    this.#claim(path, name, true);
    return path;
  }

  /** Writes a file whose path was claimed. @throws AppError `ARCHIVE_TOO_LARGE` as soon as there are too many bytes */
  async write(path: string, body: Readable): Promise<void> {
    const file = join(this.#folder, path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const count = (chunks: AsyncIterable<Uint8Array>): AsyncIterable<Uint8Array> => this.#counted(chunks, path);
    await pipeline(body, count, createWriteStream(file, { flags: 'wx', mode: 0o600 }));
    this.files.push(path);
  }

  async *#counted(chunks: AsyncIterable<Uint8Array>, path: string): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      this.#bytes += chunk.byteLength;
      if (this.#bytes > this.#limits.bytesMax) throw tooLarge(archiveWords.tooManyBytes({ entry: shown(path), most: this.#limits.bytesMax }), path);
      const most = Math.max(this.#limits.ratioFreeBytes, this.#packedBytes * this.#limits.ratioMax);
      if (this.#bytes > most) throw tooLarge(archiveWords.tooDense({ entry: shown(path), times: this.#limits.ratioMax }), path);
      yield chunk;
    }
  }

  #claim(path: string, name: string, isFile: boolean): void {
    const segments = path.split('/');
    for (let depth = 1; depth < segments.length; depth++) this.#claimFolder(segments.slice(0, depth).join('/'), name);
    if (!isFile) {
      this.#claimFolder(path, name);
      return;
    }
    const known = this.#paths.get(fold(path));
    if (known !== undefined) throw unsafe(name, known.name === path ? archiveFaults.twice() : archiveFaults.cannotStandBeside({ other: shown(known.name) }));
    this.#paths.set(fold(path), { isFile: true, name: path });
  }

  #claimFolder(path: string, name: string): void {
    const known = this.#paths.get(fold(path));
    if (known?.isFile || (known !== undefined && known.name !== path)) throw unsafe(name, archiveFaults.cannotStandBeside({ other: shown(known.name) }));
    this.#paths.set(fold(path), { isFile: false, name: path });
  }
}

/** What two paths have in common where a file system cannot tell them apart. */
function fold(path: string): string {
  return path.normalize('NFKC').toLowerCase();
}

export function tooLarge(detail: Sentence, entry?: string): AppError {
  return new AppError('ARCHIVE_TOO_LARGE', {
    detail,
    fix: archiveWords.packModelOnly(),
    ...(entry === undefined ? {} : { evidence: shown(entry) }),
  });
}
