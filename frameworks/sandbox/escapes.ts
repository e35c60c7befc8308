import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { repositoryRoot } from '@/core/bundle';
import { runLimited } from '../limited-process';
import type { Sandbox } from './sandbox';
import { machineOf } from './syscalls';
import { systemCallProgram } from './system-call-program';

export interface Attempt {
  readonly name: string;
  readonly escaped: boolean;
  /** How it was refused, or what it got. */
  readonly said: string;
}

const mebibyte = 1024 ** 2;
const limits = { tasks: 48, fileBytes: 4 * mebibyte, temporaryBytes: 12 * mebibyte };
const nowhere = 0xffffffff;

/** Tried with a filter only, since without one they are refused by other means, if at all. */
const calls: readonly [name: string, args: readonly number[]][] = [
  ['ptrace', [0]],
  ['mount', [nowhere, nowhere, nowhere, 0, 0]],
  ['umount2', [nowhere, 0]],
  ['unshare', [0x10000000]],
  ['clone', [0x10000011]],
  ['clone3', [nowhere, 88]],
  ['setns', [0, 0]],
  ['bpf', [0, nowhere, 64]],
  ['keyctl', [0, 0xfffffffd, 0]],
  ['perf_event_open', [nowhere, 0, 0, nowhere, 0]],
  ['userfaultfd', [1]],
  ['io_uring_setup', [1, nowhere]],
  ['open_by_handle_at', [0, nowhere, 0]],
  ['process_vm_readv', [1, 0, 0, 0, 0, 0]],
  ['kexec_load', [0, 0, 0, 0]],
  ['init_module', [0, 0, nowhere]],
  ['socket', [40, 1, 0]],
];

/**
 * Lets a program in the sandbox try to read, write, connect, see, signal, multiply and fill, against things that really are there outside.
 * @returns all attempts; an empty list never, since a probe that gives no answer throws
 */
export async function tryEscapes(sandbox: Sandbox, filtered: boolean): Promise<Attempt[]> {
  const outside = await mkdtemp(join(tmpdir(), 'aimass-outside-'));
  const marker = `aimass-marker-${randomBytes(6).toString('hex')}`;
  const servers = await Promise.all([listen({ host: '127.0.0.1', port: 0 }), listen({ path: `\0${marker}` }), listen({ path: join(outside, 'socket') })]);
  try {
    await writeFile(join(outside, 'secret'), 'secret', { mode: 0o600 });
    const address = servers[0].address();
    const machine = machineOf(process.arch);
    const job = {
      ...limits,
      ...{
        secret: join(outside, 'secret'),
        secretFolder: outside,
        marker: Buffer.from(ownArguments()).toString('base64'),
        abstract: marker,
        socket: join(outside, 'socket'),
      },
      port: typeof address === 'object' ? address?.port : null,
      pid: process.pid,
      user: sandbox.user,
      calls: machine === null || !filtered ? [] : calls.map(([name, args]) => ({ name, program: systemCallProgram(machine, name, args).toString('base64') })),
    };
    const probe = join(repositoryRoot(), 'frameworks', 'sandbox', 'probe.mjs');
    const args = [process.execPath, probe, JSON.stringify(job)];
    const wrapped = sandbox.wrap(args, { readOnly: [probe], writable: null }, { limits });
    let answer = '';
    const watch = { wallMs: 20_000, cpuMs: 20_000, memoryBytes: 512 * mebibyte };
    const command = { ...wrapped, cwd: '/', env: { PATH: process.env.PATH ?? '/usr/bin:/bin' }, input: '' };
    const ended = await runLimited(command, watch, (line) => {
      answer = line;
    });
    if (ended.code !== 0) throw new Error(`the probe ended by ${ended.by} ${ended.signal ?? ended.code}: ${ended.log.join(' ')}`);
    return JSON.parse(answer) as Attempt[];
  } finally {
    for (const server of servers) server.close();
    await rm(outside, { recursive: true, force: true });
  }
}

/** As other processes see this one. */
function ownArguments(): string {
  return readFileSync('/proc/self/cmdline', 'latin1').replaceAll(/\0+$/g, '');
}

async function listen(where: { host: string; port: number } | { path: string }): Promise<Server> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(where, resolve);
  });
  return server;
}
