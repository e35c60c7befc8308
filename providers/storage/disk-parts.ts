import { mkdir, readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { AppError } from '@/core/errors';
import { storageWords } from '@/core/sentences/uploads';
import { errnoOf } from './disk-errors';
import { type Written, writeWhole } from './disk-files';
import type { StoredPart } from './provider';

/** A part's file says all there is to know of it: `<number>.<bytes>.<md5>`. */
const partName = /^(\d{1,5})\.(\d{1,15})\.([0-9a-f]{32})$/;
const partNumberMax = 10_000;

/** Not a template within `join`: the console's bundler would look through the whole checkout, `.data` and all, for files that match it. */
const partFile = (...words: readonly [number: number, sizeBytes: number, md5: string]): string => words.join('.');

/** The parts of uploads under way, one folder an upload. A part counts once its file has its name. */
export class DiskParts {
  readonly #folder: string;
  readonly #temporary: string;

  constructor(folder: string, temporary: string) {
    this.#folder = folder;
    this.#temporary = temporary;
  }

  async begin(uploadId: string): Promise<void> {
    await mkdir(join(this.#folder, uploadId), { recursive: true, mode: 0o700 });
  }

  async put(uploadId: string, number: number, sizeBytes: number, body: Readable): Promise<{ etag: string }> {
    if (!Number.isInteger(number) || number < 1 || number > partNumberMax) {
      throw new AppError('UPLOAD_PART_REJECTED', { detail: storageWords.noPart({ part: number, most: partNumberMax }) });
    }
    const folder = join(this.#folder, uploadId);
    await stat(folder); // an upload that was ended takes no more parts
    const whole = {
      temporaryFolder: this.#temporary,
      file: (written: Written) => join(folder, partFile(number, written.sizeBytes, written.md5)),
      check: (written: Written) => {
        if (written.sizeBytes !== sizeBytes) throw wrongLength(number, sizeBytes, written.sizeBytes);
      },
    };
    const { md5 } = await writeWhole(whole, limited(body, sizeBytes));
    await this.#dropOthers(folder, number, partFile(number, sizeBytes, md5));
    return { etag: `"${md5}"` };
  }

  async list(uploadId: string): Promise<StoredPart[]> {
    const names = await readdir(join(this.#folder, uploadId)).catch((error: unknown) => {
      if (errnoOf(error) === 'ENOENT') return [];
      throw error;
    });
    const parts = names.flatMap((name) => toPart(name) ?? []);
    return parts.sort((a, b) => a.number - b.number);
  }

  /** Files of exactly these parts in their order, or null when one is not there. */
  async filesOf(uploadId: string, parts: readonly StoredPart[]): Promise<string[] | null> {
    const there = await this.list(uploadId);
    const files = parts.flatMap((part) => {
      const found = there.find((one) => one.number === part.number && one.etag === part.etag && one.sizeBytes === part.sizeBytes);
      return found === undefined ? [] : [join(this.#folder, uploadId, partFile(found.number, found.sizeBytes, found.etag.slice(1, -1)))];
    });
    return files.length === parts.length && parts.length > 0 ? files : null;
  }

  async remove(uploadId: string): Promise<void> {
    await rm(join(this.#folder, uploadId), { recursive: true, force: true });
  }

  /** A part sent twice counts as it came last. */
  async #dropOthers(folder: string, number: number, kept: string): Promise<void> {
    const names = await readdir(folder);
    const others = names.filter((name) => name !== kept && toPart(name)?.number === number);
    await Promise.all(others.map((name) => rm(join(folder, name), { force: true })));
  }
}

function toPart(name: string): StoredPart | null {
  const [, number, sizeBytes, md5] = partName.exec(name) ?? [];
  if (md5 === undefined) return null;
  return { number: Number(number), sizeBytes: Number(sizeBytes), etag: `"${md5}"` };
}

/** Stops reading as soon as there is more than was announced. */
async function* limited(body: Readable, sizeBytes: number): AsyncGenerator<Uint8Array> {
  let seen = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    seen += chunk.byteLength;
    if (seen > sizeBytes) throw new AppError('UPLOAD_PART_REJECTED', { detail: storageWords.bodyTooLong({ bytes: sizeBytes }) });
    yield chunk;
  }
}

function wrongLength(number: number, expected: number, got: number): AppError {
  return new AppError('UPLOAD_PART_REJECTED', { detail: storageWords.partLength({ part: number, expected, got }), fix: storageWords.sendPartAgain() });
}
