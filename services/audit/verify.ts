import type { Pool, PoolClient } from 'pg';
import { AppError } from '@/core/errors';
import { serverWords } from '@/core/sentences/server';
import { inEnglish } from '@/core/sentences/stored';
import { type Ctx, isUnreachable, requireAction } from '../context';
import { ChainChecker, type ChainFault, type StoredRow, storedColumns } from './chain';
import type { AuditVerification } from './schemas';
import type { AuditSeal } from './seal';

/** Read at once: little enough that the memory of a pass does not grow with the chain. */
const batchRows = 2_000;

export interface VerifyOptions {
  readonly pool: Pool;
  /** The last head that was kept outside the database, if one was. */
  readonly seal: AuditSeal | null;
}

/**
 * Computes the organization's whole chain again: an edited, deleted, reordered, cut off or inserted row is found, the first one named.
 * What was cut off at the end shows against the head that is kept outside the database.
 * @throws AppError `PERMISSION_DENIED` (`audit:ReadAll`), `DATABASE_UNREACHABLE`
 */
export async function verifyAudit(ctx: Ctx, { pool, seal }: VerifyOptions): Promise<AuditVerification> {
  await requireAction(ctx, 'audit:ReadAll', 'audit');
  return verifyChain(pool, ctx.organizationId, seal);
}

/** The same without a caller, for the loop that keeps heads; `fromSeal` checks only what came since the last one. */
export async function verifyChain(pool: Pool, organizationId: string, seal: AuditSeal | null, fromSeal = false): Promise<AuditVerification> {
  const checker = new ChainChecker(seal, fromSeal);
  const client = await connect(pool);
  try {
    // one view of the table however long it takes, as the tenant's role
    await client.query('BEGIN TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await client.query("SELECT set_config('role', 'aimass_app', true), set_config('app.organization', $1, true)", [organizationId]);
    const fault = await readAll(client, organizationId, checker);
    await client.query('COMMIT');
    return summary(checker, fault, seal);
  } catch (error) {
    await client.query('ROLLBACK').catch(() => null); // the connection is gone: the first error says why
    throw isUnreachable(error) ? new AppError('DATABASE_UNREACHABLE', { detail: serverWords.databaseAway(), cause: error, retryAfterSeconds: 5 }) : error;
  } finally {
    client.release();
  }
}

async function readAll(client: PoolClient, organizationId: string, checker: ChainChecker): Promise<ChainFault | null> {
  const where = `organization_id = ${client.escapeLiteral(organizationId)} AND audit.seq > ${checker.rows}`;
  await client.query(`DECLARE chain NO SCROLL CURSOR FOR SELECT ${storedColumns} FROM audit WHERE ${where} ORDER BY audit.seq`);
  for (;;) {
    const { rows } = await client.query({ text: `FETCH ${batchRows} FROM chain`, rowMode: 'array', types: { getTypeParser: () => asText } });
    for (const row of rows) {
      const fault = checker.next(row as unknown as StoredRow);
      if (fault !== null) return fault;
    }
    if (rows.length < batchRows) return checker.end();
  }
}

function asText(value: string): string {
  return value;
}

function summary(checker: ChainChecker, fault: ChainFault | null, seal: AuditSeal | null): AuditVerification {
  return {
    rows: checker.rows,
    valid: fault === null,
    firstBrokenSeq: fault?.seq ?? null,
    head: checker.head,
    ...inEnglish({ reason: fault?.reason ?? '' }),
    sealedSeq: seal?.seq ?? null,
  };
}

async function connect(pool: Pool): Promise<PoolClient> {
  try {
    return await pool.connect();
  } catch (error) {
    throw new AppError('DATABASE_UNREACHABLE', { detail: serverWords.databaseAway(), cause: error, retryAfterSeconds: 5 });
  }
}
