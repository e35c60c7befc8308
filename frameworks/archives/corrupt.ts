import { AppError } from '@/core/errors';
import { shown } from './entry-path';

export function corrupt(why: string, entry?: string): AppError {
  return new AppError('ARCHIVE_CORRUPT', {
    detail: `${entry === undefined ? 'The archive' : `The entry ${shown(entry)}`} ${why}. Nothing of it was kept.`,
    fix: 'Test it where it was made (unzip -t, tar -tf), pack it again and upload it again.',
    ...(entry === undefined ? {} : { evidence: shown(entry) }),
  });
}
