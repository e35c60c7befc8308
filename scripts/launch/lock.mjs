import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { root } from './root.mjs';

const locks = join(root, '.cache/locks');

/**
 * Runs `work` while no other process of this checkout runs work under the same name. A lock whose holder is gone is taken over.
 * @template T
 * @param {string} name
 * @param {() => Promise<T> | T} work
 */
export async function withLock(name, work) {
  const file = join(locks, `${name}.lock`);
  mkdirSync(dirname(file), { recursive: true });
  for (let said = false; !take(file); said = true) {
    if (!said) process.stdout.write(`         waiting for process ${holder(file)?.pid ?? '?'}, which does the same: ${name}\n`);
    await new Promise((next) => setTimeout(next, 200));
  }
  try {
    return await work();
  } finally {
    rmSync(file, { force: true });
  }
}

/** Says that this process runs from the checkout with that build, until it ends; {@link runningHere} lists such processes. */
export function announceRunning(what, build) {
  const folder = join(locks, 'running');
  mkdirSync(folder, { recursive: true });
  const file = join(folder, `${process.pid}.json`);
  write(openSync(file, 'w'), { what, build });
  process.on('exit', () => rmSync(file, { force: true }));
}

/** Other processes that run from this checkout now. */
export function runningHere() {
  const folder = join(locks, 'running');
  if (!existsSync(folder)) return [];
  return readdirSync(folder).flatMap((name) => {
    const one = holder(join(folder, name));
    if (one !== null && one.pid !== process.pid && isRunning(one)) return [one];
    if (one === null || one.pid !== process.pid) rmSync(join(folder, name), { force: true });
    return [];
  });
}

function take(file) {
  try {
    write(openSync(file, 'wx'), {});
    return true;
  } catch (error) {
    if (error.code !== 'EEXIST') throw error;
  }
  const one = holder(file);
  // Between making the file and writing it there is an instant without a holder: only a named, dead one is replaced.
  if (one !== null && !isRunning(one)) rmSync(file, { force: true });
  return false;
}

function write(descriptor, more) {
  writeSync(descriptor, JSON.stringify({ pid: process.pid, startedAt: startOf(process.pid), ...more }));
  closeSync(descriptor);
}

function holder(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return null; // just made, or just removed
  }
}

/** True while the very process that wrote the note is alive; its start time tells it from a later one with the same number. */
function isRunning({ pid, startedAt }) {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error.code === 'EPERM';
  }
  return startedAt === null || startOf(pid) === startedAt;
}

function startOf(pid) {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return null; // no /proc on this system, or gone
  }
}
