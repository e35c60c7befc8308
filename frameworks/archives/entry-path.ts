import { AppError } from '@/core/errors';
import { archiveFaults, archiveWords } from '@/core/sentences/archives';
import type { Sentence } from '@/core/sentences/sentence';

const depthMax = 32;
const segmentBytesMax = 255;
const pathBytesMax = 1024;

/**
 * The path of an archive's entry as it may be used below a folder: `/` between plain names. A leading `./`, as tar writes it, and a trailing `/` are dropped.
 * @returns null for the folder of the archive itself
 * @throws AppError `ARCHIVE_UNSAFE` naming the entry and what is wrong with it
 */
export function entryPath(name: string): string | null {
  const path = name.replace(/^(\.\/+)+/, '').replace(/\/+$/, '');
  if (path === '' || path === '.') {
    if (name.startsWith('/')) throw unsafe(name, archiveFaults.absolutePath());
    return null;
  }
  const fault = faultOf(path);
  if (fault !== null) throw unsafe(name, fault);
  return path;
}

function faultOf(path: string): Sentence | null {
  if (path.startsWith('/')) return archiveFaults.absolutePath();
  if (/^[A-Za-z]:/.test(path)) return archiveFaults.driveLetter();
  if (path.includes('\\')) return archiveFaults.backslash();
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
  if (/[\u0000-\u001f\u007f]/.test(path)) return archiveFaults.controlCharacters();
  if (path.includes('\ufffd')) return archiveFaults.notText();
  const segments = path.split('/');
  if (segments.includes('..')) return archiveFaults.leadsOut();
  if (segments.some((segment) => segment === '' || segment === '.')) return archiveFaults.emptyParts();
  if (segments.length > depthMax) return archiveFaults.tooDeep({ most: depthMax });
  if (Buffer.byteLength(path) > pathBytesMax || segments.some((segment) => Buffer.byteLength(segment) > segmentBytesMax)) return archiveFaults.tooLong();
  return null;
}

/** An entry's name as it can be shown: no control characters, not too long. */
export function shown(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}

export function unsafe(name: string, what: Sentence): AppError {
  return new AppError('ARCHIVE_UNSAFE', {
    detail: archiveWords.unsafe({ entry: shown(name), what }),
    fix: archiveWords.packPlain(),
    evidence: shown(name),
  });
}
