import { cpus } from 'node:os';
import { sandboxWords } from '@/core/sentences/sandbox';
import type { Sentence } from '@/core/sentences/sentence';

/** How strangers' files are kept from the rest of the machine here. */
export interface Sandbox {
  readonly kind: 'bubblewrap' | 'plain';
  /**
   * Whether it keeps in what runs code of its own, as tried when it was opened. Where it does not, only formats that are data are loaded;
   * {@link requireSandbox} refuses the others.
   */
  readonly holds: boolean;
  /** What it keeps out, for the evidence of a check. */
  readonly words: Sentence;
  /** The command line that runs `args` with only these folders in sight. Nothing of this process's environment goes in. */
  wrap(args: readonly string[], folders: SandboxFolders, options?: SandboxOptions): { command: string; args: string[] };
}

export interface SandboxFolders {
  readonly readOnly: readonly string[];
  /** The one folder it may write to, besides a small private /tmp. */
  readonly writable: string | null;
}

export interface SandboxOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly limits?: Partial<SandboxLimits>;
}

/** What the kernel enforces. The watch over memory, time and processor time of `limited-process` comes on top. */
export interface SandboxLimits {
  /** Of all its processes together, its /tmp included; where control groups work. */
  readonly memoryBytes: number | null;
  /** Processes and threads. */
  readonly tasks: number;
  /** Largest file it may write. */
  readonly fileBytes: number;
  /** Of each of its processes. */
  readonly cpuSeconds: number | null;
  /** Address space; for Python only, since Node's WebAssembly reserves more than any machine has. */
  readonly addressBytes: number | null;
  /** Size of its /tmp. */
  readonly temporaryBytes: number;
}

export const defaultLimits: SandboxLimits = {
  memoryBytes: null,
  tasks: Math.max(512, 32 * cpus().length),
  fileBytes: 2 * 1024 ** 3,
  cpuSeconds: null,
  addressBytes: null,
  temporaryBytes: 64 * 1024 ** 2,
};

/** For machines where bubblewrap is not there or not allowed: a process of its own, which sees the machine. */
export const plainSandbox: Sandbox = {
  kind: 'plain',
  holds: false,
  words: sandboxWords.plain(),
  wrap: ([command = '', ...args]) => ({ command, args }),
};
