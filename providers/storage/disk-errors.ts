import { AppError, isAppError } from '@/core/errors';
import { storageWords } from '@/core/sentences/uploads';

/** What the file system says, in the words of a storage provider. */
export function explainDiskError(error: unknown, what: string): AppError {
  if (isAppError(error)) return error;
  switch (errnoOf(error)) {
    case 'ENOSPC':
    case 'EDQUOT':
      return new AppError('STORAGE_FULL', {
        detail: storageWords.diskFull(),
        fix: storageWords.freeOrMove(),
        cause: error,
      });
    case 'ENOENT':
      return new AppError('NOT_FOUND', { detail: storageWords.holdsNo({ what }), cause: error });
    default:
      return new AppError('STORAGE_UNREACHABLE', {
        detail: storageWords.diskFailed({ code: errnoOf(error) ?? 'unknown error' }),
        fix: storageWords.lookAtDisk(),
        retryAfterSeconds: 5,
        cause: error,
      });
  }
}

export function errnoOf(error: unknown): string | null {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' ? error.code : null;
}
