import { dirname, join } from 'node:path';
import { repositoryRoot } from '@/core/bundle';

/** What a program of ours itself is made of: its bundle with the packages it loads, or the source folders in tests. */
export function programFolders(file: string, sources: readonly string[] = ['core', 'frameworks']): string[] {
  const root = repositoryRoot();
  const own = file.endsWith('.mjs') ? [dirname(file)] : [...sources, 'tsconfig.json'].map((name) => join(root, name));
  return [...own, join(root, 'node_modules'), join(root, 'package.json')];
}
