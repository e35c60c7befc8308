import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const passedOver = new Set(['node_modules', '.git', '.next', 'dist', '.data', '.cache', '.venv', 'test-results', 'playwright-report', 'generated']);

/** Files below `folder` whose name is wanted, without what is built, installed or kept at run time. */
export function filesBelow(folder, isWanted) {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (passedOver.has(entry.name)) return [];
    const path = join(folder, entry.name);
    if (entry.isDirectory()) return filesBelow(path, isWanted);
    return isWanted(entry.name) ? [path] : [];
  });
}
