import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Sandbox } from './sandbox';

const run = promisify(execFile);

/** Median time to start and end a program that does nothing, bare and in the sandbox, in milliseconds. */
export async function measureStart(sandbox: Sandbox, times = 15): Promise<{ bareMs: number; sandboxMs: number }> {
  const program = ['/usr/bin/env', 'true'];
  const bare: number[] = [];
  const wrapped: number[] = [];
  for (let i = 0; i < times; i++) {
    bare.push(await took('/usr/bin/env', ['true']));
    const { command, args } = sandbox.wrap(program, { readOnly: [], writable: null });
    wrapped.push(await took(command, args));
  }
  return { bareMs: median(bare), sandboxMs: median(wrapped) };
}

async function took(command: string, args: readonly string[]): Promise<number> {
  const start = performance.now();
  await run(command, [...args], { timeout: 10_000 });
  return performance.now() - start;
}

function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  return Math.round((sorted[Math.floor(sorted.length / 2)] ?? 0) * 10) / 10;
}
