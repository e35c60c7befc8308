import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withLock } from './lock.mjs';
import { root } from './root.mjs';
import { fileKey } from './sources.mjs';
import { StartError } from './step.mjs';

/** Makes the database client from prisma/schema.prisma unless it is there already. @returns what was done */
export async function generateClient() {
  const stamp = join(root, 'prisma/generated/.schema');
  const key = fileKey('prisma/schema.prisma');
  const isCurrent = () => existsSync(stamp) && readFileSync(stamp, 'utf8') === key && existsSync(join(root, 'prisma/generated/client.ts'));
  if (isCurrent()) return 'current';
  return withLock('generate', () => {
    if (isCurrent()) return 'current';
    const result = spawnSync(process.execPath, ['scripts/prisma-generate.mjs'], { cwd: root, stdio: 'inherit' });
    if (result.status !== 0) throw new StartError('The database client could not be generated from prisma/schema.prisma.');
    writeFileSync(stamp, key);
    return 'generated';
  });
}
