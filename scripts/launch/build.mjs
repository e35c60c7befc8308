import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readlinkSync, renameSync, rmSync, statSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { buildBundles } from './bundles.mjs';
import { runningHere, withLock } from './lock.mjs';
import { root } from './root.mjs';
import { sourceKey } from './sources.mjs';
import { StartError, step } from './step.mjs';

const buildsKept = 3;

/**
 * Builds what is not built yet, into `dist/<hash of the sources>`: a running installation keeps the build it started from.
 * @returns {Promise<{folder: string, key: string}>}
 */
export async function buildAll() {
  const key = sourceKey();
  const folder = join(root, 'dist', key);
  const done = join(folder, 'built');
  if (!existsSync(done)) {
    await withLock('build', async () => {
      if (existsSync(done)) return;
      rmSync(folder, { recursive: true, force: true });
      mkdirSync(folder, { recursive: true });
      await step('programs built', () => buildBundles(folder));
      await step('console built', () => buildConsole(folder));
      if (sourceKey() !== key) throw new StartError('The sources changed while they were built. Run the command again.');
      writeFileSync(done, new Date().toISOString());
      removeOldBuilds(key);
    });
  }
  utimesSync(folder, new Date(), new Date());
  return { folder, key };
}

/** Next builds into `.next`, as its types expect; the result then moves beside the programs. */
async function buildConsole(folder) {
  const output = [];
  const child = spawn(process.execPath, ['node_modules/next/dist/bin/next', 'build'], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', NEXT_TELEMETRY_DISABLED: '1', AIMASS_NEXT_DIST: '' },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => output.push(chunk));
  const code = await new Promise((ended) => child.on('close', ended));
  if (code !== 0) throw new StartError(`The console did not build:\n${Buffer.concat(output)}`);
  rmSync(join(root, '.next/cache'), { recursive: true, force: true });
  mkdirSync(join(folder, 'next'), { recursive: true });
  for (const name of readdirSync(join(root, '.next'))) if (name !== 'dev') renameSync(join(root, '.next', name), join(folder, 'next', name));
  relinkPackages(join(folder, 'next/node_modules'), join(root, '.next/node_modules'));
}

/** Next reaches packages it does not bundle through links relative to where it built. */
function relinkPackages(folder, from) {
  if (!existsSync(folder)) return;
  for (const entry of readdirSync(folder, { withFileTypes: true })) {
    const link = join(folder, entry.name);
    if (entry.isDirectory()) relinkPackages(link, join(from, entry.name));
    if (!entry.isSymbolicLink()) continue;
    const target = resolve(from, readlinkSync(link));
    rmSync(link);
    symlinkSync(relative(folder, target), link);
  }
}

function removeOldBuilds(current) {
  const inUse = new Set([current, ...runningHere().map((one) => one.build)]);
  const builds = readdirSync(join(root, 'dist'))
    .map((name) => ({ name, usedAt: statSync(join(root, 'dist', name)).mtimeMs }))
    .sort((a, b) => b.usedAt - a.usedAt);
  for (const { name } of builds.slice(buildsKept)) if (!inUse.has(name)) rmSync(join(root, 'dist', name), { recursive: true, force: true });
}
