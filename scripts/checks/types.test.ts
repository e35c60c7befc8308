import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';

const check = join(import.meta.dirname, 'types.mjs');
let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'aimass-types-'));
  symlinkSync(join(import.meta.dirname, '../../node_modules'), join(folder, 'node_modules'));
  mkdirSync(join(folder, 'source'));
  writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify({ compilerOptions: { strict: true, types: [], lib: ['ES2023'] }, include: ['source'] }));
  write('save', 'export function save(text: string): number { return text.length; }');
  write('use', "import { save } from './save';\nexport function use(): void {\n  save('x');\n}");
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): void {
  writeFileSync(join(folder, 'source', `${name}.ts`), `${text}\n`);
}

function run(): { code: number | null; output: string } {
  const { status, stdout, stderr } = spawnSync(process.execPath, [check, folder], { encoding: 'utf8' });
  return { code: status, output: `${stdout}${stderr}` };
}

describe('the check of types and promises', () => {
  test('finds again, run after run, what a change of one file does to another that did not change', () => {
    expect(run()).toEqual({ code: 0, output: '' });
    expect(readdirSync(join(folder, '.cache/check'))).toHaveLength(1);
    expect(run()).toEqual({ code: 0, output: '' });

    write('save', 'export async function save(text: string): Promise<number> { return text.length; }');
    for (let again = 0; again < 2; again++) {
      const { code, output } = run();
      expect(code).toBe(1);
      expect(output).toMatch(/use\.ts[\s\S]*3:3 +error +Promises must be awaited/);
    }

    write('save', 'export function save(text: number): number { return text; }');
    for (let again = 0; again < 2; again++) {
      const { code, output } = run();
      expect(code).toBe(1);
      expect(output).toContain('source/use.ts(3,8): error TS2345');
    }

    write('save', 'export function save(text: string): number { return text.length; }');
    expect(run()).toEqual({ code: 0, output: '' });
    expect(readdirSync(join(folder, '.cache/check'))).toHaveLength(1);
  }, 120_000);
});
