import { cpus } from 'node:os';
import { sandboxWords } from '@/core/sentences/sandbox';
import type { Sentence } from '@/core/sentences/sentence';

/** How strangers' files are kept from the rest of the machine here. */
export interface Sandbox {
  readonly kind: 'bubblewrap' | 'podman' | 'docker' | 'plain';
  /**
   * Whether it keeps in what runs code of its own, as tried when it was opened. Where it does not, only formats that are data are loaded;
   * {@link requireSandbox} refuses the others.
   */
  readonly holds: boolean;
  /** What it keeps out, for the evidence of a check. */
  readonly words: Sentence;
  /** Id of its user, as seen inside. */
  readonly user: number;
  /** Whether descriptors beyond standard input, output and error come through to the program. */
  readonly passesDescriptors: boolean;
  /** The command line that runs `args` with only these folders in sight, once. Nothing of this process's environment goes in. */
  wrap(args: readonly string[], folders: SandboxFolders, options?: SandboxOptions): Wrapped;
}

/** What to start. Killing it, or its group, ends all that runs in the sandbox. */
export interface Wrapped {
  readonly command: string;
  readonly args: string[];
  /** Of the sandbox's first process, where that is no descendant of what is started; null until it runs, and once it is gone. */
  readonly pid?: () => number | null;
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

/** ONNX Runtime would try to send usage figures to its makers, and complain that it cannot. */
export const defaultVariables = { PATH: '/usr/bin:/bin', ORT_DISABLE_TELEMETRY: '1' };

/**
 * Set inside, on the program itself. Where control groups do not count processes, the kernel counts them by user, in the sandbox's own namespace.
 * @param limits  `tasks`: null where something else limits them
 */
export function resourceLimits({ tasks, fileBytes, cpuSeconds, addressBytes }: Omit<SandboxLimits, 'tasks'> & { readonly tasks: number | null }): string[] {
  const optional = [
    ...(tasks === null ? [] : [`--nproc=${tasks}`]),
    ...(cpuSeconds === null ? [] : [`--cpu=${cpuSeconds}`]),
    ...(addressBytes === null ? [] : [`--as=${addressBytes}`]),
  ];
  return ['/usr/bin/prlimit', '--core=0', `--fsize=${fileBytes}`, ...optional];
}

/** For machines where no sandbox is there or allowed: a process of its own, which sees the machine. */
export const plainSandbox: Sandbox = {
  kind: 'plain',
  holds: false,
  user: process.getuid?.() ?? 0,
  passesDescriptors: true,
  words: sandboxWords.plain(),
  wrap: ([command = '', ...args]) => ({ command, args }),
};
