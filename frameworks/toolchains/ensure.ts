import { buildToolchain } from './build';
import { findToolchain, type Toolchain } from './installed';
import { readLock, toolchainLine } from './lines';
import type { ToolchainPlaces } from './places';
import type { ToolchainProgress } from './progress';

export interface EnsureOptions extends ToolchainPlaces {
  readonly onProgress?: ((progress: ToolchainProgress) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

interface Running {
  readonly built: Promise<Toolchain>;
  readonly listeners: Set<(progress: ToolchainProgress) => void>;
  readonly stop: AbortController;
  waiting: number;
  last: ToolchainProgress | null;
}

const running = new Map<string, Running>();

/**
 * The environment of a line, built now where it is missing. Callers in one process share a build; it is cancelled once all of them have left.
 * @throws AppError `TOOLCHAIN_UNKNOWN`, `TOOLCHAIN_PYTHON_MISSING`, `TOOLCHAIN_BUILD_FAILED`, `STORAGE_FULL`; the signal's reason when the caller leaves
 */
export async function ensureToolchain(name: string, options: EnsureOptions): Promise<Toolchain> {
  const found = await findToolchain(name, options);
  if (found !== null) return found;
  options.signal?.throwIfAborted();
  const key = `${options.folder}/${readLock(toolchainLine(name)).hash}`;
  const one = running.get(key) ?? begin(key, name, options);
  const { onProgress } = options;
  if (onProgress !== undefined) {
    one.listeners.add(onProgress);
    if (one.last !== null) onProgress(one.last);
  }
  one.waiting++;
  try {
    return await untilAborted(one.built, options.signal);
  } finally {
    if (onProgress !== undefined) one.listeners.delete(onProgress);
    if (--one.waiting === 0) {
      running.delete(key);
      one.stop.abort();
    }
  }
}

function begin(key: string, name: string, { folder, wheels }: ToolchainPlaces): Running {
  const stop = new AbortController();
  const listeners: Running['listeners'] = new Set();
  const onProgress = (progress: ToolchainProgress): void => {
    one.last = progress;
    for (const listener of listeners) listener(progress);
  };
  const one: Running = { built: buildToolchain(name, { folder, wheels, signal: stop.signal, onProgress }), listeners, stop, waiting: 0, last: null };
  one.built.catch(() => undefined); // each caller hears of it
  running.set(key, one);
  return one;
}

function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return work;
  return new Promise((resolve, reject) => {
    const onAbort = (): void => reject(signal.reason);
    signal.addEventListener('abort', onAbort);
    work.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
}
