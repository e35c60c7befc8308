import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { runningHere, withLock } from './lock.mjs';
import { root } from './root.mjs';
import { StartError } from './step.mjs';

/** @throws StartError below Node 20.19 */
export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  throw new StartError(`AI Mass needs Node 20.19 or newer; this is ${process.version}. Install a newer Node and run the command again.`);
}

/** Installs what package-lock.json names and node_modules lacks. @returns what was done, for the step's line */
export async function installPackages() {
  if (isInstalled()) return 'present';
  return withLock('install', () => {
    if (isInstalled()) return 'present';
    const running = existsSync(join(root, 'node_modules')) ? runningHere() : [];
    if (running.length > 0) {
      const who = running.map((one) => `${one.what} (process ${one.pid})`).join(', ');
      throw new StartError(`The packages have changed, and ${who} still runs from this folder. Stop it, then run the command again.`);
    }
    const environment = { ...process.env };
    delete environment.NODE_ENV; // production would leave the build tools out
    const npm = npmCommand();
    const result = spawnSync(npm[0], [...npm.slice(1), 'ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: root, stdio: 'inherit', env: environment });
    if (result.status !== 0) throw new StartError('npm ci failed; its own words stand above. The registry must be reachable for the first start.');
    return 'npm ci';
  });
}

/** The npm that runs us, else the one on the path. */
function npmCommand() {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script] : ['npm'];
}

/** npm writes node_modules/.package-lock.json last, so it tells what is really there. */
export function isInstalled() {
  const hidden = join(root, 'node_modules/.package-lock.json');
  if (!existsSync(hidden)) return false;
  const wanted = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')).packages;
  const present = JSON.parse(readFileSync(hidden, 'utf8')).packages;
  return Object.entries(wanted).every(([path, one]) => path === '' || one.optional || one.peer || present[path]?.version === one.version);
}
