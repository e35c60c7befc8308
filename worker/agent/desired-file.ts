import { closeSync, fsyncSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname } from 'node:path';
import type { DesiredState } from '@/core/agent-api';

/** The last desired state, kept on disk so that an agent serves it again while control is away. */
export class DesiredFile {
  readonly #path: string;

  constructor(path: string) {
    this.#path = path;
  }

  /** Null where there is none, or none that can be read: control is asked then. */
  read(): DesiredState | null {
    try {
      return JSON.parse(readFileSync(this.#path, 'utf8')) as DesiredState;
    } catch {
      return null;
    }
  }

  /** Whole or not at all, also when the machine stops in between. */
  write(state: DesiredState): void {
    mkdirSync(dirname(this.#path), { recursive: true, mode: 0o700 });
    const next = `${this.#path}.next`;
    const file = openSync(next, 'w', 0o600);
    try {
      writeSync(file, JSON.stringify(state));
      fsyncSync(file);
    } finally {
      closeSync(file);
    }
    renameSync(next, this.#path);
  }

  remove(): void {
    rmSync(this.#path, { force: true });
  }
}
