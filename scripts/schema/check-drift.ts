import { join } from 'node:path';
import { withComparisonServer } from './comparison-server';
import { diffMigrations } from './schema-engine';

/** `npm run db:check`: the migrations make exactly what schema.prisma says. */
const prisma = join(import.meta.dirname, '../../prisma');
const sql = await withComparisonServer((url) => diffMigrations(url, join(prisma, 'migrations'), join(prisma, 'schema.prisma')));
if (sql.trim() !== '') console.error(`The migrations and schema.prisma differ. To bring them together: npm run db:new NAME\n\n${sql}`);
process.exit(sql.trim() === '' ? 0 : 1);
