import { execFile, spawn, spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { textOf } from '@/core/sentences/sentence';
import { callEngine, type EngineKind, openEngineOf } from '@/providers/containers/engine';
import { containersLack } from '@/testing/container-image';
import { runLimited } from '../limited-process';
import { containerSandbox } from './container';
import type { Sandbox } from './sandbox';
import type { Held } from './trial';
import { sandboxPlaces, sweepSandboxes, tryContainers } from './try-containers';

vi.setConfig({ testTimeout: 120_000 }); // an engine takes its time on a busy machine
const run = promisify(execFile);
const root = mkdtempSync(join(tmpdir(), 'aimb-'));
const places = { store: join(root, 'containers'), run: join(root, 'run', 'pod') };
afterAll(() => rmSync(root, { recursive: true, force: true }));
const node = process.execPath;
const mebibyte = 1024 ** 2;
const nothing = { readOnly: [], writable: null };
const limits = { wallMs: 20_000, cpuMs: 60_000, memoryBytes: 512 * mebibyte };

// podman is installed by the tests' own scripts; a Docker daemon needs a machine of its own, so Docker is tried where one answers and is no test elsewhere.
const hasDocker = spawnSync('docker', ['version', '--format', '{{.Server.Version}}']).status === 0;
const engines: [EngineKind, string | null][] = [['podman', containersLack()], ...(hasDocker ? ([['docker', null]] as [EngineKind, string | null][]) : [])];

describe.each(engines)('a sandbox of %s', (kind, lack) => {
  const it = test.skipIf(lack !== null);
  let held: Held;
  let sandbox: Sandbox;

  beforeAll(async () => {
    if (lack !== null) return;
    const trial = await tryContainers(places, [kind]);
    if (trial.sandbox === null) throw new Error(textOf(trial.why));
    held = trial;
    sandbox = trial.sandbox;
  }, 60_000);

  const containers = async (): Promise<string[]> => {
    const engine = await openEngineOf(kind, sandboxPlaces(places));
    if (engine === null) throw new Error('it was here');
    const { stdout } = await callEngine(engine, ['ps', '--all', '--filter', `label=aimass.process=${process.pid}`, '--format', '{{.ID}}']);
    return stdout.split('\n').filter(Boolean);
  };
  const boxes = (): string[] => {
    const { run: folder } = sandboxPlaces(places);
    return readdirSync(folder).filter((name) => name.startsWith('box-') && existsSync(join(folder, name, 'pid')));
  };
  const limited = (args: readonly string[], more: Partial<typeof limits> = {}, inside = {}, input = '') => {
    const lines: string[] = [];
    const wrapped = sandbox.wrap(args, nothing, { limits: inside });
    const command = { ...wrapped, cwd: '/', env: { PATH: process.env.PATH ?? '' }, input };
    return runLimited(command, { ...limits, ...more }, (line) => lines.push(line)).then((ended) => ({ ...ended, lines }));
  };

  it('keeps in all that is tried, with the errors that libraries expect', () => {
    expect(held.attempts.length).toBeGreaterThan(30);
    expect(held.attempts.filter(({ escaped }) => escaped)).toEqual([]);
    const said = Object.fromEntries(held.attempts.map((one) => [one.name, one.said.trim()]));
    expect(said).toMatchObject({ ptrace: 'errno 1', bpf: 'errno 1', clone: 'errno 1', clone3: 'errno 38', io_uring_setup: 'errno 38', socket: 'errno 97' });
    expect(said).toMatchObject({ 'write a file beyond its limit': 'EFBIG', 'fill /tmp': 'ENOSPC', 'fill /dev/shm': 'ENOSPC' });
    expect(said.processes).toMatch(/^EAGAIN after \d+$/);
    expect(sandbox).toMatchObject({ kind, holds: true, passesDescriptors: false });
  });

  it('shows the folders given, writes to one as this user, and passes the given environment only', async () => {
    const [shown, hidden, out] = ['shown, or not', 'hidden', 'out'].map((name) => mkdtempSync(join(root, name))) as [string, string, string];
    writeFileSync(join(shown, 'a'), 'shown', { mode: 0o600 });
    writeFileSync(join(hidden, 'a'), 'hidden');
    const code = `
      const fs = require('fs');
      const tried = (act) => { try { return act(); } catch (error) { return error.code; } };
      fs.writeFileSync(${JSON.stringify(join(out, 'told'))}, JSON.stringify([
        tried(() => fs.readFileSync(${JSON.stringify(join(shown, 'a'))}, 'utf8')),
        tried(() => fs.writeFileSync(${JSON.stringify(join(shown, 'b'))}, 'x')),
        tried(() => fs.readFileSync(${JSON.stringify(join(hidden, 'a'))}, 'utf8')),
        process.env, process.cwd(), fs.readdirSync('/sys'),
      ]));`;
    const env = { GIVEN: `it's "given"` };
    const { command, args } = sandbox.wrap([node, '-e', code], { readOnly: [shown], writable: out }, { env });
    await run(command, args, { cwd: out, env: { ...process.env, KEPT_BACK: 'secret' } });
    const [read, written, other, variables, cwd] = JSON.parse(readFileSync(join(out, 'told'), 'utf8')) as unknown[];
    expect([read, written, other, cwd]).toEqual(['shown', 'EROFS', 'ENOENT', out]);
    expect(variables).toEqual({ ...env, PATH: '/usr/bin:/bin', ORT_DISABLE_TELEMETRY: '1' });
  });

  it('passes bytes through, and tells of codes and signals as bubblewrap does', async () => {
    const { command, args } = sandbox.wrap(['/bin/sh', '-c', 'cat; echo said >&2; exit 7'], nothing);
    const child = spawn(command, args, { stdio: 'pipe', cwd: '/' });
    const sent = randomBytes(3 * mebibyte);
    child.stdin.end(sent);
    const [got, said]: [Buffer[], Buffer[]] = [[], []];
    child.stdout.on('data', (bytes: Buffer) => got.push(bytes));
    child.stderr.on('data', (bytes: Buffer) => said.push(bytes));
    const code = await new Promise((resolve) => child.once('close', resolve));
    expect(code).toBe(7);
    expect(Buffer.concat(got).equals(sent)).toBe(true);
    expect(Buffer.concat(said).toString()).toBe('said\n');
    expect(await limited([node, '-e', 'process.abort()'])).toMatchObject({ by: 'itself', code: null, signal: 'SIGABRT' });
  });

  it('lets a socket in its folder be used from outside', async () => {
    const out = mkdtempSync(join(root, 'sock'));
    const code = `require('net').createServer((s) => s.pipe(s)).listen(${JSON.stringify(join(out, 's'))})`;
    const { command, args } = sandbox.wrap([node, '-e', code], { readOnly: [], writable: out });
    const child = spawn(command, args, { stdio: 'ignore', detached: true });
    await expect.poll(() => existsSync(join(out, 's')), { timeout: 30_000 }).toBe(true);
    const socket = connect(join(out, 's'));
    socket.write('there and back');
    expect(String(await new Promise((resolve) => socket.once('data', resolve)))).toBe('there and back');
    socket.destroy();
    process.kill(-(child.pid ?? 0), 'SIGKILL');
    await expect.poll(containers, { timeout: 30_000 }).toEqual([]);
  });

  it('has its memory and processor time watched, and its memory held by the kernel', async () => {
    const fill = `const all = []; setInterval(() => all.push(Buffer.alloc(20e6, 1)), 20)`;
    const watched = await limited([node, '-e', fill], { memoryBytes: 250 * mebibyte });
    expect(watched).toMatchObject({ by: 'memory', signal: 'SIGKILL' });
    expect(watched.peakBytes).toBeGreaterThan(200 * mebibyte);
    expect(await limited([node, '-e', 'for (;;);'], { cpuMs: 700 })).toMatchObject({ by: 'cpu' });
    if (held.groups) expect(await limited([node, '-e', fill], {}, { memoryBytes: 200 * mebibyte })).toMatchObject({ by: 'memory', signal: 'SIGKILL' });
    expect(await containers()).toEqual([]);
  });

  it('leaves nothing whenever it is killed', async () => {
    for (const afterMs of [0, 60, 150, 300, 500, 900]) {
      const { command, args } = sandbox.wrap(['/bin/sh', '-c', 'sleep 3017 & exec sleep 3018'], nothing);
      const child = spawn(command, args, { stdio: 'pipe', detached: true });
      await pause(afterMs);
      process.kill(-(child.pid ?? 0), 'SIGKILL');
      await new Promise((resolve) => child.once('close', resolve)); // its output ends with the container
      expect(await containers()).toEqual([]);
    }
    await expect.poll(boxes, { timeout: 30_000 }).toEqual([]);
    expect((await run('ps', ['-eo', 'args'])).stdout.split('\n').filter((line) => /sleep 301[78]/.test(line))).toEqual([]);
  });

  it('ends with the process that started it', async () => {
    const { command, args, pid } = sandbox.wrap(['/usr/bin/sleep', '3020'], nothing);
    const program = `const { command, args } = JSON.parse(process.argv[1]); require('child_process').spawn(command, args, { stdio: 'ignore', detached: true });`;
    const owner = spawn(node, ['-e', program, JSON.stringify({ command, args })], { stdio: 'ignore' });
    await expect.poll(() => pid?.() ?? null, { timeout: 30_000 }).not.toBeNull();
    expect(await containers()).toHaveLength(1);
    owner.kill('SIGKILL');
    await expect.poll(containers, { timeout: 30_000 }).toEqual([]);
  });

  it('is swept away where those who look after it were killed as well', async () => {
    // Another process starts it, so that its owner is gone afterwards.
    const program = `
      const { command, args } = JSON.parse(process.argv[1]);
      require('child_process').spawn(command, args, { stdio: 'ignore', detached: true });`;
    const { command, args, pid } = sandbox.wrap(['/usr/bin/sleep', '3019'], nothing);
    const owner = spawn(node, ['-e', program, JSON.stringify({ command, args }).replaceAll(`aimass.process=${process.pid}`, 'aimass.process=4194304')]);
    await expect.poll(() => pid?.() ?? null, { timeout: 30_000 }).not.toBeNull();
    const seen = async (what: string) => (await run('ps', ['-eo', 'pid,args'])).stdout.split('\n').filter((line) => line.includes(what));
    const inside = pid?.() ?? 0;
    const box = /box-\w+-\w+/.exec(args.join(' '))?.[0] ?? '';
    const keepers = (await seen(box))
      .map((line) => line.trim().split(/\s+/))
      .filter(([found = '', name = '']) => Number(found) !== inside && ['/bin/sh', kind].includes(name))
      .map(([found]) => Number(found));
    // None may see the others go.
    for (const signal of ['SIGSTOP', 'SIGKILL'] as const) for (const keeper of keepers) process.kill(keeper, signal);
    owner.kill('SIGKILL');
    await pause(500);
    process.kill(inside, 0); // it lives on
    await sweepSandboxes(places);
    await expect.poll(() => seen('sleep 3019'), { timeout: 30_000 }).toEqual([]);
    rmSync(join(sandboxPlaces(places).run, box), { recursive: true, force: true }); // as the next process would
  });
});

describe('where no engine runs one', () => {
  const path = process.env.PATH;
  afterAll(() => {
    process.env.PATH = path;
  });

  test('it says that neither is there, or what the one that is there says', async () => {
    process.env.PATH = join(root, 'bin');
    expect(await tryContainers(places)).toMatchObject({ sandbox: null, why: { text: 'Neither podman nor Docker is here instead.' } });
    mkdirSync(join(root, 'bin'));
    writeFileSync(
      join(root, 'bin', 'podman'),
      '#!/bin/sh\n[ "$1" = --version ] && echo podman version 5.0.0 && exit\necho "Error: cannot clone: not permitted" >&2\nexit 125\n',
    );
    chmodSync(join(root, 'bin', 'podman'), 0o700);
    const other = { store: join(root, 'other'), run: join(root, 'run2', 'pod') };
    const trial = await tryContainers(other);
    expect(trial.sandbox === null && textOf(trial.why)).toMatch(/^podman does not run one either: .*cannot clone: not permitted/);
  });
});

test('both engines get the same command line, but for who the user is', () => {
  const lineOf = (kind: EngineKind): string => {
    const engine = { kind, version: '1', places: sandboxPlaces(places), call: (args: readonly string[]) => ({ command: kind, args, env: {} }) };
    const made = containerSandbox({ engine, image: 'image', profileFile: '/profile', groups: true, holds: true });
    const { args } = made.wrap(['/program'], nothing, { limits: { memoryBytes: 1000, tasks: 9, fileBytes: 5, cpuSeconds: 6 } });
    return (args.at(-1) ?? '').replaceAll("'", '');
  };
  for (const kind of ['podman', 'docker'] as const) {
    const line = lineOf(kind);
    expect(line).toContain(`${kind} run --name`);
    expect(line).toContain('--network none --read-only --cap-drop ALL');
    expect(line).toContain('--security-opt no-new-privileges --security-opt label=disable --security-opt seccomp=/profile');
    expect(line).toContain('--pids-limit 9 --memory 1000b --memory-swap 1000b');
    expect(line).toContain('--mount type=bind,src=/usr,dst=/usr,readonly');
    expect(line).toContain('/usr/bin/prlimit --core=0 --fsize=5 --cpu=6 /program');
  }
  const [uid, gid] = [process.getuid?.(), process.getgid?.()];
  expect(lineOf('docker')).toContain(`--user ${uid}:${gid}`);
  expect(lineOf('docker')).not.toContain('--passwd');
  expect(lineOf('podman')).toContain('--user 65534:65534');
});
