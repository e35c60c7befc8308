import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

export type BundleName = 'gateway' | 'gateway-sync' | 'control' | 'worker' | 'replica' | 'inspect' | 'supervisor' | 'cli';

const sources: Record<BundleName, string> = {
  gateway: 'gateway/main.ts',
  'gateway-sync': 'gateway/sync/main.ts',
  control: 'control/main.ts',
  worker: 'worker/main.ts',
  replica: 'worker/replica/main.ts',
  inspect: 'frameworks/inspect-main.ts',
  supervisor: 'scripts/supervisor/main.ts',
  cli: 'client/cli/main.ts',
};

/**
 * How to start another program of this installation with `process.execPath`: beside this one where it runs from its bundle,
 * else from its source through tsx, as tests do.
 */
export function bundleOf(name: BundleName): { file: string; execArgv: string[] } {
  const here = dirname(fileURLToPath(import.meta.url));
  const bundled = join(here, `${name}.mjs`);
  if (existsSync(bundled)) return { file: bundled, execArgv: [] };
  return { file: join(here, '..', sources[name]), execArgv: ['--import', 'tsx'] };
}
