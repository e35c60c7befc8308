import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { LogFile } from './log-file';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'aimass-log-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

test('keeps every line in order, over rotations, up to the oldest file it keeps', async () => {
  const path = join(folder, 'gateway.log');
  const file = new LogFile(path, 100, 2);
  for (let n = 0; n < 40; n++) {
    file.write(`line ${n} ${'x'.repeat(20)}`);
    await file.flushed();
  }
  await file.close();
  const names = [`${path}.2`, `${path}.1`, path].filter((name) => existsSync(name));
  const kept = names.flatMap((name) => [...readFileSync(name, 'utf8').matchAll(/line (\d+)/g)].map((match) => Number(match[1])));
  expect(names).toHaveLength(3);
  expect(existsSync(`${path}.3`)).toBe(false);
  expect(kept.at(-1)).toBe(39);
  expect(kept).toEqual([...kept].sort((a, b) => a - b));
  expect(kept.length).toBe(40 - (kept[0] ?? 0));
});

test('goes on after an existing file', async () => {
  const path = join(folder, 'control.log');
  const first = new LogFile(path);
  first.write('one');
  await first.close();
  const second = new LogFile(path);
  second.write('two');
  await second.close();
  expect(readFileSync(path, 'utf8')).toBe('one\ntwo\n');
});
