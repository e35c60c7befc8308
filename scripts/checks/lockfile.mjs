import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../launch/root.mjs';

/**
 * The lockfile names no registry, and holds an entry for every platform's optional package: a release that was published
 * half would otherwise be locked without them and fail on another platform.
 */
const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8'));
const faults = [];
for (const [path, entry] of Object.entries(lock.packages)) {
  if (entry.resolved !== undefined && /^https?:/.test(entry.resolved)) faults.push(`${path} names the registry ${new URL(entry.resolved).host}`);
  for (const name of Object.keys(entry.optionalDependencies ?? {})) if (!isLocked(path, name)) faults.push(`${path || 'package.json'}: ${name} is not locked`);
}
if (existsRegistry('.npmrc')) faults.push('.npmrc names a registry');

/** Node's own way up: beside the package, then in each folder above. */
function isLocked(path, name) {
  for (let at = path; ; at = at.slice(0, Math.max(0, at.lastIndexOf('node_modules/') - 1))) {
    if (lock.packages[`${at === '' ? '' : `${at}/`}node_modules/${name}`] !== undefined) return true;
    if (at === '') return false;
  }
}

function existsRegistry(file) {
  return /registry *=/.test(readFileSync(join(root, file), 'utf8'));
}

for (const fault of faults) process.stderr.write(`${fault}\n`);
process.exit(faults.length === 0 ? 0 : 1);
