import type { Pool } from 'pg';
import type { Clock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { covers } from '@/core/policy/actions';
import { accessWords } from '@/core/sentences/access';
import type { Database } from '@/prisma/client';
import { emitDenial } from './audit/emit';
import { type Ctx, inTransaction, type TxCtx } from './transaction';

export { type Actor, type Ctx, isUnreachable, lockOrganization, type Principal, type TxCtx } from './transaction';

/**
 * Runs `work` in one transaction as the tenant role, so that row-level security holds even where a query forgets its filter.
 * Inside another transaction it joins that one. A refusal inside is recorded after the transaction was rolled back.
 * @throws AppError `DATABASE_UNREACHABLE` when there is no database to talk to; `REVISION_CONFLICT` on a write race
 */
export async function withTransaction<T>(ctx: Ctx | TxCtx, work: (ctx: TxCtx) => Promise<T>): Promise<T> {
  if ('tx' in ctx) return work(ctx);
  try {
    return await inTransaction(ctx, work);
  } catch (error) {
    const denial = error instanceof AppError ? denials.get(error) : undefined;
    if (denial !== undefined) await emitDenial(denial.ctx, denial.action, denial.resource);
    throw error;
  }
}

/**
 * Refusals inside a transaction, recorded once that was rolled back: recording them at once would take a second connection while the
 * first is held, and many refusals together would then wait for one another.
 */
const denials = new WeakMap<AppError, { ctx: Ctx; action: string; resource: string }>();

/** The acting principal must hold `action`, or 403 with the action's name; refusals are audited. */
export async function requireAction(ctx: Ctx, action: string, resource: string): Promise<void> {
  if (covers(ctx.actions, action) && isWithinEndpoints(ctx.endpoints ?? [], resource)) return;
  const refusal = new AppError('PERMISSION_DENIED', {
    detail: accessWords.lacks({ action, resource }),
    fix: accessWords.askAdministrator(),
  });
  if ('tx' in ctx) denials.set(refusal, { ctx, action, resource });
  else await emitDenial(ctx, action, resource);
  throw refusal;
}

/**
 * What belongs to some endpoint; of these a restricted key reaches only its own endpoints, by name. A request by its id is not among
 * them: its verb finds only those of the key's endpoints.
 */
const ofEndpoints = ['endpoints', 'deployments', 'overview'];

/** A key that names endpoints reaches these and what has nothing to do with endpoints; lists over all endpoints are not its own. */
export function isWithinEndpoints(endpoints: readonly string[], resource: string): boolean {
  if (endpoints.length === 0) return true;
  const [noun = '', name] = resource.split('/');
  return !ofEndpoints.includes(noun) || (noun === 'endpoints' && name !== undefined && endpoints.includes(name));
}

export function systemContext(database: Database, clock: Clock, job: string, organizationId = '*', projectId = ''): Ctx {
  return { database, clock, organizationId, projectId, actor: { type: 'system', id: job, name: job }, actions: ['*'], requestId: '', ip: '', userAgent: '' };
}

/** A session and pool that outlive one request: what processes open once. */
export interface Resources {
  readonly database: Database;
  readonly pool: Pool;
}
