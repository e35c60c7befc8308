import { AppError } from '@/core/errors';
import { uploadWords } from '@/core/sentences/uploads';
import type { Upload as UploadRow } from '@/prisma/generated/client';
import { type StorageProvider, type StoredPart, stagingKey } from '@/providers/storage/provider';
import type { TxCtx } from '../context';
import { emitEvent } from '../events/emit';
import type { Reason } from '../page';
import { partsOf } from './layout';
import { type Upload, uploadStates } from './schemas';

/** @throws AppError `NOT_FOUND`, the same for an upload of another organization */
export async function getUploadInOrganization(tx: TxCtx, id: string): Promise<UploadRow> {
  const row = await tx.tx.upload.findFirst({ where: { id, organizationId: tx.organizationId } });
  if (row === null) throw new AppError('NOT_FOUND', { detail: uploadWords.unknown({ id }) });
  return row;
}

/** The same, locked until the transaction ends. */
export async function lockUploadInOrganization(tx: TxCtx, id: string): Promise<UploadRow> {
  await tx.tx.$queryRaw`SELECT 1 FROM uploads WHERE id = ${id} AND organization_id = ${tx.organizationId} FOR UPDATE`;
  return getUploadInOrganization(tx, id);
}

/** The upload without its parts. */
export function toUpload(row: UploadRow, parts: Upload['parts'] = []): Upload {
  return {
    id: row.id,
    filename: row.filename,
    sizeBytes: Number(row.sizeBytes),
    partSizeBytes: Number(row.partSizeBytes),
    sha256: row.sha256 ?? row.sha256Expected,
    state: stateOf(row),
    reason: row.reason as unknown as Reason | null,
    parts,
    createdAt: row.createdAt.toISOString(),
  };
}

/** The upload with its parts as the storage knows them: those that arrived, and newly signed addresses for the others. */
export async function toUploadWithParts(row: UploadRow, storage: StorageProvider): Promise<Upload> {
  if (row.state !== 'Uploading' || row.storageToken === null) return toUpload(row);
  const key = stagingKey(row.id);
  const arrived = new Map((await arrivedParts(row, storage)).map((part) => [part.number, part]));
  const layout = partsOf(Number(row.sizeBytes), Number(row.partSizeBytes));
  const missing = layout.filter((part) => !arrived.has(part.number));
  const urls = new Map((await storage.signParts(key, row.storageToken, row.id, missing)).map((part) => [part.number, part.url]));
  const parts = layout.map(({ number, sizeBytes }) => {
    const part = arrived.get(number);
    return { number, sizeBytes, url: urls.get(number) ?? null, arrived: part !== undefined, etag: part?.etag ?? null };
  });
  return toUpload(row, parts);
}

/** Parts that are there with the length they must have. A part of another length counts as missing. */
export async function arrivedParts(row: UploadRow, storage: StorageProvider): Promise<StoredPart[]> {
  const layout = new Map(partsOf(Number(row.sizeBytes), Number(row.partSizeBytes)).map((part) => [part.number, part.sizeBytes]));
  const stored = await storage.listParts(stagingKey(row.id), row.storageToken ?? '');
  return stored.filter((part) => layout.get(part.number) === part.sizeBytes).sort((a, b) => a.number - b.number);
}

export async function emitUpload(tx: TxCtx, row: UploadRow): Promise<void> {
  await emitEvent(tx, {
    type: 'upload.updated',
    topics: ['uploads', `uploads/${row.id}`],
    resource: toUpload(row),
    organizationId: row.organizationId,
    projectId: row.projectId,
  });
}

function stateOf(row: UploadRow): Upload['state'] {
  const state = uploadStates.find((known) => known === row.state);
  if (state === undefined) throw new RangeError(`unknown upload state ${row.state}`);
  return state;
}
