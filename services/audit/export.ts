import { stringify } from 'csv-stringify/sync';
import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { auditFilter, toAuditRow } from './list';
import type { AuditRow, ListAuditInput } from './schemas';

const columns = [
  'seq',
  'at',
  'actorType',
  'actorId',
  'actorName',
  'action',
  'resource',
  'outcome',
  'ip',
  'userAgent',
  'requestId',
  'before',
  'after',
  'hash',
] as const satisfies readonly (keyof AuditRow)[];
const batchRows = 1_000;

/**
 * The filtered audit as CSV (RFC 4180, UTF-8 with a byte order mark), oldest first, in pieces, so that its size does not matter.
 * Permission is checked before the first piece.
 * @throws AppError `PERMISSION_DENIED` (`audit:Read`)
 */
export async function exportAudit(ctx: Ctx, input: z.output<typeof ListAuditInput>): Promise<AsyncIterable<string>> {
  await requireAction(ctx, 'audit:Read', 'audit');
  return pieces(ctx, input);
}

async function* pieces(ctx: Ctx, input: z.output<typeof ListAuditInput>): AsyncIterable<string> {
  yield `\uFEFF${stringify([[...columns]], { record_delimiter: 'windows' })}`;
  for (let after = 0n; ; ) {
    const rows = await withTransaction(ctx, ({ tx }) =>
      tx.audit.findMany({ where: { AND: [auditFilter(ctx, input), { seq: { gt: after } }] }, orderBy: { seq: 'asc' }, take: batchRows }),
    );
    const last = rows.at(-1);
    if (last === undefined) return;
    yield stringify(
      rows.map(toAuditRow).map((row) => columns.map((column) => cell(row[column]))),
      { record_delimiter: 'windows' },
    );
    after = last.seq;
  }
}

/** A cell that a spreadsheet would take for a formula is shown as text. */
function cell(value: unknown): string {
  const text = typeof value === 'string' ? value : value === null || value === undefined ? '' : JSON.stringify(value);
  return /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
}
