import { AppError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';
import type { Page } from './page';

/** Where a list goes on: sorted by `field`, then by id, after the row with these values. */
export interface Keyset {
  readonly field: string;
  readonly direction: 'asc' | 'desc';
  readonly where: object;
  readonly orderBy: object[];
  readonly take: number;
}

interface KeysetInput {
  readonly limit: number;
  readonly cursor?: string | undefined;
  readonly sort?: string | undefined;
}

/**
 * Turns a page's query into what Prisma takes. `fields` are the names a list may be sorted by, the first with its sign is the default;
 * fields whose name ends in `At` are times.
 * @throws AppError `VALIDATION_FAILED` on an unknown sort or a cursor that is not of this list
 */
export function keysetOf(input: KeysetInput, fields: readonly string[]): Keyset {
  const sort = input.sort ?? fields[0] ?? '-id';
  const field = sort.replace(/^-/, '');
  if (!fields.some((known) => known.replace(/^-/, '') === field)) {
    throw new AppError('VALIDATION_FAILED', {
      detail: requestWords.unsortable({ field }),
      fix: requestWords.sortBy({ fields: fields.map((known) => known.replace(/^-/, '')) }),
      errors: [{ pointer: '/sort', detail: fieldWords.unknownField() }],
    });
  }
  const direction = sort.startsWith('-') ? 'desc' : 'asc';
  const beyond = direction === 'desc' ? 'lt' : 'gt';
  const after = input.cursor === undefined ? null : readCursor(input.cursor, field);
  const where = after === null ? {} : { OR: [{ [field]: { [beyond]: after.value } }, { [field]: after.value, id: { [beyond]: after.id } }] };
  return { field, direction, where, orderBy: [{ [field]: direction }, { id: direction }], take: input.limit + 1 };
}

/** Cuts the one row too many and says where the next page begins. */
export function toPage<Row extends { id: string }, Item>(rows: readonly Row[], keyset: Keyset, toItem: (row: Row) => Item): Page<Item> {
  const shown = rows.slice(0, keyset.take - 1);
  const last = rows.length === keyset.take ? shown.at(-1) : undefined;
  const value = last === undefined ? undefined : (last as Record<string, unknown>)[keyset.field];
  const cursor = last === undefined ? null : Buffer.from(JSON.stringify([keyset.field, value, last.id])).toString('base64url');
  return { items: shown.map(toItem), nextCursor: cursor };
}

function readCursor(cursor: string, field: string): { value: unknown; id: string } {
  try {
    const [of, value, id] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown, unknown];
    if (of === field && typeof id === 'string' && (typeof value === 'string' || typeof value === 'number')) {
      const time = field.endsWith('At') ? new Date(value) : value;
      if (!(time instanceof Date) || !Number.isNaN(time.getTime())) return { value: time, id };
    }
  } catch {
    // not ours: the same answer as below
  }
  throw new AppError('VALIDATION_FAILED', {
    detail: requestWords.foreignCursor(),
    fix: requestWords.passCursorSameSort(),
    errors: [{ pointer: '/cursor', detail: fieldWords.notCursor() }],
  });
}
