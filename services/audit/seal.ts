import type { Readable } from 'node:stream';
import type { Pool } from 'pg';
import type { Clock } from '@/core/clock';
import { isAppError } from '@/core/errors';
import type { Logger } from '@/core/log';
import { deriveSecret, sign, verify } from '@/core/secrets';
import type { Database } from '@/prisma/client';
import type { StorageProvider } from '@/providers/storage/provider';
import { systemContext } from '../context';
import { inTransaction } from '../transaction';
import { verifyChain } from './verify';

/** The head of a chain as it was once: kept in storage and signed, so that cutting the end of the chain off shows. */
export interface AuditSeal {
  readonly organizationId: string;
  readonly seq: number;
  readonly hash: string;
  readonly at: string;
}

export interface SealOptions {
  readonly database: Database;
  readonly clock: Clock;
  readonly pool: Pool;
  readonly storage: StorageProvider;
  readonly masterKey: Uint8Array;
  readonly log: Logger;
}

const sealKey = (organizationId: string): string => `audit-heads/${organizationId}.json`;

/** The head that was kept last; null where there is none yet. A seal that was altered counts as one that nothing can match. */
export async function readSeal(storage: StorageProvider, masterKey: Uint8Array, organizationId: string): Promise<AuditSeal | null> {
  const text = await readText(storage, sealKey(organizationId));
  if (text === null) return null;
  const { seal, signature } = JSON.parse(text) as { seal: AuditSeal; signature: string };
  const genuine = verify(deriveSecret(masterKey, 'audit-seal'), JSON.stringify(seal), signature) && seal.organizationId === organizationId;
  return genuine ? seal : { organizationId, seq: Number.MAX_SAFE_INTEGER, hash: '', at: '' };
}

/**
 * Checks what came to each organization's chain since its last seal and, where that holds, keeps the new head; meant for an hourly
 * loop. A chain that does not hold is logged and keeps its old seal, so that every later check finds it too.
 * @returns how many chains are broken
 */
export async function sealAudits(options: SealOptions): Promise<number> {
  const system = systemContext(options.database, options.clock, 'audit');
  const organizations = await inTransaction(system, ({ tx }) => tx.organization.findMany({ select: { id: true } }));
  let broken = 0;
  for (const { id } of organizations) if (!(await sealAudit(id, options))) broken++;
  return broken;
}

async function sealAudit(organizationId: string, { pool, storage, masterKey, log, clock }: SealOptions): Promise<boolean> {
  const last = await readSeal(storage, masterKey, organizationId);
  const found = await verifyChain(pool, organizationId, last, true);
  if (!found.valid) {
    log.error({ organizationId, seq: found.firstBrokenSeq, reason: found.reason }, 'the audit chain is broken');
    return false;
  }
  if (found.rows === (last?.seq ?? 0)) return true;
  const seal: AuditSeal = { organizationId, seq: found.rows, hash: found.head, at: new Date(clock.now()).toISOString() };
  const signature = sign(deriveSecret(masterKey, 'audit-seal'), JSON.stringify(seal));
  await storage.put(sealKey(organizationId), Buffer.from(JSON.stringify({ seal, signature })));
  return true;
}

async function readText(storage: StorageProvider, key: string): Promise<string | null> {
  try {
    return await collect(await storage.get(key));
  } catch (error) {
    if (isAppError(error) && error.code === 'NOT_FOUND') return null;
    throw error;
  }
}

async function collect(body: Readable): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
