import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { LogFile } from './log-file';
import { prettyLine } from './pretty-line';

const lineBytesMax = 64 * 1024;

/** Takes the output of all processes: to the terminal (readable) or standard output (as it is), and to one file a process. */
export class LogLines {
  readonly #folder: string;
  readonly #terminal: NodeJS.WriteStream;
  readonly #files = new Map<string, LogFile>();

  constructor(folder: string, terminal: NodeJS.WriteStream = process.stdout) {
    this.#folder = folder;
    this.#terminal = terminal;
  }

  /** Reads lines of `stream` until it ends. `seen` gets each one, for what must be told when the process fails. */
  follow(processName: string, stream: Readable, seen: (line: string) => void = () => undefined): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (chunk: string) => {
      const lines = (rest + chunk).split('\n');
      rest = lines.pop() ?? '';
      if (rest.length > lineBytesMax) lines.push(rest.slice(0, lineBytesMax));
      if (rest.length > lineBytesMax) rest = '';
      for (const line of lines) if (line !== '') this.#take(processName, line, seen);
    });
    stream.on('end', () => {
      if (rest !== '') this.#take(processName, rest, seen);
    });
    stream.on('error', () => undefined); // the process is gone; its end is reported elsewhere
  }

  /** A destination for the supervisor's own log. */
  destination(processName: string): { write(line: string): void } {
    return { write: (line) => this.#take(processName, line.trimEnd(), () => undefined) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.#files.values()].map((file) => file.close()));
  }

  #take(processName: string, line: string, seen: (line: string) => void): void {
    const json = line.startsWith('{') ? line : JSON.stringify({ level: 'info', time: new Date().toISOString(), process: processName, msg: line });
    seen(line);
    this.#fileOf(processName).write(json);
    this.#terminal.write(this.#terminal.isTTY ? prettyLine(json) : `${json}\n`);
  }

  #fileOf(processName: string): LogFile {
    const known = this.#files.get(processName);
    if (known !== undefined) return known;
    const file = new LogFile(join(this.#folder, `${processName.replaceAll(/[^\w.-]+/g, '_')}.log`));
    this.#files.set(processName, file);
    return file;
  }
}
