import { AppError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { requestWords } from '@/core/sentences/requests';
import type { CountedRequest } from '../usage/outcome';

/** Where a request stands in the list: newest first, then by segment and line. No two share one. */
export interface Position {
  /** ms since 1970 */
  readonly at: number;
  readonly segmentId: string;
  readonly line: number;
}

/** Negative when `a` stands before `b`. */
export function comparePositions(a: Position, b: Position): number {
  if (a.at !== b.at) return b.at - a.at;
  if (a.segmentId !== b.segmentId) return a.segmentId > b.segmentId ? -1 : 1;
  return b.line - a.line;
}

export interface Placed extends Position {
  readonly request: CountedRequest;
}

export function encodeCursor({ at, segmentId, line }: Position): string {
  return Buffer.from(JSON.stringify([at, segmentId, line])).toString('base64url');
}

/** @throws AppError `VALIDATION_FAILED` when it is not of this list */
export function decodeCursor(cursor: string): Position {
  try {
    const [at, segmentId, line] = JSON.parse(Buffer.from(cursor, 'base64url').toString()) as [unknown, unknown, unknown];
    if (typeof at === 'number' && typeof segmentId === 'string' && typeof line === 'number' && Math.abs(at) <= 8.64e15) return { at, segmentId, line };
  } catch {
    // not ours: the same answer as below
  }
  throw new AppError('VALIDATION_FAILED', {
    detail: requestWords.foreignCursor(),
    fix: requestWords.passCursor(),
    errors: [{ pointer: '/cursor', detail: fieldWords.notCursor() }],
  });
}
