import type { ChosenFile } from './fingerprint';

let pending: readonly ChosenFile[] = [];

/** Files dropped on one page and sent from another: an address cannot carry them. */
export function keepFiles(files: readonly ChosenFile[]): void {
  pending = files;
}

/** @returns the kept files, once */
export function takeFiles(): readonly ChosenFile[] {
  const files = pending;
  pending = [];
  return files;
}
