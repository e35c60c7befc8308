import { AppError, isAppError } from '@/core/errors';

/** What the file system says, in the words of a storage provider. */
export function explainDiskError(error: unknown, what: string): AppError {
  if (isAppError(error)) return error;
  switch (errnoOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('STORAGE_FULL', {
        detail: 'The disk of this installation is full; nothing was stored.',
        fix: 'Free space on it, or move to object storage with AIMASS_STORAGE=s3://bucket/prefix.',
        cause: error,
      });
    case 'ENOENT':
      return new AppError('NOT_FOUND', { detail: `The storage holds no ${what}.`, cause: error });
    default:
      return new AppError('STORAGE_UNREACHABLE', {
        detail: `The disk storage failed: ${errnoOf(error) ?? 'unknown error'}.`,
        fix: 'See that the data directory exists, can be written by the user that runs AI Mass, and that its disk is healthy.',
        retryAfterSeconds: 5,
        cause: error,
      });
  }
}

export function errnoOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
