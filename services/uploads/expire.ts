import { stagingKey } from '@/providers/storage/provider';
import { emitAudit } from '../audit/emit';
import { systemContext, withTransaction } from '../context';
import { toUpload } from './internal';
import type { UploadJob } from './resume-verifying';

const abandonedMs = 7 * 24 * 60 * 60_000;

/**
 * Ends uploads that nobody has gone on with for seven days, and gives their room back; a version made of one names its content itself.
 * @returns how many
 */
export async function expireUploads(job: UploadJob): Promise<number> {
  const before = new Date(job.clock.now() - abandonedMs);
  const where = { state: { in: ['Preparing', 'Uploading', 'Failed', 'Ready'] }, updatedAt: { lt: before } };
  const rows = await withTransaction(systemContext(job.database, job.clock, 'uploads'), ({ tx }) => tx.upload.findMany({ where, take: 200 }));
  let ended = 0;
  for (const row of rows) {
    const removed = await withTransaction(systemContext(job.database, job.clock, 'uploads', row.organizationId, row.projectId), async (tx) => {
      const { count } = await tx.tx.upload.deleteMany({ where: { id: row.id, ...where } });
      if (count > 0) await emitAudit(tx, 'models:Upload', `uploads/${row.id}`, { before: toUpload(row) });
      return count;
    });
    if (removed > 0 && row.storageToken !== null) await job.storage.abortUpload(stagingKey(row.id), row.storageToken);
    ended += removed;
  }
  return ended;
}
