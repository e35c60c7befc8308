import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, describe, expect, test } from 'vitest';
import { isAppError } from '@/core/errors';
import { sandboxWords } from '@/core/sentences/sandbox';
import { textOf } from '@/core/sentences/sentence';
import { runLimited } from '../limited-process';
import { bubblewrap } from './bubblewrap';
import { NoControlGroups, openControlGroups } from './control-groups';
import { tryEscapes } from './escapes';
import { filterFile } from './filter-file';
import { examineSandbox, measureStart, plainSandbox, requireSandbox, type Sandbox } from './index';
import { seccompFilter } from './seccomp-filter';
import { denied, machineOf } from './syscalls';
import { systemCallProgram } from './system-call-program';

const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'aimass-sandbox-test-'));
afterAll(() => rmSync(root, { recursive: true, force: true }));
const node = process.execPath;
const mebibyte = 1024 ** 2;

describe('the sandbox of this machine', async () => {
  const { sandbox, detail, fix, attempts } = await examineSandbox(null);

  test('keeps in all that is tried', () => {
    expect(fix).toBeNull();
    expect(sandbox.kind).toBe('bubblewrap');
    expect(detail.text).toMatch(/^bubblewrap holds: \d\d escape attempts kept in\./);
    expect(attempts.length).toBeGreaterThan(30);
    expect(attempts.filter(({ escaped }) => escaped)).toEqual([]);
  });

  test('refuses system calls with the errors that libraries expect', () => {
    const said = Object.fromEntries(attempts.map((one) => [one.name, one.said.trim()]));
    expect(said).toMatchObject({ ptrace: 'errno 1', bpf: 'errno 1', clone: 'errno 1', clone3: 'errno 38', io_uring_setup: 'errno 38', socket: 'errno 97' });
    expect(said).toMatchObject({ 'write a file beyond its limit': 'EFBIG', 'fill /tmp': 'ENOSPC', 'fill /dev/shm': 'ENOSPC' });
    expect(said.processes).toMatch(/^EAGAIN after \d+$/);
  });

  test('is what code of strangers gets', async () => {
    expect(await requireSandbox(examineSandbox(null))).toBe(sandbox);
  });

  test('shows the folders given, writes to one, and passes the given environment only', async () => {
    const [shown, hidden, out] = ['shown', 'hidden', 'out'].map((name) => mkdtempSync(join(root, name))) as [string, string, string];
    writeFileSync(join(shown, 'a'), 'shown');
    writeFileSync(join(hidden, 'a'), 'hidden');
    const code = `
      const fs = require('fs');
      const tried = (act) => { try { return act(); } catch (error) { return error.code; } };
      fs.writeFileSync(${JSON.stringify(join(out, 'told'))}, JSON.stringify([
        tried(() => fs.readFileSync(${JSON.stringify(join(shown, 'a'))}, 'utf8')),
        tried(() => fs.writeFileSync(${JSON.stringify(join(shown, 'b'))}, 'x')),
        tried(() => fs.readFileSync(${JSON.stringify(join(hidden, 'a'))}, 'utf8')),
        process.env.GIVEN, process.env.KEPT_BACK,
      ]));`;
    const { command, args } = sandbox.wrap([node, '-e', code], { readOnly: [shown], writable: out }, { env: { GIVEN: 'given' } });
    await run(command, args, { env: { ...process.env, KEPT_BACK: 'secret' } });
    expect(JSON.parse(readFileSync(join(out, 'told'), 'utf8'))).toEqual(['shown', 'EROFS', 'ENOENT', 'given', null]);
  });

  test('starts within 50 ms more than a bare process', async () => {
    const { bareMs, sandboxMs } = await measureStart(sandbox, 9);
    expect(sandboxMs - bareMs).toBeLessThan(50);
  });

  test('ends all within it when it is killed', async () => {
    const { command, args } = sandbox.wrap(['/bin/sh', '-c', 'sleep 3017 & exec sleep 3018'], { readOnly: [], writable: null });
    const limits = { wallMs: 500, cpuMs: 60_000, memoryBytes: 512 * mebibyte };
    const ended = await runLimited({ command, args, cwd: '/', env: { PATH: '/usr/bin:/bin' }, input: '' }, limits, () => undefined);
    expect(ended.by).toBe('wall');
    const left = async () => (await run('ps', ['-eo', 'args'])).stdout.split('\n').filter((line) => /^sleep 301[78]/.test(line));
    await expect.poll(left, { timeout: 5_000 }).toEqual([]);
  });

  test.runIf(openControlGroups().works)('is held to its memory by the kernel, all processes together', async () => {
    const child = `require('child_process').spawn(process.execPath, ['-e', 'Buffer.alloc(160e6, 1); setTimeout(() => {}, 9000)'])`;
    const code = `for (let i = 0; i < 4; i++) ${child}.on('exit', (code, signal) => { console.log(signal); process.exit(0); }); setTimeout(() => {}, 8000);`;
    const { command, args } = sandbox.wrap([node, '-e', code], { readOnly: [], writable: null }, { limits: { memoryBytes: 300 * mebibyte } });
    const { stdout } = await run(command, args, { timeout: 15_000 });
    expect(stdout.trim()).toBe('SIGKILL');
  });
});

