import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

export interface ProcessFigures {
  /** Resident set of the process and all it started. */
  readonly memoryBytes: number;
  /** Processor time of the same, in milliseconds. */
  readonly cpuMs: number;
}

/** Kernel ticks of /proc are 10 ms on every Linux that Node runs on. */
const tickMs = 10;
const run = promisify(execFile);

/** What a process and its descendants use now; zeros once it is gone. */
export async function readProcessFigures(pid: number): Promise<ProcessFigures> {
  return process.platform === 'linux' ? readProc(pid) : readPs(pid);
}

async function readProc(pid: number): Promise<ProcessFigures> {
  try {
    const status = await readFile(`/proc/${pid}/status`, 'utf8');
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    const own = {
      memoryBytes: Number(/^VmRSS:\s+(\d+) kB/m.exec(status)?.[1] ?? 0) * 1024,
      cpuMs: (Number(fields[11]) + Number(fields[12])) * tickMs,
    };
    const children = await Promise.all((await childrenOf(pid)).map(readProc));
    return children.reduce((sum, one) => ({ memoryBytes: sum.memoryBytes + one.memoryBytes, cpuMs: sum.cpuMs + one.cpuMs }), own);
  } catch {
    return { memoryBytes: 0, cpuMs: 0 }; // it ended meanwhile
  }
}

async function childrenOf(pid: number): Promise<number[]> {
  const threads = await readdir(`/proc/${pid}/task`);
  const lists = await Promise.all(threads.map((thread) => readFile(`/proc/${pid}/task/${thread}/children`, 'utf8').catch(() => '')));
  return lists.flatMap((list) => list.split(' ').filter(Boolean).map(Number));
}

async function readPs(pid: number): Promise<ProcessFigures> {
  try {
    const { stdout } = await run('ps', ['-o', 'rss=,time=', '-p', String(pid)]);
    const [rss = '0', time = '0:00'] = stdout.trim().split(/\s+/);
    const seconds = time.split(':').reduce((sum, part) => sum * 60 + Number(part), 0);
    return { memoryBytes: Number(rss) * 1024, cpuMs: seconds * 1000 };
  } catch {
    return { memoryBytes: 0, cpuMs: 0 }; // it ended meanwhile
  }
}
