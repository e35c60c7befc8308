import type { z } from 'zod';
import { AppError } from '@/core/errors';
import { covers } from '@/core/policy/actions';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';
import type { Prisma } from '@/prisma/client';
import type { Audit } from '@/prisma/generated/client';
import { type Ctx, requireAction, withTransaction } from '../context';
import type { Page } from '../page';
import type { AuditRow, ListAuditInput } from './schemas';

/**
 * The audit, newest first: all of the organization with `audit:ReadAll`, else what the caller did.
 * @throws AppError `PERMISSION_DENIED` (`audit:Read`), `VALIDATION_FAILED` (sort, cursor)
 */
export async function listAudit(ctx: Ctx, input: z.output<typeof ListAuditInput>): Promise<Page<AuditRow>> {
  const direction = directionOf(input.sort);
  const after = input.cursor === undefined ? null : seqOf(input.cursor);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'audit:Read', 'audit');
    const rows = await tx.tx.audit.findMany({
      where: { AND: [auditFilter(ctx, input), after === null ? {} : { seq: direction === 'desc' ? { lt: after } : { gt: after } }] },
      orderBy: { seq: direction },
      take: input.limit + 1,
    });
    const items = rows.slice(0, input.limit).map(toAuditRow);
    return { items, nextCursor: rows.length > input.limit ? String(items.at(-1)?.seq ?? '') : null };
  });
}

/** What the caller may see of the audit, and asked for. */
export function auditFilter(ctx: Ctx, input: z.output<typeof ListAuditInput>): Prisma.AuditWhereInput {
  const own = covers(ctx.actions, 'audit:ReadAll') ? {} : { actorId: ctx.actor.id };
  const text = (value: string | undefined) => (value === undefined || value === '' ? undefined : { contains: value, mode: 'insensitive' as const });
  const action = text(input.action);
  const resource = text(input.resource);
  const actor = text(input.actor);
  return {
    organizationId: ctx.organizationId,
    ...(action === undefined ? {} : { action }),
    ...(resource === undefined ? {} : { resource }),
    ...(input.outcome === undefined || input.outcome === '' ? {} : { outcome: input.outcome }),
    ...(input.from === undefined && input.to === undefined
      ? {}
      : { at: { ...(input.from === undefined ? {} : { gte: new Date(input.from) }), ...(input.to === undefined ? {} : { lt: new Date(input.to) }) } }),
    AND: [own, actor === undefined ? {} : { OR: [{ actorId: input.actor ?? '' }, { actorName: actor }] }],
  };
}

export function toAuditRow(row: Audit): AuditRow {
  return {
    id: row.id,
    seq: Number(row.seq),
    at: row.at.toISOString(),
    actorType: row.actorType,
    actorId: row.actorId,
    actorName: row.actorName,
    action: row.action,
    resource: row.resource,
    outcome: row.outcome,
    ip: row.ip,
    userAgent: row.userAgent,
    requestId: row.requestId,
    before: row.before,
    after: row.after,
    hash: row.hash,
  };
}

function directionOf(sort: string | undefined): 'asc' | 'desc' {
  if (sort === undefined || sort === '-at' || sort === '-seq') return 'desc';
  if (sort === 'at' || sort === 'seq') return 'asc';
  throw new AppError('VALIDATION_FAILED', {
    detail: requestWords.auditByTime(),
    fix: requestWords.sortAtOnly(),
    errors: [{ pointer: '/sort', detail: fieldWords.unknownField() }],
  });
}

function seqOf(cursor: string): bigint {
  if (/^\d{1,18}$/.test(cursor)) return BigInt(cursor);
  throw new AppError('VALIDATION_FAILED', {
    detail: requestWords.foreignCursor(),
    fix: requestWords.passCursor(),
    errors: [{ pointer: '/cursor', detail: fieldWords.notCursor() }],
  });
}
