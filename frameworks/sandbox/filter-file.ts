import { createHash } from 'node:crypto';
import { lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { seccompFilter } from './seccomp-filter';
import { seccompProfile } from './seccomp-profile';
import { machineOf } from './syscalls';

/** The filter of system calls of this machine as a file, written where it is not there yet. Null for a processor whose system calls are not known here. */
export function filterFile(): string | null {
  const machine = machineOf(process.arch);
  return machine === null ? null : keptFile('seccomp', seccompFilter(machine));
}

/** The same filter for podman and Docker. */
export function profileFile(): string | null {
  return machineOf(process.arch) === null ? null : keptFile('seccomp.json', Buffer.from(seccompProfile()));
}

function keptFile(name: string, content: Buffer): string {
  const folder = closedFolder(createHash('sha256').update(content).digest('hex').slice(0, 12));
  const file = join(folder, name);
  if (!isSame(file, content)) {
    const draft = join(folder, `${name}.${process.pid}`);
    writeFileSync(draft, content, { mode: 0o400 });
    renameSync(draft, file);
  }
  return file;
}

/** A folder that only this user can write to; one of its own where somebody else has taken the name. */
function closedFolder(name: string): string {
  const uid = process.getuid?.() ?? 0;
  const folder = join(tmpdir(), `aimass-sandbox-${uid}-${name}`);
  try {
    mkdirSync(folder, { mode: 0o700 });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const stat = lstatSync(folder);
  return stat.isDirectory() && stat.uid === uid && (stat.mode & 0o077) === 0 ? folder : mkdtempSync(`${folder}-`);
}

function isSame(file: string, content: Buffer): boolean {
  try {
    return readFileSync(file).equals(content);
  } catch {
    return false;
  }
}
