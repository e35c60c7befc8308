import { AppError } from '@/core/errors';
import { archiveWords } from '@/core/sentences/archives';
import type { Words } from '@/core/sentences/sentence';
import { shown } from './entry-path';

export function corrupt(what: Words, entry?: string): AppError {
  return new AppError('ARCHIVE_CORRUPT', {
    detail: entry === undefined ? archiveWords.corrupt({ what }) : archiveWords.corruptEntry({ entry: shown(entry), what }),
    fix: archiveWords.testAndPack(),
    ...(entry === undefined ? {} : { evidence: shown(entry) }),
  });
}
