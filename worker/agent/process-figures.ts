import { readFileSync } from 'node:fs';

/** What the system says of a process; memory and time with all it started. */
export interface ProcessFigures {
  readonly residentBytes: number;
  /** CPU time used since its start, user and system. */
  readonly cpuMs: number;
  /** By SIGSTOP or a debugger. */
  readonly stopped: boolean;
}

/** Linux counts CPU time in hundredths of a second towards programs, whatever its own clock. */
const tickMs = 10;

/** Null for a process that is gone, and on systems without /proc. */
export function readProcess(pid: number): ProcessFigures | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const resident = /^VmRSS:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'));
    const below = childrenOf(pid).flatMap((child) => readProcess(child) ?? []);
    return {
      residentBytes: below.reduce((sum, one) => sum + one.residentBytes, resident === null ? 0 : Number(resident[1]) * 1024),
      cpuMs: below.reduce((sum, one) => sum + one.cpuMs, (Number(fields[11]) + Number(fields[12])) * tickMs),
      stopped: fields[0] === 'T' || fields[0] === 't',
    };
  } catch {
    return null;
  }
}

function childrenOf(pid: number): number[] {
  return readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ').filter(Boolean).map(Number);
}

/** What a sandbox's program is started through, by the names the system has for it. */
const starters = new Set(['sh', 'bwrap', 'env', 'prlimit']);

/** The program that was started through a sandbox, below its processes; the process itself where there is none. Null until it runs. */
export function programOf(pid: number): number | null {
  try {
    const name = readFileSync(`/proc/${pid}/comm`, 'utf8').trim();
    if (!starters.has(name)) return pid;
    const [child] = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').trim().split(' ');
    return child === undefined || child === '' ? null : programOf(Number(child));
  } catch {
    return null; // no /proc, or gone
  }
}

/** Share of one core between two readings, in percent. */
export class CpuShare {
  #cpuMs = 0;
  #at = 0;
  percent = 0;

  observe(cpuMs: number, now: number): void {
    if (this.#at > 0 && now > this.#at) this.percent = Math.max(0, Math.round(((cpuMs - this.#cpuMs) / (now - this.#at)) * 1000) / 10);
    this.#cpuMs = cpuMs;
    this.#at = now;
  }
}
