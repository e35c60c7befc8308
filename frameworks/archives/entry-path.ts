import { AppError } from '@/core/errors';

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
    if (name.startsWith('/')) throw unsafe(name, 'has an absolute path');
    return null;
  }
  const fault = faultOf(path);
  if (fault !== null) throw unsafe(name, fault);
  return path;
}

function faultOf(path: string): string | null {
  if (path.startsWith('/')) return 'has an absolute path';
  if (/^[A-Za-z]:/.test(path)) return 'begins with a drive letter';
  if (path.includes('\\')) return 'has a backslash in its path';
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it looks for
  if (/[\u0000-\u001f\u007f]/.test(path)) return 'has control characters in its path';
  if (path.includes('\ufffd')) return 'has a path that is not valid text';
  const segments = path.split('/');
  if (segments.includes('..')) return 'has a path that leads out of the archive';
  if (segments.some((segment) => segment === '' || segment === '.')) return 'has a path with empty parts';
  if (segments.length > depthMax) return `lies more than ${depthMax} folders deep`;
  if (Buffer.byteLength(path) > pathBytesMax || segments.some((segment) => Buffer.byteLength(segment) > segmentBytesMax)) return 'has a path that is too long';
  return null;
}

/** An entry's name as it can be shown: no control characters, not too long. */
export function shown(name: string): string {
  return JSON.stringify(name.length > 200 ? `${name.slice(0, 200)}…` : name);
}

export function unsafe(name: string, what: string): AppError {
  return new AppError('ARCHIVE_UNSAFE', {
    detail: `The entry ${shown(name)} ${what}. Nothing of the archive was kept.`,
    fix: 'Pack it again with plain files and relative paths only: zip -r model.zip model/',
    evidence: shown(name),
  });
}
