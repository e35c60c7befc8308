import type { Sentence } from '@/core/sentences/sentence';
import { toolchainWords } from '@/core/sentences/toolchains';

export interface ToolchainProgress {
  readonly phase: 'waiting' | 'preparing' | 'downloading' | 'installing' | 'compiling' | 'trying' | 'ready';
  readonly packages: { readonly done: number; readonly of: number };
  /** Downloaded so far, as far as the installer tells. */
  readonly bytes: number;
  readonly words: Sentence;
}

const units: Readonly<Record<string, number>> = { B: 1, KiB: 1024, MiB: 1024 ** 2, GiB: 1024 ** 3 };
const downloadEvery = 1024 ** 2;

/** Reads uv's messages: `Downloading numpy (15.9MiB)`, ` Downloaded numpy`, `Prepared 35 packages in 8s`, `Installed 35 packages in 1s`. */
export class InstallProgress {
  readonly #of: number;
  readonly #tell: (progress: ToolchainProgress) => void;
  readonly #sizes = new Map<string, number>();
  #done = 0;
  #bytes = 0;

  constructor(packages: number, tell: (progress: ToolchainProgress) => void) {
    this.#of = packages;
    this.#tell = tell;
  }

  get bytes(): number {
    return this.#bytes;
  }

  read(line: string): void {
    const begun = /^\s*Downloading (\S+) \(([\d.]+)\s?([KMG]?i?B)\)/.exec(line);
    if (begun !== null) this.#sizes.set(begun[1] ?? '', Number(begun[2]) * (units[begun[3] ?? 'B'] ?? 1));
    const downloaded = /^\s*Downloaded (\S+)/.exec(line);
    if (downloaded !== null) {
      this.#done++;
      this.#bytes += Math.round(this.#sizes.get(downloaded[1] ?? '') ?? downloadEvery);
    }
    if (begun !== null || downloaded !== null) this.at('downloading');
    else if (/^\s*Prepared \d+ packages?/.test(line)) this.at('installing');
    else if (/^\s*Installed \d+ packages?/.test(line)) this.at('compiling');
  }

  at(phase: 'downloading' | 'installing' | 'compiling'): void {
    if (phase !== 'downloading') this.#done = this.#of;
    const words = {
      downloading: () => toolchainWords.downloading({ done: this.#done, of: this.#of, size: this.#bytes }),
      installing: () => toolchainWords.installing({ packages: this.#of }),
      compiling: () => toolchainWords.compiling(),
    };
    this.#tell({ phase, packages: { done: this.#done, of: this.#of }, bytes: this.#bytes, words: words[phase]() });
  }
}
