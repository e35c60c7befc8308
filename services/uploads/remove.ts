import { AppError } from '@/core/errors';
import { uploadWords } from '@/core/sentences/uploads';
import { type StorageProvider, stagingKey } from '@/providers/storage/provider';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { lockUploadInOrganization, toUpload } from './internal';

/**
 * Ends an upload and forgets its parts. What was registered from it stays.
 * @throws AppError `PERMISSION_DENIED` (`models:Upload`), `NOT_FOUND`, `STATE_CONFLICT` (while it is being verified)
 */
export async function removeUpload(ctx: Ctx, input: { id: string }, outside: { storage: StorageProvider }): Promise<void> {
  const removed = await withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Upload', `uploads/${input.id}`);
    const row = await lockUploadInOrganization(tx, input.id);
    if (row.state === 'Verifying') throw new AppError('STATE_CONFLICT', { detail: uploadWords.verifying(), fix: uploadWords.waitThenRemove() });
    await tx.tx.upload.delete({ where: { id: row.id } });
    await emitAudit(tx, 'models:Upload', `uploads/${row.id}`, { before: toUpload(row) });
    return row;
  });
  if (removed.storageToken !== null) await outside.storage.abortUpload(stagingKey(removed.id), removed.storageToken);
}
