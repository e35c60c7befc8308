import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { keysetOf, toPage } from '../keyset';
import type { Page } from '../page';
import { toUpload } from './internal';
import type { ListUploadsInput, Upload } from './schemas';

/** Newest first, without parts: those are asked of the storage one upload at a time. @throws AppError `PERMISSION_DENIED` (`models:Upload`), `VALIDATION_FAILED` (sort, cursor) */
export async function listUploads(ctx: Ctx, input: z.infer<typeof ListUploadsInput>): Promise<Page<Upload>> {
  const keyset = keysetOf(input, ['-createdAt', 'filename']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Upload', 'uploads');
    const rows = await tx.tx.upload.findMany({
      where: { organizationId: ctx.organizationId, ...(input.state === undefined ? {} : { state: input.state }), AND: keyset.where },
      orderBy: keyset.orderBy,
      take: keyset.take,
    });
    return toPage(rows, keyset, (row) => toUpload(row));
  });
}
