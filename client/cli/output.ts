import type { ApiError } from '../http';

/** What the command line prints. Results go to standard output, progress and errors to standard error. */
export class Output {
  readonly json: boolean;
  readonly #isTerminal = process.stderr.isTTY === true;

  constructor(json: boolean) {
    this.json = json;
  }

  /** The result of a command: JSON as it came, or `words` for people. */
  result(value: unknown, words: string): void {
    process.stdout.write(this.json ? `${JSON.stringify(value, null, 2)}\n` : `${words}\n`);
  }

  /** One remark on the way; only for people. */
  note(words: string): void {
    if (!this.json) process.stderr.write(`${this.#clear()}${words}\n`);
  }

  /** A bar that is drawn over and over, on a terminal only. `fraction` 0 to 1. */
  progress(what: string, fraction: number, after: string): void {
    if (this.json || !this.#isTerminal) return;
    const filled = Math.round(fraction * 24);
    process.stderr.write(`${this.#clear()}${what.padEnd(10)} ${'█'.repeat(filled)}${'░'.repeat(24 - filled)} ${after}`);
  }

  progressDone(): void {
    if (!this.json && this.#isTerminal) process.stderr.write(this.#clear());
  }

  /** An error in the words of the problem document. */
  problem(error: Pick<ApiError, 'code' | 'detail'> & Partial<Pick<ApiError, 'status' | 'reason' | 'fix' | 'evidence' | 'requestId' | 'errors'>>): void {
    if (this.json) {
      const { code, status, detail, fix, evidence, requestId, errors } = error;
      process.stderr.write(`${JSON.stringify({ code, status, detail, fix, evidence, requestId, errors })}\n`);
      return;
    }
    const lines = [`${error.code}: ${error.detail}`];
    for (const one of error.errors ?? []) lines.push(`  at ${one.pointer || '/'}: ${one.detail}`);
    if (error.reason) lines.push(`Cause: ${error.reason}`);
    if (error.fix) lines.push(`Fix: ${error.fix}`);
    if (error.evidence) lines.push(error.evidence.replaceAll(/^/gm, '  | '));
    if (error.requestId) lines.push(`Request: ${error.requestId}`);
    process.stderr.write(`${this.#clear()}${lines.join('\n')}\n`);
  }

  #clear(): string {
    return this.#isTerminal ? '\r\x1b[K' : '';
  }
}

/** Rows in columns; numbers to the right. The first row of a column is its name. */
export function table(columns: readonly string[], rows: readonly (readonly (string | number | null | undefined)[])[]): string {
  const text = [columns, ...rows.map((row) => row.map((cell) => String(cell ?? '–')))];
  const widths = columns.map((_, column) => Math.max(...text.map((row) => (row[column] ?? '').length)));
  const isNumber = columns.map((_, column) => rows.length > 0 && rows.every((row) => typeof row[column] === 'number' || row[column] == null));
  return text
    .map((row) =>
      row
        .map((cell, column) => (isNumber[column] ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0)))
        .join('  ')
        .trimEnd(),
    )
    .join('\n');
}

export function bytes(count: number): string {
  const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];
  const power = count < 1 ? 0 : Math.min(units.length - 1, Math.floor(Math.log2(count) / 10));
  return `${(count / 1024 ** power).toFixed(power === 0 ? 0 : 1)} ${units[power]}`;
}
