import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';
import { StartError } from './step.mjs';

/** Programs of the installation and the source each begins in; `core/bundle.ts` finds them by these names. */
const entries = {
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
 * Bundles our own sources, one file a program; packages stay in node_modules.
 * @param {string} folder where the `.mjs` files go
 */
export async function buildBundles(folder) {
  const { build, formatMessages, stop } = await import('esbuild');
  const faults = [];
  await Promise.all(
    Object.entries(entries).map(async ([name, entry]) => {
      if (!existsSync(join(root, entry))) {
        faults.push(`${entry} is missing.`);
        return;
      }
      const options = {
        absWorkingDir: root,
        entryPoints: [entry],
        outfile: join(folder, `${name}.mjs`),
        bundle: true,
        platform: 'node',
        format: 'esm',
        target: 'node20.19',
        packages: 'external',
        sourcemap: 'linked',
        logLevel: 'silent',
      };
      await build(options).catch(async (error) => {
        faults.push(...(await formatMessages(error.errors ?? [{ text: String(error) }], { kind: 'error', color: process.stderr.isTTY })));
      });
    }),
  );
  await stop(); // its service would stay beside a running installation
  if (faults.length > 0) throw new StartError(`The build failed:\n${[...new Set(faults)].join('\n')}`);
  return `${Object.keys(entries).length} programs`;
}
