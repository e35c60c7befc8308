import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { Worker } from 'node:worker_threads';

export type BundleName = 'gateway' | 'gateway-sync' | 'control' | 'console' | 'worker' | 'replica' | 'inspect' | 'supervisor' | 'prepare' | 'cli';

const sources: Record<BundleName, string> = {
  gateway: 'gateway/main.ts',
  'gateway-sync': 'gateway/sync/main.ts',
  control: 'control/main.ts',
  console: 'scripts/supervisor/console.ts',
  worker: 'worker/main.ts',
  replica: 'worker/replica/main.ts',
  inspect: 'frameworks/inspect-main.ts',
  supervisor: 'scripts/supervisor/main.ts',
  prepare: 'scripts/supervisor/prepare.ts',
  cli: 'client/cli/main.ts',
};

/**
 * How to start another program of this installation with `process.execPath`: beside this one where it runs from its bundle,
 * else from its source through tsx, as tests do. Bundles lie in `dist/<build>/`, so nothing but packages may be found relative to
 * a bundle; what the repository holds (samples, migrations) is found by {@link repositoryRoot}.
 */
export function bundleOf(name: BundleName): { file: string; execArgv: string[] } {
  const here = dirname(fileURLToPath(import.meta.url));
  const bundled = join(here, `${name}.mjs`);
  if (existsSync(bundled)) return { file: bundled, execArgv: [] };
  return { file: join(here, '..', sources[name]), execArgv: ['--import', 'tsx'] };
}

/** Starts a program of this installation as a thread. From its source it registers tsx itself, since a thread does not take it from `--import`. */
export function startThread(name: BundleName, workerData: unknown): Worker {
  const { file, execArgv } = bundleOf(name);
  if (execArgv.length === 0) return new Worker(file, { workerData });
  const source = JSON.stringify(pathToFileURL(file).href);
  return new Worker(`import('tsx/esm/api').then(({ register }) => { register(); return import(${source}); })`, { eval: true, workerData });
}

/** The folder that holds package.json: two above a bundle, one above this source. */
export function repositoryRoot(): string {
  for (let at = dirname(fileURLToPath(import.meta.url)); ; at = dirname(at)) {
    if (existsSync(join(at, 'package-lock.json')) || at === dirname(at)) return at;
  }
}
