import type { Clock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import { systemContext, withTransaction } from '../context';
import { hasUsers } from './internal';

/** True once the first administrator exists. @throws AppError `DATABASE_UNREACHABLE` */
export async function isSetUp(database: Database, clock: Clock): Promise<boolean> {
  return withTransaction(systemContext(database, clock, 'setup'), hasUsers);
}
