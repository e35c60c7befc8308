import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { keysetOf, toPage } from '../keyset';
import { getModelInOrganization } from '../models/internal';
import type { Page } from '../page';
import { toVersions } from './internal';
import type { ListVersionsInput, Version } from './schemas';

/** Versions of a model, newest first. @throws AppError `PERMISSION_DENIED` (`models:Read`), `NOT_FOUND`, `VALIDATION_FAILED` (sort, cursor) */
export async function listVersions(ctx: Ctx, input: z.infer<typeof ListVersionsInput>): Promise<Page<Version>> {
  const keyset = keysetOf(input, ['-number', 'createdAt']);
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Read', `models/${input.model}`);
    const model = await getModelInOrganization(tx, input.model);
    const rows = await tx.tx.version.findMany({ where: { modelId: model.id, AND: keyset.where }, orderBy: keyset.orderBy, take: keyset.take });
    const page = toPage(rows, keyset, (row) => ({ ...row, model }));
    return { ...page, items: await toVersions(tx, page.items) };
  });
}
