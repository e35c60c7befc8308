import { isPlausibleKey } from '@/core/api-keys';
import type { Clock } from '@/core/clock';
import { sha256Hex } from '@/core/secrets';
import type { Database } from '@/prisma/client';
import type { ApiKey } from '@/prisma/generated/client';
import { type Principal, systemContext, withTransaction } from '../context';

const lastUsedStepMs = 60_000;

/**
 * Who calls with this API key; null when it is unknown, expired or revoked, which callers cannot tell apart.
 * A key of the issued form with a wrong check sum is refused without a look into the database.
 * @throws AppError `DATABASE_UNREACHABLE`
 */
export async function authenticateKey(database: Database, clock: Clock, key: string): Promise<Principal | null> {
  if (!isPlausibleKey(key)) return null;
  return withTransaction(systemContext(database, clock, 'keys'), async ({ tx }) => {
    const row = await tx.apiKey.findUnique({ where: { sha256: sha256Hex(key) } });
    const now = clock.now();
    if (row === null || !isActive(row, now)) return null;
    if (row.lastUsedAt === null || row.lastUsedAt.getTime() < now - lastUsedStepMs) {
      await tx.apiKey.update({ where: { id: row.id }, data: { lastUsedAt: new Date(now) } });
    }
    return {
      organizationId: row.organizationId,
      projectId: row.projectId,
      actor: { type: 'key', id: row.id, name: row.name },
      actions: row.actions,
      endpoints: row.endpoints,
    };
  });
}

/** Whether a key that was recognised before still counts. @throws AppError `DATABASE_UNREACHABLE` */
export async function isKeyActive(database: Database, clock: Clock, id: string): Promise<boolean> {
  const row = await withTransaction(systemContext(database, clock, 'keys'), ({ tx }) => tx.apiKey.findUnique({ where: { id } }));
  return row !== null && isActive(row, clock.now());
}

function isActive(row: Pick<ApiKey, 'revokedAt' | 'expiresAt'>, now: number): boolean {
  return row.revokedAt === null && (row.expiresAt === null || row.expiresAt.getTime() > now);
}
