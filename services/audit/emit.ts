import { createHash } from 'node:crypto';
import { newId } from '@/core/ids';
import { Prisma } from '@/prisma/client';
import { type Ctx, inTransaction, lockOrganization, type TxCtx } from '../transaction';

export interface AuditChange {
  readonly before?: unknown;
  readonly after?: unknown;
  readonly outcome?: 'success' | 'denied' | 'failed';
  /** The organization, where the context's own is `*`. */
  readonly organizationId?: string;
}

const secretFields = /password|secret|sha256|token|hash/i;

/**
 * Adds one row to the organization's audit chain, in the transaction of the change itself: a change without its row cannot commit.
 * hash = SHA-256(prev hash ‖ canonical JSON of the row); secrets are struck out.
 */
export async function emitAudit(ctx: TxCtx, action: string, resource: string, change: AuditChange = {}): Promise<void> {
  const organizationId = change.organizationId ?? ctx.organizationId;
  await lockOrganization(ctx, organizationId);
  const last = await ctx.tx.audit.findFirst({ where: { organizationId }, orderBy: { seq: 'desc' }, select: { seq: true, hash: true } });
  const row = {
    organizationId,
    seq: (last?.seq ?? 0n) + 1n,
    id: newId('aud'),
    at: new Date(ctx.clock.now()),
    actorType: ctx.actor.type,
    actorId: ctx.actor.id,
    actorName: oneLine(ctx.actor.name),
    action,
    resource: oneLine(resource),
    outcome: change.outcome ?? 'success',
    ip: oneLine(ctx.ip),
    userAgent: oneLine(ctx.userAgent),
    requestId: ctx.requestId,
    before: toJson(change.before),
    after: toJson(change.after),
    prevHash: last?.hash ?? '',
  };
  await ctx.tx.audit.create({
    data: { ...row, before: row.before ?? Prisma.DbNull, after: row.after ?? Prisma.DbNull, hash: auditHash(row) },
  });
}

/** A refusal is recorded in a transaction of its own, since the refused one is rolled back. */
export async function emitDenial(ctx: Ctx, action: string, resource: string): Promise<void> {
  const { tx: _joined, ...outside } = ctx as TxCtx;
  await inTransaction(outside, (own) => emitAudit(own, action, resource, { outcome: 'denied' }));
}

/** The chain's hash of a row; `audit verify` computes it again. */
export function auditHash(row: Record<string, unknown> & { prevHash: string }): string {
  const { prevHash, hash: _own, ...rest } = row;
  return createHash('sha256').update(prevHash).update(canonical(rest)).digest('hex');
}

/** JSON with sorted keys: the same row always gives the same text. */
export function canonical(value: unknown): string {
  if (value === null || value === undefined) return 'null';
  if (typeof value === 'bigint') return value.toString();
  if (value instanceof Date) return JSON.stringify(value.toISOString());
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value === 'object') {
    const fields = value as Record<string, unknown>;
    const texts = Object.keys(fields)
      .sort()
      .map((key) => `${JSON.stringify(key)}:${canonical(fields[key])}`);
    return `{${texts.join(',')}}`;
  }
  return JSON.stringify(value);
}

function toJson(value: unknown): Prisma.InputJsonValue | null {
  if (value === undefined || value === null) return null;
  const text = JSON.stringify(value, (key, item) => {
    if (secretFields.test(key)) return '[struck out]';
    return typeof item === 'bigint' ? item.toString() : item;
  });
  return JSON.parse(text) as Prisma.InputJsonValue;
}

/** Control characters are shown, never obeyed: no forged lines, no terminal escapes. */
function oneLine(text: string): string {
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it strikes
  return text.replace(/[\u0000-\u001f\u007f-\u009f]/g, (character) => `\\x${character.charCodeAt(0).toString(16).padStart(2, '0')}`).slice(0, 512);
}
