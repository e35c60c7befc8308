import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { dataPaths } from '@/core/paths';
import { lockDataDirectory } from './instance-lock';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aimass-lock-'));
  mkdirSync(join(folder, 'run'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('a second start is refused with the number of the first', () => {
  const unlock = lockDataDirectory(dataPaths(folder));
  expect(() => lockDataDirectory(dataPaths(folder))).toThrow(`process ${process.pid}`);
  unlock();
  lockDataDirectory(dataPaths(folder))();
});

test('the lock of a process that is gone is taken over', async () => {
  const gone = spawn(process.execPath, ['-e', '0']);
  await new Promise((ended) => gone.on('exit', ended));
  writeFileSync(join(folder, 'run/supervisor.lock'), JSON.stringify({ pid: gone.pid, startedAt: '1' }));
  lockDataDirectory(dataPaths(folder))();
});

test.skipIf(process.platform !== 'linux')('a later process with the same number does not keep the lock', () => {
  writeFileSync(join(folder, 'run/supervisor.lock'), JSON.stringify({ pid: process.pid, startedAt: '1' }));
  lockDataDirectory(dataPaths(folder))();
});
