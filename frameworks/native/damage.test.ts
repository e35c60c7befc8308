import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { repositoryRoot } from '@/core/bundle';
import { toolchainForTests } from '@/testing/toolchains';

const run = promisify(execFile);
const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

interface Count {
  readonly cases: number;
  readonly refused: number;
  readonly answered: number;
  readonly crashed: number;
  readonly hung: number;
  readonly odd: readonly string[];
}

/** A file that is cut short, or in which bits are turned, is refused in words or answers; it never hangs, and what it crashes is a process of its own. */
describe('damaged files of every format', () => {
  test.for([
    ['sklearn', 'sklearn-1.9', 14, 10],
    ['tensorflow', 'tensorflow', 3, 24],
    ['mxnet', 'mxnet', 2, 20],
  ] as const)('%s', { timeout: 300_000 }, async ([framework, line, formats, cases], ctx) => {
    const toolchain = await toolchainForTests(line);
    if (toolchain === null) return ctx.skip(`the environment ${line} is not built`);
    const folder = mkdtempSync(join(tmpdir(), 'aimass-damage-'));
    folders.push(folder);
    const program = join(repositoryRoot(), 'frameworks/testing/damage.py');
    const { stdout } = await run(toolchain.python, ['-I', '-B', program, framework, folder, String(cases)], { timeout: 280_000 });
    const counts = Object.entries(JSON.parse(stdout) as Record<string, Count>);
    expect(counts).toHaveLength(formats);
    for (const [name, { cases: tried, refused, hung, odd }] of counts) {
      expect({ name, tried, hung, odd }).toEqual({ name, tried: cases, hung: 0, odd: [] });
      expect(refused, name).toBeGreaterThan(cases / 4); // most of what is cut short
    }
  });
});
