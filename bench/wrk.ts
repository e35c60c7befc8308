import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { Sample } from './interleave';
import { cpuMicroseconds } from './process-cpu';

export interface WrkTarget {
  readonly url: string;
  readonly connections: number;
  readonly seconds: number;
  /** A Lua file that sets method, headers and body. */
  readonly script: string;
  /** Processes whose CPU is counted, per request. */
  readonly pids: readonly number[];
}

/**
 * One closed-loop sample with wrk, one thread.
 * @throws Error when wrk is absent or any answer was not 2xx: a run of refusals looks fast
 */
export async function wrk(target: WrkTarget): Promise<Sample> {
  const before = target.pids.map(cpuMicroseconds);
  const { stdout } = await promisify(execFile)('wrk', ['-t1', `-c${target.connections}`, `-d${target.seconds}s`, '--latency', '-s', target.script, target.url]);
  const after = target.pids.map(cpuMicroseconds);
  if (/Non-2xx|Socket errors/.test(stdout)) throw new Error(`wrk saw failures at ${target.url}:\n${stdout}`);
  const requests = Number(/(\d+) requests in/.exec(stdout)?.[1]);
  const perSecond = Number(/Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1]);
  const cpu = after.reduce((sum, value, i) => sum + value - before[i], 0);
  return { value: perSecond, beside: { p50Ms: percentile(stdout, '50'), p99Ms: percentile(stdout, '99'), cpuUs: cpu / requests } };
}

function percentile(stdout: string, which: string): number {
  const found = new RegExp(`^\\s+${which}%\\s+([\\d.]+)(us|ms|s)$`, 'm').exec(stdout);
  if (!found) return Number.NaN;
  const scale = { us: 0.001, ms: 1, s: 1000 }[found[2]] ?? Number.NaN;
  return Number(found[1]) * scale;
}
