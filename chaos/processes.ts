import { readdirSync, readFileSync } from 'node:fs';

export interface ProcessInfo {
  readonly pid: number;
  readonly parent: number;
  readonly title: string;
}

function all(): ProcessInfo[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .flatMap((name) => {
      try {
        const stat = readFileSync(`/proc/${name}/stat`, 'utf8');
        const parent = Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
        return [{ pid: Number(name), parent, title: readFileSync(`/proc/${name}/cmdline`, 'utf8').replaceAll('\0', ' ').trim() }];
      } catch {
        return []; // it ended while we looked
      }
    });
}

/** The processes below `ancestor` whose title begins with `title`. */
export function descendants(ancestor: number, title = ''): ProcessInfo[] {
  const processes = all();
  const family = new Set([ancestor]);
  for (let grew = true; grew; ) {
    grew = false;
    for (const one of processes) {
      if (family.has(one.pid) || !family.has(one.parent)) continue;
      family.add(one.pid);
      grew = true;
    }
  }
  return processes.filter((one) => family.has(one.pid) && one.pid !== ancestor && one.title.startsWith(title));
}
