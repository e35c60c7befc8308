import { open } from 'node:fs/promises';
import { archiveFaults } from '@/core/sentences/archives';
import type { Sentence } from '@/core/sentences/sentence';

export type ArchiveKind = 'zip' | 'gzip' | 'tar';

const headBytes = 512;

/** An archive that is not unpacked. `maybePickle`: joblib writes models in such streams, and a model is kept as it is. */
export interface UnsupportedKind {
  readonly unsupported: Sentence;
  readonly maybePickle?: boolean;
}

/** What a file is by its first bytes, never by its name: an archive that is unpacked here, one that is not (named), or none. */
export async function archiveKind(file: string): Promise<ArchiveKind | UnsupportedKind | null> {
  const head = await readHead(file);
  const begins = (...bytes: number[]): boolean => bytes.every((byte, i) => head[i] === byte);
  if (begins(0x50, 0x4b, 0x03, 0x04) || begins(0x50, 0x4b, 0x05, 0x06)) return 'zip';
  if (begins(0x50, 0x4b, 0x07, 0x08)) return { unsupported: archiveFaults.zipInParts() };
  if (begins(0x1f, 0x8b)) return 'gzip';
  if (isTarHead(head)) return 'tar';
  if (begins(0x42, 0x5a, 0x68) && head[3] >= 0x31 && head[3] <= 0x39) return { unsupported: archiveFaults.bzip2(), maybePickle: true };
  if (begins(0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00)) return { unsupported: archiveFaults.xz(), maybePickle: true };
  if (begins(0x28, 0xb5, 0x2f, 0xfd)) return { unsupported: archiveFaults.zstd() };
  if (begins(0x37, 0x7a, 0xbc, 0xaf, 0x27, 0x1c)) return { unsupported: archiveFaults.sevenZip() };
  if (begins(0x52, 0x61, 0x72, 0x21, 0x1a, 0x07)) return { unsupported: archiveFaults.rar() };
  return null;
}

/** A tar header has its magic word at byte 257. */
export function isTarHead(head: Uint8Array): boolean {
  return Buffer.from(head.subarray(257, 262)).toString('latin1') === 'ustar';
}

async function readHead(file: string): Promise<Buffer> {
  const handle = await open(file, 'r');
  try {
    const { bytesRead, buffer } = await handle.read(Buffer.alloc(headBytes), 0, headBytes, 0);
    return buffer.subarray(0, bytesRead);
  } finally {
    await handle.close();
  }
}
