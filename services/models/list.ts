import type { z } from 'zod';
import { type Ctx, requireAction, withTransaction } from '../context';
import { keysetOf, toPage } from '../keyset';
import type { Page } from '../page';
import { toModels } from './internal';
import type { ListModelsInput, Model } from './schemas';

/**
 * Models, newest first; `q` looks for a part of the name, `framework` and `stage` for models with such a version.
 * @throws AppError `PERMISSION_DENIED` (`models:Read`), `VALIDATION_FAILED` (sort, cursor)
 */
export async function listModels(ctx: Ctx, input: z.infer<typeof ListModelsInput>): Promise<Page<Model>> {
  const keyset = keysetOf(input, ['-createdAt', 'name', 'updatedAt']);
  const version = {
    ...(input.framework === undefined ? {} : { framework: input.framework }),
    ...(input.stage === undefined ? {} : { stage: input.stage }),
  };
  return withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Read', 'models');
    const rows = await tx.tx.model.findMany({
      where: {
        organizationId: ctx.organizationId,
        ...(input.q === undefined ? {} : { name: { contains: input.q, mode: 'insensitive' } }),
        ...(Object.keys(version).length === 0 ? {} : { versions: { some: version } }),
        AND: keyset.where,
      },
      orderBy: keyset.orderBy,
      take: keyset.take,
    });
    const page = toPage(rows, keyset, (row) => row);
    return { ...page, items: await toModels(tx, page.items) };
  });
}
