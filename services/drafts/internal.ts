import { AppError } from '@/core/errors';
import { requestWords } from '@/core/sentences/requests';
import type { Draft as DraftRow } from '@/prisma/generated/client';
import type { TxCtx } from '../context';
import type { Draft } from './schemas';

/** @throws AppError `NOT_FOUND`, the same for a draft of another organization */
export async function getDraftInOrganization(tx: TxCtx, id: string): Promise<DraftRow> {
  const row = await tx.tx.draft.findFirst({ where: { id, organizationId: tx.organizationId } });
  if (row === null) throw new AppError('NOT_FOUND', { detail: requestWords.draftUnknown({ id }) });
  return row;
}

export function toDraft(row: DraftRow): Draft {
  return {
    id: row.id,
    data: row.data as Record<string, unknown>,
    revision: row.revision,
    createdBy: row.createdBy,
    createdAt: row.createdAt.toISOString(),
    updatedAt: row.updatedAt.toISOString(),
  };
}
