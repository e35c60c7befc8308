import type { StorageProvider } from '@/providers/storage/provider';
import { type Ctx, requireAction, withTransaction } from '../context';
import { getUploadInOrganization, toUploadWithParts } from './internal';
import type { Upload } from './schemas';

/** How long before its expiry an upload that is still asked for is marked as alive. */
const touchMs = 60 * 60_000;

/**
 * An upload with the parts that arrived and newly signed addresses for the others: what a client needs to go on after a break.
 * @throws AppError `PERMISSION_DENIED` (`models:Upload`), `NOT_FOUND`, `STORAGE_UNREACHABLE`
 */
export async function getUpload(ctx: Ctx, input: { id: string }, outside: { storage: StorageProvider }): Promise<Upload> {
  await requireAction(ctx, 'models:Upload', `uploads/${input.id}`);
  const row = await withTransaction(ctx, async (tx) => {
    const found = await getUploadInOrganization(tx, input.id);
    if (found.state === 'Uploading' && ctx.clock.now() - found.updatedAt.getTime() > touchMs) {
      await tx.tx.upload.updateMany({ where: { id: found.id, state: 'Uploading' }, data: { updatedAt: new Date(ctx.clock.now()) } });
    }
    return found;
  });
  return toUploadWithParts(row, outside.storage);
}
