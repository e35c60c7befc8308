import { AppError } from '@/core/errors';
import { newId } from '@/core/ids';
import { uploadWords } from '@/core/sentences/uploads';
import type { Upload as UploadRow } from '@/prisma/generated/client';
import { type StorageProvider, stagingKey } from '@/providers/storage/provider';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { projectIdOf } from '../endpoint-configs/internal';
import { referObjects } from '../storage/references';
import { emitUpload, toUpload, toUploadWithParts } from './internal';
import { partSizeOf } from './layout';
import type { CreateUploadInput, Upload } from './schemas';

/** What stays free on the disk besides what the upload needs. */
const reserveBytes = 64 * 1024 * 1024;

/**
 * Begins an upload and signs the addresses of its parts. A file whose SHA-256 the organization has stored already is `Ready` at once, without parts.
 * @throws AppError `PERMISSION_DENIED` (`models:Upload`), `NOT_FOUND` (project), `STORAGE_FULL`, `STORAGE_UNREACHABLE`
 */
export async function createUpload(ctx: Ctx, input: CreateUploadInput, outside: { storage: StorageProvider }): Promise<Upload> {
  await requireAction(ctx, 'models:Upload', 'uploads');
  const { storage } = outside;
  const known = await withTransaction(ctx, (tx) => reuseKnown(tx, input));
  if (known !== null) return toUpload(known);
  const partSizeBytes = partSizeOf(input.sizeBytes);
  await requireSpace(storage, input.sizeBytes, input.sizeBytes > partSizeBytes);
  const id = newId('upl');
  const token = await storage.beginUpload(stagingKey(id), id);
  try {
    const row = await withTransaction(ctx, (tx) =>
      insertUpload(tx, input, { id, partSizeBytes: BigInt(partSizeBytes), state: 'Uploading', storageToken: token }),
    );
    return await toUploadWithParts(row, storage);
  } catch (error) {
    await storage.abortUpload(stagingKey(id), token);
    throw error;
  }
}

/** Only what this organization has stored: knowing a hash must not give another one's file. */
async function reuseKnown(tx: TxCtx, input: CreateUploadInput): Promise<UploadRow | null> {
  if (input.sha256 === undefined) return null;
  await referObjects(tx, []); // what is known now stays so until this upload holds it too
  const facts = { organizationId: tx.organizationId, sha256: input.sha256, sizeBytes: BigInt(input.sizeBytes) };
  const upload = await tx.tx.upload.findFirst({ where: { ...facts, state: 'Ready' }, select: { id: true } });
  if (upload === null && !(await isVersionFile(tx, input.sha256, input.sizeBytes))) return null;
  return insertUpload(tx, input, { id: newId('upl'), partSizeBytes: BigInt(partSizeOf(input.sizeBytes)), state: 'Ready', sha256: input.sha256 });
}

async function isVersionFile(tx: TxCtx, sha256: string, sizeBytes: number): Promise<boolean> {
  const file = JSON.stringify([{ sha256, sizeBytes }]);
  const found = await tx.tx.$queryRaw<unknown[]>`
    SELECT 1 FROM versions WHERE organization_id = ${tx.organizationId} AND files @> ${file}::jsonb LIMIT 1`;
  return found.length > 0;
}

async function insertUpload(
  tx: TxCtx,
  input: CreateUploadInput,
  data: { id: string; partSizeBytes: bigint; state: string; storageToken?: string; sha256?: string },
): Promise<UploadRow> {
  const at = new Date(tx.clock.now());
  const row = await tx.tx.upload.create({
    data: {
      ...data,
      organizationId: tx.organizationId,
      projectId: await projectIdOf(tx, input.project),
      createdBy: tx.actor.name,
      filename: input.filename,
      sizeBytes: BigInt(input.sizeBytes),
      sha256Expected: input.sha256 ?? null,
      createdAt: at,
      updatedAt: at,
    },
  });
  await emitAudit(tx, 'models:Upload', `uploads/${row.id}`, { after: toUpload(row) });
  await emitUpload(tx, row);
  return row;
}

/** Joining several parts takes the room a second time for a moment. */
async function requireSpace(storage: StorageProvider, sizeBytes: number, joins: boolean): Promise<void> {
  const free = await storage.freeBytes();
  const needed = sizeBytes * (joins ? 2 : 1) + reserveBytes;
  if (free === null || free >= needed) return;
  throw new AppError('STORAGE_FULL', {
    detail: uploadWords.noRoom({ needed, free }),
    ...(joins ? { reason: uploadWords.joinedOnDisk() } : {}),
    fix: uploadWords.freeOrMove(),
    evidence: uploadWords.roomEvidence({ needed, free }),
  });
}
