import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { descendants } from '@/chaos/processes';
import { startInstallation, temporaryFolder } from '@/e2e/installation';
import { residentBytes } from './process-cpu';
import type { Benchmark, Figure } from './report';

const idleSeconds = 30;
const mebibyte = 1024 * 1024;

/** A fresh clone's first start, later starts, and what all processes hold when idle. */
export const startUp: Benchmark = {
  name: 'start-up',
  about: 'npm start in a fresh clone, again on the same data, and resident memory (PSS) of all processes 30 s after it',
  async run() {
    const first = await firstStart();
    const dataDir = temporaryFolder();
    await (await startInstallation({ AIMASS_DATA_DIR: dataDir })).stop();
    const startedAt = performance.now();
    const again = await startInstallation({ AIMASS_DATA_DIR: dataDir });
    const laterSeconds = (performance.now() - startedAt) / 1000;
    await new Promise((next) => setTimeout(next, idleSeconds * 1000));
    const pids = [again.pid, ...descendants(again.pid).map((one) => one.pid)];
    const memory = pids.reduce((sum, pid) => sum + residentBytes(pid), 0) / mebibyte;
    const { seconds: stopSeconds } = await again.stop();
    rmSync(dataDir, { recursive: true, force: true });
    const figures: Figure[] = [
      { name: 'first start, to the ready line', value: first, unit: 's', limit: 120 },
      { name: 'later start, to the ready line', value: laterSeconds, unit: 's', limit: 5 },
      { name: 'stop', value: stopSeconds, unit: 's', limit: 15 },
      { name: 'resident memory, idle', value: memory, unit: 'MB', limit: 750 },
    ];
    return { figures };
  },
};

/** Seconds from `npm start` in a clone of this checkout's last commit to its ready line. */
async function firstStart(): Promise<number> {
  const clone = mkdtempSync(join(tmpdir(), 'aimass-clone-'));
  const cloned = spawnSync('git', ['clone', '--quiet', join(import.meta.dirname, '..'), clone], { encoding: 'utf8' });
  if (cloned.status !== 0) throw new Error(`git clone failed: ${cloned.stderr}`);
  try {
    const dataDir = temporaryFolder();
    const startedAt = performance.now();
    const installation = await startInstallation({ AIMASS_DATA_DIR: dataDir }, clone);
    const seconds = (performance.now() - startedAt) / 1000;
    await installation.stop();
    rmSync(dataDir, { recursive: true, force: true });
    return seconds;
  } finally {
    rmSync(clone, { recursive: true, force: true });
  }
}