describe('the attempts', () => {
  const bare = { filterFile: null, groups: new NoControlGroups(), holds: true };
  const escaped = async (sandbox: Sandbox, filtered: boolean) => (await tryEscapes(sandbox, filtered)).filter((one) => one.escaped).map(({ name }) => name);

  test('find what a sandbox without its own network lets out', async () => {
    const open = bubblewrap({ ...bare, filterFile: filterFile() });
    const shared: Sandbox = {
      ...open,
      wrap: (...given) => {
        const { command, args } = open.wrap(...given);
        return { command, args: args.flatMap((arg) => (arg === '--unshare-all' ? ['--unshare-all', '--share-net'] : [arg])) };
      },
    };
    const found = await escaped(shared, true);
    expect(found).toContain('connect to a port of this machine');
    expect(found).toContain('connect to a socket of this machine');
  });

  test('find a missing filter, and a sandbox without limits', async () => {
    expect(await escaped(bubblewrap(bare), true)).toEqual(expect.arrayContaining(['ptrace', 'unshare']));
    const limits = { tasks: 4_096, fileBytes: 1024 ** 3 };
    const full = bubblewrap({ ...bare, filterFile: filterFile() });
    const unlimited: Sandbox = {
      ...full,
      wrap: (args, folders, options) => full.wrap(args, folders, { ...options, limits: { ...options?.limits, ...limits } }),
    };
    expect(await escaped(unlimited, true)).toContain('processes');
  });
});

describe('the filter', () => {
  test.each(['x64', 'arm64'])('of %s is whole instructions whose jumps stay within it', (arch) => {
    const machine = machineOf(arch);
    if (machine === null) throw new Error('a known processor');
    const filter = seccompFilter(machine);
    const length = filter.byteLength / 8;
    expect(Number.isInteger(length)).toBe(true);
    for (let i = 0; i < length; i++) {
      const isJump = (filter.readUInt16LE(i * 8) & 7) === 5;
      if (isJump) expect(i + 1 + Math.max(filter.readUInt8(i * 8 + 2), filter.readUInt8(i * 8 + 3))).toBeLessThan(length);
    }
    const compared = Array.from({ length }, (_, i) => filter.readUInt32LE(i * 8 + 4));
    for (const name of denied) if (machine.numbers[name] !== undefined) expect(compared).toContain(machine.numbers[name]);
  });

  test('is not made for a processor whose calls are not known', () => {
    expect(machineOf('riscv64')).toBeNull();
    const machine = machineOf('arm64');
    expect(() => machine !== null && systemCallProgram(machine, 'iopl', [])).toThrow('no number');
  });
});

test('where there is none, code of strangers is refused with the reason and the fix', async () => {
  const [why, fix] = [sandboxWords.notInstalled(), sandboxWords.install()];
  const report = { sandbox: plainSandbox, detail: sandboxWords.missing({ why }), fix, attempts: [] };
  const error: unknown = await requireSandbox(Promise.resolve(report)).catch((thrown: unknown) => thrown);
  expect(error).toMatchObject({ code: 'SANDBOX_UNAVAILABLE', details: { fix } });
  expect(isAppError(error) && textOf(error.details.reason ?? '')).toBe('There is no sandbox here: bubblewrap is not installed. Only ONNX models are loaded.');
});
