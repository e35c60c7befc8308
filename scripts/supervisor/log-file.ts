import { existsSync, renameSync, rmSync, statSync } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';

/**
 * A log on disk that never grows without bound: at `maxBytes` it becomes `<file>.1`, that one `.2`, and the oldest goes.
 * Lines are gathered and written together; a full disk loses lines, never the process.
 */
export class LogFile {
  readonly #path: string;
  readonly #maxBytes: number;
  readonly #kept: number;
  #waiting: string[] = [];
  #writing: Promise<void> | null = null;
  #handle: FileHandle | null = null;
  #bytes = 0;

  constructor(path: string, maxBytes = 16 * 1024 * 1024, kept = 4) {
    this.#path = path;
    this.#maxBytes = maxBytes;
    this.#kept = kept;
    this.#bytes = existsSync(path) ? statSync(path).size : 0;
  }

  write(line: string): void {
    this.#waiting.push(line);
    this.#writing ??= this.#drain().finally(() => {
      this.#writing = null;
    });
  }

  /** Resolves when everything written so far is in the file. */
  async flushed(): Promise<void> {
    await this.#writing;
  }

  async close(): Promise<void> {
    await this.flushed();
    await this.#handle?.close();
    this.#handle = null;
  }

  async #drain(): Promise<void> {
    while (this.#waiting.length > 0) {
      const text = `${this.#waiting.join('\n')}\n`;
      this.#waiting = [];
      try {
        if (this.#bytes > this.#maxBytes) await this.#rotate();
        this.#handle ??= await open(this.#path, 'a', 0o600);
        await this.#handle.write(text);
        this.#bytes += Buffer.byteLength(text);
      } catch (error) {
        process.stderr.write(`A line could not be written to ${this.#path}: ${String(error)}\n`);
        await this.#handle?.close().catch(() => undefined);
        this.#handle = null;
      }
    }
  }

  async #rotate(): Promise<void> {
    await this.#handle?.close();
    this.#handle = null;
    rmSync(`${this.#path}.${this.#kept}`, { force: true });
    for (let n = this.#kept - 1; n >= 1; n--) if (existsSync(`${this.#path}.${n}`)) renameSync(`${this.#path}.${n}`, `${this.#path}.${n + 1}`);
    renameSync(this.#path, `${this.#path}.1`);
    this.#bytes = 0;
  }
}
