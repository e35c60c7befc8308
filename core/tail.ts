import type { Readable } from 'node:stream';

const keptBytes = 16 * 1024;
const linesMax = 20;
const lineLengthMax = 500;

/** The end of what a process says, whatever it says: a model may print without pause and without line ends. */
export class Tail {
  #kept = Buffer.alloc(0);

  follow(source: Readable): void {
    source.on('data', (chunk: Buffer) => {
      const last = chunk.byteLength >= keptBytes ? chunk.subarray(chunk.byteLength - keptBytes) : chunk;
      const room = keptBytes - last.byteLength;
      this.#kept = Buffer.concat([this.#kept.subarray(Math.max(0, this.#kept.byteLength - room)), last]);
    });
  }

  /** Its last lines. */
  get lines(): string[] {
    const lines = this.#kept.toString('utf8').split('\n');
    return lines
      .map((line) => line.trimEnd().slice(0, lineLengthMax))
      .filter((line) => line !== '')
      .slice(-linesMax);
  }
}
