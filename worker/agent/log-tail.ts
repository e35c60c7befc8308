import type { Readable } from 'node:stream';

const linesKept = 20;
const lineCharsMax = 2_000;

/** The last lines a replica wrote, as a person reads them: evidence for why it ended. */
export class LogTail {
  readonly #lines: string[] = [];

  /** Takes lines from a stream and hands each to `forward` as it came. */
  follow(stream: Readable, forward: (line: string) => void): void {
    let rest = '';
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      const lines = (rest + text).split('\n');
      rest = (lines.pop() ?? '').slice(0, lineCharsMax);
      for (const line of lines) this.#add(line, forward);
    });
    stream.on('end', () => {
      if (rest !== '') this.#add(rest, forward);
    });
  }

  get text(): string {
    return this.#lines.join('\n');
  }

  #add(line: string, forward: (line: string) => void): void {
    if (line.trim() === '') return;
    forward(line);
    this.#lines.push(readable(line.slice(0, lineCharsMax)));
    if (this.#lines.length > linesKept) this.#lines.shift();
  }
}

/** Our own log lines are JSON; of those the sentence and the error matter. */
function readable(line: string): string {
  if (!line.startsWith('{')) return line;
  try {
    const { level, msg, err } = JSON.parse(line) as { level?: string; msg?: string; err?: { message?: string } };
    if (msg === undefined) return line;
    return `${level ?? 'info'}: ${msg}${err?.message === undefined ? '' : `: ${err.message.split('\n', 1)[0]}`}`;
  } catch {
    return line;
  }
}
