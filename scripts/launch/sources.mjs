import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { root } from './root.mjs';

/** What the built product is made of. Tests, documents and samples are read at run time or not at all. */
const parts = [
  'app',
  'client',
  'components',
  'control',
  'core',
  'frameworks',
  'gateway',
  'i18n',
  'messages',
  'prisma/client.ts',
  'prisma/schema.prisma',
  'prisma/migrate.ts',
  'providers',
  'public',
  'scripts/build.mjs',
  'scripts/launch',
  'scripts/supervisor',
  'services',
  'worker',
  'next.config.mjs',
  'postcss.config.mjs',
  'proxy.ts',
  'package-lock.json',
  'tsconfig.json',
];

/** Hash of all sources of the build, 16 hex digits: the name of the folder it is built into. */
export function sourceKey() {
  const hash = createHash('sha256');
  for (const part of parts)
    for (const file of filesOf(part))
      hash
        .update(`${file}\0`)
        .update(readFileSync(join(root, file)))
        .update('\0');
  return hash.digest('hex').slice(0, 16);
}

/** Hash of one file. */
export function fileKey(path) {
  return createHash('sha256')
    .update(readFileSync(join(root, path)))
    .digest('hex')
    .slice(0, 16);
}

function filesOf(path) {
  const full = join(root, path);
  if (!existsSync(full)) return [];
  if (!statSync(full).isDirectory()) return [path];
  return readdirSync(full, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      if (entry.isDirectory()) return filesOf(`${path}/${entry.name}`);
      return /\.(test|contract)\.tsx?$/.test(entry.name) || entry.name === 'tsconfig.tsbuildinfo' ? [] : [`${path}/${entry.name}`];
    });
}
