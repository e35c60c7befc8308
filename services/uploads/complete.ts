import { setTimeout as pause } from 'node:timers/promises';
import { AppError } from '@/core/errors';
import { wordsIn } from '@/core/sentences/stored';
import { uploadWords } from '@/core/sentences/uploads';
import { Prisma } from '@/prisma/client';
import type { Upload as UploadRow } from '@/prisma/generated/client';
import type { StorageProvider } from '@/providers/storage/provider';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, type TxCtx, withTransaction } from '../context';
import { finishUpload } from './finish';
import { arrivedParts, emitUpload, getUploadInOrganization, lockUploadInOrganization, toUpload } from './internal';
import { partsOf } from './layout';
import type { CompleteUploadInput, Upload } from './schemas';

/** All but large files are done by then; the answer for those is `Verifying`. */
const patienceMs = 10_000;

/**
 * Ends the sending: asks the storage what arrived, joins it, hashes it on the server and compares. Files that take longer than ten seconds go on
 * being verified after the answer. Completing again changes nothing.
 * @throws AppError `PERMISSION_DENIED` (`models:Upload`), `NOT_FOUND`, `UPLOAD_INCOMPLETE` naming the missing parts, `UPLOAD_FILE_CHANGED`, `STORAGE_FULL`
 */
export async function completeUpload(ctx: Ctx, input: CompleteUploadInput, outside: { storage: StorageProvider }): Promise<Upload> {
  await requireAction(ctx, 'models:Upload', `uploads/${input.id}`);
  const row = await withTransaction(ctx, (tx) => getUploadInOrganization(tx, input.id));
  if (row.state === 'Ready' || row.state === 'Verifying') return toUpload(row);
  if (row.state === 'Failed') throw failed(row);
  await requireAllParts(row, outside.storage);
  const begun = await withTransaction(ctx, (tx) => beginVerifying(tx, input));
  // Inside an outer transaction nobody else can see the row yet: control finds it once that has committed.
  if ('tx' in ctx || begun.state !== 'Verifying') return toUpload(begun);
  const finishing = finishUpload(ctx, begun.id, outside.storage);
  finishing.catch(() => undefined); // what it throws after the answer, it has stored with the upload
  await Promise.race([finishing, pause(patienceMs, undefined, { ref: false })]);
  return toUpload(await withTransaction(ctx, (tx) => getUploadInOrganization(tx, input.id)));
}

async function requireAllParts(row: UploadRow, storage: StorageProvider): Promise<void> {
  const arrived = new Set((await arrivedParts(row, storage)).map((part) => part.number));
  const layout = partsOf(Number(row.sizeBytes), Number(row.partSizeBytes));
  const missing = layout.filter((part) => !arrived.has(part.number)).map((part) => part.number);
  if (missing.length === 0) return;
  const shown = missing.slice(0, 20).join(', ');
  throw new AppError('UPLOAD_INCOMPLETE', {
    detail: uploadWords.partsMissing({ missing: missing.length, parts: layout.length, numbers: `${shown}${missing.length > 20 ? ', …' : ''}` }),
    fix: uploadWords.readAndSend(),
  });
}

async function beginVerifying(tx: TxCtx, input: CompleteUploadInput): Promise<UploadRow> {
  const row = await lockUploadInOrganization(tx, input.id);
  if (row.state !== 'Uploading') return row;
  const expected = row.sha256Expected ?? input.sha256 ?? null;
  if (input.sha256 !== undefined && expected !== input.sha256) {
    throw new AppError('UPLOAD_FILE_CHANGED', {
      detail: uploadWords.otherSha({ file: row.filename }),
      fix: uploadWords.chooseBegun(),
      evidence: uploadWords.shaEvidence({ begun: expected ?? '', now: input.sha256 }),
    });
  }
  const data = { state: 'Verifying', sha256Expected: expected, reason: Prisma.DbNull, updatedAt: new Date(0) };
  const begun = await tx.tx.upload.update({ where: { id: row.id }, data });
  await emitAudit(tx, 'models:Upload', `uploads/${row.id}`, { before: { state: row.state }, after: { state: begun.state } });
  await emitUpload(tx, begun);
  return begun;
}

function failed(row: UploadRow): AppError {
  const { reason } = toUpload(row);
  return new AppError('UPLOAD_FILE_CHANGED', {
    detail: reason === null ? uploadWords.failed() : wordsIn(reason, 'message'),
    fix: reason === null ? uploadWords.startAgain() : wordsIn(reason, 'fix'),
    ...(reason?.evidence ? { evidence: wordsIn(reason, 'evidence') } : {}),
  });
}
