import { readdir, readFile, rename, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { countSpoolRecords } from '@/core/wire/spool-frame';

/** The gateway's segment files: `<segment>.open` while it writes, `<segment>.sealed` for us. Names sort by gateway, boot and sequence. */
export class Spool {
  readonly #folder: string;
  readonly #records = new Map<string, number>();

  constructor(folder: string) {
    this.#folder = folder;
  }

  async list(): Promise<{ sealed: string[]; open: string[] }> {
    const names = await readdir(this.#folder).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return []; // the gateway has written nothing yet
      throw error;
    });
    const withEnding = (ending: string): string[] =>
      names
        .filter((name) => name.endsWith(ending))
        .map((name) => name.slice(0, -ending.length))
        .sort();
    const sealed = withEnding('.sealed');
    for (const known of this.#records.keys()) if (!sealed.includes(known)) this.#records.delete(known);
    return { sealed, open: withEnding('.open') };
  }

  /** @returns null where another shipper was faster */
  async read(segmentId: string): Promise<Buffer | null> {
    return readFile(this.#file(segmentId)).catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return null;
      throw error;
    });
  }

  async remove(segmentId: string): Promise<void> {
    await unlink(this.#file(segmentId)).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
  }

  /** Keeps a segment whose end cannot be read, for a person to look at; its good records are counted. */
  async setAside(segmentId: string): Promise<void> {
    await rename(this.#file(segmentId), join(this.#folder, `${segmentId}.damaged`));
  }

  /** Records of sealed segments that wait; each is counted once, by its frame heads alone. */
  async countRecords(sealed: readonly string[]): Promise<number> {
    let total = 0;
    for (const segmentId of sealed) {
      let records = this.#records.get(segmentId);
      if (records === undefined) {
        records = countSpoolRecords((await this.read(segmentId)) ?? Buffer.alloc(0));
        this.#records.set(segmentId, records);
      }
      total += records;
    }
    return total;
  }

  #file(segmentId: string): string {
    return join(this.#folder, `${segmentId}.sealed`);
  }
}
