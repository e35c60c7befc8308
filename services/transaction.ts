import type { Clock } from '@/core/clock';
import { AppError } from '@/core/errors';
import { serverWords } from '@/core/sentences/server';
import { type Database, Prisma, type Tx } from '@/prisma/client';

/** Who acts. Background work goes through the same verbs as people do, as a system job. */
export type Actor =
  | { readonly type: 'user'; readonly id: string; readonly name: string; readonly sessionId: string }
  | { readonly type: 'key'; readonly id: string; readonly name: string }
  | { readonly type: 'system'; readonly id: string; readonly name: string }
  /** Nobody yet: a sign-in that was refused. The name is what was claimed. */
  | { readonly type: 'anonymous'; readonly id: string; readonly name: string };

/** Who was recognised by credentials, and what they may do. */
export interface Principal {
  /** `*` only for system jobs, which loop over all organizations. */
  readonly organizationId: string;
  /** Where new resources go unless the input names another project. */
  readonly projectId: string;
  readonly actor: Actor;
  /** What the caller may do: the role's or the key's actions. */
  readonly actions: readonly string[];
  /** Names of the only endpoints that a restricted key may touch; empty or absent = all of its organization. */
  readonly endpoints?: readonly string[];
}

/** Everything a verb needs to know about its caller. One a request. */
export interface Ctx extends Principal {
  readonly database: Database;
  readonly clock: Clock;
  readonly requestId: string;
  readonly ip: string;
  readonly userAgent: string;
}

/** A context inside a transaction: what verbs pass to emitters and to one another. */
export interface TxCtx extends Ctx {
  readonly tx: Tx;
}

/**
 * Runs `work` in one transaction as the tenant role, so that row-level security holds even where a query forgets its filter.
 * Inside another transaction it joins that one. Verbs call `withTransaction` of `context.ts`, which also records refusals.
 * @throws AppError `DATABASE_UNREACHABLE` when there is no database to talk to; `REVISION_CONFLICT` on a write race
 */
export async function inTransaction<T>(ctx: Ctx | TxCtx, work: (ctx: TxCtx) => Promise<T>): Promise<T> {
  if ('tx' in ctx) return work(ctx);
  try {
    return await ctx.database.$transaction(async (tx) => {
      await tx.$executeRaw`SELECT set_config('role', 'aimass_app', true), set_config('app.organization', ${ctx.organizationId}, true)`;
      return work({ ...ctx, tx });
    });
  } catch (error) {
    throw explainDatabaseError(error);
  }
}

/** Takes the lock under which an organization's audit and event sequences grow; held until the transaction ends. */
export async function lockOrganization(ctx: TxCtx, organizationId: string): Promise<void> {
  await ctx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${organizationId}, 7))`;
}

const unreachableCodes = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'ETIMEDOUT',
  'EPIPE',
  'ENOTFOUND',
  '57P01',
  '57P02',
  '57P03',
  '53300',
  '08006',
  '08001',
  'P1001',
  'P1002',
  'P1008',
  'P1017',
  'P2024',
  'P2028',
]);

function explainDatabaseError(error: unknown): unknown {
  if (error instanceof AppError) return error;
  if (error instanceof Prisma.PrismaClientKnownRequestError && error.code === 'P2034') {
    return new AppError('REVISION_CONFLICT', { detail: serverWords.changesMet(), cause: error, retryAfterSeconds: 1 });
  }
  if (!isUnreachable(error)) return error;
  return new AppError('DATABASE_UNREACHABLE', {
    detail: serverWords.databaseAwayUnchanged(),
    fix: serverWords.statusShows(),
    retryAfterSeconds: 5,
    cause: error,
  });
}

/** True when the error means that no database answered, rather than that it refused. */
export function isUnreachable(error: unknown): boolean {
  for (let at: unknown = error, depth = 0; at instanceof Error && depth < 5; at = at.cause, depth++) {
    const code = 'code' in at ? String(at.code) : '';
    if (
      unreachableCodes.has(code) ||
      unreachableCodes.has(serverCodeOf(at)) ||
      at.message.includes("Can't reach database server") ||
      at.message.includes('Connection terminated') ||
      at.message.includes('timeout exceeded when trying to connect')
    )
      return true;
  }
  return false;
}

/** What PostgreSQL itself said, as while it starts or shuts down: Prisma keeps that beside the error, not as its cause. */
function serverCodeOf(error: Error): string {
  const meta =
    error instanceof Prisma.PrismaClientKnownRequestError ? (error.meta?.driverAdapterError as { cause?: { originalCode?: unknown } } | undefined) : undefined;
  return typeof meta?.cause?.originalCode === 'string' ? meta.cause.originalCode : '';
}
