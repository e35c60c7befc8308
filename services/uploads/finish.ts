import { createHash } from 'node:crypto';
import { AppError, isAppError, titles } from '@/core/errors';
import { inEnglish } from '@/core/sentences/stored';
import { uploadWords } from '@/core/sentences/uploads';
import type { Prisma } from '@/prisma/client';
import type { Upload as UploadRow } from '@/prisma/generated/client';
import { objectKey, type StorageProvider, stagingKey } from '@/providers/storage/provider';
import { type Ctx, withTransaction } from '../context';
import type { Reason } from '../page';
import { referObjects } from '../storage/references';
import { arrivedParts, emitUpload, lockUploadInOrganization } from './internal';

/** A process that verifies says so this often; one that has not for `staleMs` is gone and another goes on. */
const heartbeatMs = 2_000;
export const staleMs = 15_000;

/**
 * Joins, hashes and files an upload that is `Verifying`, and stores how it ended: `Ready`, or `Failed` with its reason. A full disk puts it back
 * to `Uploading` with its parts kept. Safe to repeat after a crash at any step; does nothing where another process is at it.
 * @throws AppError what was stored as the reason
 */
export async function finishUpload(ctx: Ctx, id: string, storage: StorageProvider): Promise<void> {
  const row = await claim(ctx, id);
  if (row === null) return;
  const heartbeat = setInterval(() => void beat(ctx, id).catch(() => undefined), heartbeatMs); // a missed beat only lets another go on sooner
  heartbeat.unref();
  try {
    const sha256 = await verify(ctx, row, storage);
    await settle(ctx, id, { state: 'Ready', sha256, storageToken: null });
  } catch (error) {
    await settleFailure(ctx, id, error);
    throw error;
  } finally {
    clearInterval(heartbeat);
  }
}

async function claim(ctx: Ctx, id: string): Promise<UploadRow | null> {
  return withTransaction(ctx, async (tx) => {
    const row = await lockUploadInOrganization(tx, id);
    const busy = ctx.clock.now() - row.updatedAt.getTime() < staleMs;
    if (row.state !== 'Verifying' || busy) return null;
    return tx.tx.upload.update({ where: { id }, data: { updatedAt: new Date(ctx.clock.now()) } });
  });
}

async function beat(ctx: Ctx, id: string): Promise<void> {
  await withTransaction(ctx, (tx) => tx.tx.upload.updateMany({ where: { id, state: 'Verifying' }, data: { updatedAt: new Date(ctx.clock.now()) } }));
}

/** @returns the SHA-256 under which the file is stored */
async function verify(ctx: Ctx, row: UploadRow, storage: StorageProvider): Promise<string> {
  const staging = stagingKey(row.id);
  const expected = row.sha256 ?? row.sha256Expected;
  if ((await storage.size(staging)) === null) {
    if (expected !== null && (await storage.size(objectKey(expected))) === Number(row.sizeBytes)) return expected; // filed before a crash
    await storage.completeUpload(staging, row.storageToken ?? '', await arrivedParts(row, storage));
  }
  const { sha256, sizeBytes } = await hash(storage, staging);
  if (sizeBytes !== Number(row.sizeBytes) || (expected !== null && expected !== sha256)) {
    await storage.remove(staging);
    throw fileChanged(row, { sha256, sizeBytes });
  }
  const key = objectKey(sha256);
  await referTo(ctx, row.id, sha256);
  if ((await storage.size(key)) === sizeBytes) await storage.remove(staging);
  else await storage.move(staging, key);
  return sha256;
}

/** Before the content's object is looked for: from here on the collector leaves it alone. */
async function referTo(ctx: Ctx, id: string, sha256: string): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    await referObjects(tx, [objectKey(sha256)]);
    await tx.tx.upload.updateMany({ where: { id, state: 'Verifying' }, data: { sha256 } });
  });
}

async function hash(storage: StorageProvider, key: string): Promise<{ sha256: string; sizeBytes: number }> {
  const digest = createHash('sha256');
  let sizeBytes = 0;
  for await (const chunk of (await storage.get(key)) as AsyncIterable<Uint8Array>) {
    digest.update(chunk);
    sizeBytes += chunk.byteLength;
  }
  return { sha256: digest.digest('hex'), sizeBytes };
}

function fileChanged(row: UploadRow, got: { sha256: string; sizeBytes: number }): AppError {
  const said = { size: Number(row.sizeBytes), got: got.sha256, gotSize: got.sizeBytes };
  return new AppError('UPLOAD_FILE_CHANGED', {
    detail: uploadWords.otherFile({ file: row.filename }),
    reason: uploadWords.mixedParts(),
    fix: uploadWords.chooseAgain(),
    evidence: row.sha256Expected === null ? uploadWords.anyFileEvidence(said) : uploadWords.fileEvidence({ ...said, expected: row.sha256Expected }),
  });
}

async function settleFailure(ctx: Ctx, id: string, error: unknown): Promise<void> {
  const known = isAppError(error) ? error : new AppError('INTERNAL', { detail: uploadWords.verifyFailed(), cause: error });
  if (known.code === 'STORAGE_UNREACHABLE' || known.code === 'DATABASE_UNREACHABLE') return; // still Verifying: control tries again
  const mayGoOn = known.code === 'STORAGE_FULL' || known.code === 'UPLOAD_INCOMPLETE';
  const { detail = titles[known.code].en, fix = '', evidence = '' } = known.details;
  const reason: Reason = { code: known.code, ...inEnglish({ message: detail, fix, evidence }) };
  await settle(ctx, id, { state: mayGoOn ? 'Uploading' : 'Failed', reason: { ...reason } as unknown as Prisma.InputJsonValue });
}

async function settle(ctx: Ctx, id: string, data: Prisma.UploadUpdateInput): Promise<void> {
  await withTransaction(ctx, async (tx) => {
    const row = await lockUploadInOrganization(tx, id);
    if (row.state !== 'Verifying') return;
    await emitUpload(tx, await tx.tx.upload.update({ where: { id }, data: { ...data, updatedAt: new Date(ctx.clock.now()) } }));
  });
}
