import { PrismaPg } from '@prisma/adapter-pg';
import { Pool } from 'pg';
import { Prisma, PrismaClient } from './generated/client';

export type { Deployment, Endpoint, Instance, Replica, VariantScale } from './generated/client';
export { Prisma };
export type Database = PrismaClient;
export type Tx = Prisma.TransactionClient;

/**
 * Opens the database. `connections` bounds the pool of this process; a connection that cannot be had within 5 s fails.
 * Callers get rows of one tenant only through `services/context.ts`, which sets role and organization in each transaction.
 */
export function openDatabase(databaseUrl: string, connections = 8): { database: Database; pool: Pool; close(): Promise<void> } {
  const pool = new Pool({ connectionString: databaseUrl, max: connections, connectionTimeoutMillis: 5_000, idleTimeoutMillis: 30_000 });
  pool.on('error', () => {}); // an idle connection that breaks is replaced; the query that needs one reports
  const database = new PrismaClient({ adapter: new PrismaPg(pool, { disposeExternalPool: false }), transactionOptions: { maxWait: 5_000, timeout: 15_000 } });
  return {
    database,
    pool,
    close: async () => {
      await database.$disconnect();
      await pool.end();
    },
  };
}
