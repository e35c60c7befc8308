import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { PackageLicence } from '@/components/settings/package-licence';
import manifest from '@/package.json';

let known: Promise<PackageLicence[]> | undefined;

/** The packages this installation runs with, from their own manifests, read once. */
export function readLicences(): Promise<PackageLicence[]> {
  known ??= Promise.all(Object.entries(manifest.dependencies).map(([name, version]) => readLicence(name, version)));
  return known;
}

async function readLicence(name: string, pinned: string): Promise<PackageLicence> {
  try {
    const text = await readFile(join(/* turbopackIgnore: true */ process.cwd(), 'node_modules', name, 'package.json'), 'utf8');
    const { version, license } = JSON.parse(text) as { version?: unknown; license?: unknown };
    return { name, version: typeof version === 'string' ? version : pinned, licence: typeof license === 'string' ? license : '–' };
  } catch {
    return { name, version: pinned, licence: '–' }; // a container image may leave out what is bundled
  }
}
