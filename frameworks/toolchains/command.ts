import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';

export interface CommandResult {
  readonly code: number | null;
  /** The last lines it wrote, of both its streams. */
  readonly log: readonly string[];
}

const logLinesMax = 60;
const lineCharactersMax = 2_000;
/** What a package installer may know of its surroundings: how to reach the index, and nothing of this installation. */
const environmentNames = /^(PATH|HOME|USER|LANG|LC_.*|TMPDIR|(HTTPS?|ALL|NO)_PROXY|SSL_CERT_.*|REQUESTS_CA_BUNDLE|PIP_.*|UV_.*|NETRC)$/i;

export function installerEnvironment(more: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const kept = Object.entries(process.env).filter(([name]) => environmentNames.test(name));
  return { ...Object.fromEntries(kept), PYTHONNOUSERSITE: '1', ...more, NODE_ENV: 'production' };
}

/**
 * Runs a program in a process group of its own, telling of each line it writes.
 * @throws the signal's reason once it was aborted and the whole group has ended
 */
export async function runCommand(
  [command = '', ...args]: readonly string[],
  { env, signal, onLine }: { env: NodeJS.ProcessEnv; signal?: AbortSignal | undefined; onLine?: (line: string) => void },
): Promise<CommandResult> {
  signal?.throwIfAborted();
  const child = spawn(command, args, { env, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const log: string[] = [];
  for (const stream of [child.stdout, child.stderr]) {
    createInterface({ input: stream }).on('line', (line) => {
      log.push(line.slice(0, lineCharactersMax));
      if (log.length > logLinesMax) log.shift();
      onLine?.(line);
    });
  }
  const onAbort = (): void => {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  };
  signal?.addEventListener('abort', onAbort);
  try {
    const code = await new Promise<number | null>((resolve, reject) => {
      child.once('error', reject);
      child.once('close', resolve);
    });
    signal?.throwIfAborted();
    return { code, log };
  } finally {
    signal?.removeEventListener('abort', onAbort);
  }
}
