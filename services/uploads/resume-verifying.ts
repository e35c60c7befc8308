import type { Clock } from '@/core/clock';
import type { Database } from '@/prisma/client';
import type { StorageProvider } from '@/providers/storage/provider';
import { systemContext, withTransaction } from '../context';
import { finishUpload, staleMs } from './finish';

export interface UploadJob {
  readonly database: Database;
  readonly clock: Clock;
  readonly storage: StorageProvider;
}

/** Goes on with uploads whose verification nobody works at, such as after a crash. Called by control again and again. */
export async function resumeVerifying(job: UploadJob, onError: (uploadId: string, error: unknown) => void): Promise<void> {
  const system = systemContext(job.database, job.clock, 'uploads');
  const rows = await withTransaction(system, ({ tx }) =>
    tx.upload.findMany({ where: { state: 'Verifying', updatedAt: { lt: new Date(job.clock.now() - staleMs) } }, orderBy: { createdAt: 'asc' }, take: 20 }),
  );
  for (const row of rows) {
    const ctx = systemContext(job.database, job.clock, 'uploads', row.organizationId, row.projectId);
    await finishUpload(ctx, row.id, job.storage).catch((error: unknown) => onError(row.id, error));
  }
}
