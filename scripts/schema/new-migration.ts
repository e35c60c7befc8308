import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { withComparisonServer } from './comparison-server';
import { diffMigrations } from './schema-engine';

/** `npm run db:new NAME`: writes what schema.prisma has and the migrations lack as a new migration. */
const prisma = join(import.meta.dirname, '../../prisma');
const [name] = process.argv.slice(2);
if (name === undefined || !/^[a-z0-9_]+$/.test(name)) {
  console.error('Usage: npm run db:new NAME, with a name of small letters, digits and _.');
  process.exit(2);
}
const sql = await withComparisonServer((url) => diffMigrations(url, join(prisma, 'migrations'), join(prisma, 'schema.prisma')));
if (sql.trim() === '') {
  console.log('The migrations make what schema.prisma says already; nothing was written.');
  process.exit(0);
}
const stamp = new Date().toISOString().replaceAll(/\D/g, '').slice(0, 14);
const folder = join(prisma, 'migrations', `${stamp}_${name}`);
mkdirSync(folder);
writeFileSync(join(folder, 'migration.sql'), sql);
console.log(
  `${join('prisma/migrations', `${stamp}_${name}`, 'migration.sql')}\nRead it. A new tenant table needs its row-level security policy, as in the first migration.`,
);
process.exit(0);
