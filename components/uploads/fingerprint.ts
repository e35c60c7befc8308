/** What tells one file from another without reading all of it: enough to go on with an upload after a reload. */
export interface Fingerprint {
  /** Path inside a chosen folder, else the name. */
  readonly filename: string;
  readonly sizeBytes: number;
  /** ms since 1970. */
  readonly modifiedAt: number;
  /** Hex SHA-256 of the first MiB. */
  readonly headSha256: string;
}

export const headBytes = 1_048_576;

/** A chosen file with the path it shall have in the upload. */
export interface ChosenFile {
  readonly file: File;
  readonly filename: string;
}

/** What differs between the file an upload began with and the one chosen now; empty when it is the same. */
export function differences(before: Fingerprint, now: Fingerprint): ('name' | 'size' | 'time' | 'head')[] {
  const found: ('name' | 'size' | 'time' | 'head')[] = [];
  if (before.filename !== now.filename) found.push('name');
  if (before.sizeBytes !== now.sizeBytes) found.push('size');
  if (before.modifiedAt !== now.modifiedAt) found.push('time');
  if (before.headSha256 !== now.headSha256) found.push('head');
  return found;
}
