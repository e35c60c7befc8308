import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { createInterface } from 'node:readline';
import { readProcessFigures } from './process-figures';

export interface ProcessLimits {
  readonly wallMs: number;
  readonly cpuMs: number;
  readonly memoryBytes: number;
}

export interface LimitedCommand {
  readonly command: string;
  readonly args: readonly string[];
  readonly cwd: string;
  /** All it gets: nothing is inherited. */
  readonly env: Readonly<Record<string, string>>;
  readonly input: string;
  /** Where what is watched is no descendant of the command: its first process, null until it runs. */
  readonly pid?: () => number | null;
}

export interface Ended {
  /** What ended it: itself, a limit, or the caller. */
  readonly by: 'itself' | 'memory' | 'wall' | 'cpu' | 'caller';
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly peakBytes: number;
  /** Last lines of its standard error. */
  readonly log: readonly string[];
}

const watchMs = 50;
const logLinesMax = 20;
const lineBytesMax = 4 * 1024 * 1024;

/**
 * Runs a program in a process group of its own and watches its resident set, its processor time and the clock; whoever passes a limit is killed with all
 * it started. Each line of standard output goes to `onLine` at once.
 */
export async function runLimited(command: LimitedCommand, limits: ProcessLimits, onLine: (line: string) => void, signal?: AbortSignal): Promise<Ended> {
  const environment = command.env as NodeJS.ProcessEnv; // Next's types demand NODE_ENV of it
  const child = spawn(command.command, [...command.args], { cwd: command.cwd, env: environment, stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let by: Ended['by'] = 'itself';
  let peakBytes = 0;
  const kill = (why: Ended['by']): void => {
    if (by === 'itself') by = why;
    killGroup(child.pid);
  };
  const watch = watchFigures(command.pid ?? (() => child.pid ?? null), limits, (bytes) => (peakBytes = Math.max(peakBytes, bytes)), kill);
  const timer = setTimeout(() => kill('wall'), limits.wallMs);
  const onAbort = (): void => kill('caller');
  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  const log: string[] = [];
  createInterface({ input: child.stderr }).on('line', (line) => {
    log.push(line.slice(0, 1000));
    if (log.length > logLinesMax) log.shift();
  });
  const lines = createInterface({ input: child.stdout });
  lines.on('line', (line) => (line.length > lineBytesMax ? kill('memory') : onLine(line)));
  child.stdin.on('error', () => undefined); // it ended before it read its job: the exit code tells
  child.stdin.end(command.input);
  try {
    const [code, exitSignal] = endOf(await ending(child, lines));
    // Nobody here killed it, so the kernel did, for the memory of its control group or of the machine.
    if (by === 'itself' && exitSignal === 'SIGKILL') by = 'memory';
    return { by, code, signal: exitSignal, peakBytes, log };
  } finally {
    watch.stop();
    clearTimeout(timer);
    signal?.removeEventListener('abort', onAbort);
    killGroup(child.pid); // whatever it left behind
  }
}

/** A sandbox tells of its program's signal as shells do, by an exit code above 128. */
export function endOf([code, signal]: readonly [number | null, NodeJS.Signals | null]): [number | null, NodeJS.Signals | null] {
  const name = code !== null && code > 128 ? Object.entries(constants.signals).find(([, number]) => number === code - 128)?.[0] : undefined;
  return name === undefined ? [code, signal] : [null, name as NodeJS.Signals];
}

/** Ended means: the process is gone and all it wrote was read. */
function ending(child: ReturnType<typeof spawn>, lines: ReturnType<typeof createInterface>): Promise<[number | null, NodeJS.Signals | null]> {
  const closed = new Promise<void>((resolve) => lines.once('close', resolve));
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code, signal) => void closed.then(() => resolve([code, signal])));
  });
}

/** Looks at a process every 50 ms: what it uses, and whether it passed a limit. @param of  its id; null while there is nothing to look at */
export function watchFigures(
  of: () => number | null,
  limits: ProcessLimits,
  onMemory: (bytes: number) => void,
  kill: (why: 'memory' | 'cpu') => void,
): { stop(): void } {
  let reading = false;
  const look = async (): Promise<void> => {
    const pid = of();
    if (reading || pid === null) return;
    reading = true;
    const { memoryBytes, cpuMs } = await readProcessFigures(pid);
    reading = false;
    onMemory(memoryBytes);
    if (memoryBytes > limits.memoryBytes) kill('memory');
    else if (cpuMs > limits.cpuMs) kill('cpu');
  };
  const timer = setInterval(() => void look(), watchMs);
  return { stop: () => clearInterval(timer) };
}

/** Kills a process that leads a group, with all it started. */
export function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // gone already
  }
}
