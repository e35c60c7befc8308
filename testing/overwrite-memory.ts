import { closeSync, openSync, readFileSync, readSync, writeSync } from 'node:fs';

const chunkBytes = 16 * 1024 * 1024;

/**
 * A fault of memory: overwrites each copy of `pattern` in what a running process may write. Its model then answers otherwise, until another process loads
 * it from its file again. Linux, as root or for a process of one's own that may be traced.
 * @returns how many copies there were
 */
export function overwriteMemory(pid: number, pattern: Buffer, replacement: Buffer): number {
  const regions = readFileSync(`/proc/${pid}/maps`, 'utf8').split('\n').flatMap(writableRegion);
  const memory = openSync(`/proc/${pid}/mem`, 'r+');
  try {
    return regions.reduce((sum, region) => sum + overwriteRegion(memory, region, pattern, replacement), 0);
  } finally {
    closeSync(memory);
  }
}

type Region = readonly [start: number, end: number];

function writableRegion(line: string): Region[] {
  const match = /^([0-9a-f]+)-([0-9a-f]+) rw/.exec(line);
  return match === null ? [] : [[Number.parseInt(match[1], 16), Number.parseInt(match[2], 16)]];
}

function overwriteRegion(memory: number, [start, end]: Region, pattern: Buffer, replacement: Buffer): number {
  let found = 0;
  for (let at = start; at < end; at += chunkBytes - pattern.byteLength) {
    const bytes = Buffer.alloc(Math.min(chunkBytes, end - at));
    let read = 0;
    try {
      read = readSync(memory, bytes, 0, bytes.byteLength, at);
    } catch {
      return found; // not backed by memory, as reserved regions are
    }
    for (let hit = bytes.subarray(0, read).indexOf(pattern); hit >= 0; hit = bytes.subarray(0, read).indexOf(pattern, hit + pattern.byteLength)) {
      writeSync(memory, replacement, 0, replacement.byteLength, at + hit);
      found++;
    }
  }
  return found;
}
