import { readFileSync } from 'node:fs';

/** What the kernel counts of a container's control group. */
export interface ContainerFigures {
  readonly memoryBytes: number;
  /** Most it has used; now where the kernel keeps no record. */
  readonly peakBytes: number;
  readonly cpuMs: number;
}

/** Null once the process has ended, and where its control groups cannot be read. @param pid of any process in the container */
export function readContainerFigures(pid: number): ContainerFigures | null {
  try {
    const groups = readFileSync(`/proc/${pid}/cgroup`, 'utf8').trim().split('\n');
    const pathOf = (controller: string): string | null =>
      groups
        .find((line) => line.split(':')[1].split(',').includes(controller))
        ?.split(':')
        .slice(2)
        .join(':') ?? null;
    const memory = pathOf('memory');
    return memory === null ? versionTwo(pathOf('') ?? '/') : versionOne(memory, pathOf('cpuacct'));
  } catch {
    return null;
  }
}

function versionOne(memory: string, cpu: string | null): ContainerFigures {
  const of = (controller: string, path: string, file: string): number => readNumber(`/sys/fs/cgroup/${controller}${path}/${file}`);
  return {
    memoryBytes: of('memory', memory, 'memory.usage_in_bytes'),
    peakBytes: of('memory', memory, 'memory.max_usage_in_bytes'),
    cpuMs: cpu === null ? 0 : of('cpuacct', cpu, 'cpuacct.usage') / 1e6,
  };
}

function versionTwo(path: string): ContainerFigures {
  const folder = `/sys/fs/cgroup${path}`;
  const memoryBytes = readNumber(`${folder}/memory.current`);
  const cpuMs = Number(/^usage_usec (\d+)/m.exec(readFileSync(`${folder}/cpu.stat`, 'utf8'))?.[1] ?? 0) / 1000;
  return { memoryBytes, peakBytes: peakOf(folder) ?? memoryBytes, cpuMs };
}

/** Kernels before 5.19 keep none. */
function peakOf(folder: string): number | null {
  try {
    return readNumber(`${folder}/memory.peak`);
  } catch {
    return null;
  }
}

function readNumber(file: string): number {
  return Number(readFileSync(file, 'utf8').trim());
}
