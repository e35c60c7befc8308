import { type DataSample, dataSampleLimits } from '@/core/data-sample';
import { AppError } from '@/core/errors';
import { dataSampleWords } from '@/core/sentences/data-samples';
import { fieldWords } from '@/core/sentences/fields';
import { uploadWords } from '@/core/sentences/uploads';
import { versionWords } from '@/core/sentences/versions';
import { objectKey } from '@/providers/storage/provider';
import type { TxCtx } from '../context';
import { referObjects } from '../storage/references';
import { getVersionInOrganization } from './internal';
import type { CreateVersionInput, Evaluation, UpdateVersionInput } from './schemas';
import { notReady } from './source';

export const pendingEvaluation: Evaluation = { state: 'Pending', rows: null, metrics: {}, msPerRow: null, at: null, reason: null };

/**
 * The content that an upload holds, as a version keeps it: the upload may be removed then.
 * @throws AppError `NOT_FOUND` (upload), `STATE_CONFLICT` (not `Ready`), `VALIDATION_FAILED` (too large)
 */
export async function resolveDataSample(tx: TxCtx, input: NonNullable<CreateVersionInput['dataSample']>): Promise<DataSample> {
  const pointer = '/dataSample/uploadId';
  await referObjects(tx, []);
  const upload = await tx.tx.upload.findFirst({ where: { id: input.uploadId, organizationId: tx.organizationId } });
  if (upload === null)
    throw new AppError('NOT_FOUND', { detail: uploadWords.unknown({ id: input.uploadId }), errors: [{ pointer, detail: fieldWords.noUpload() }] });
  if (upload.state !== 'Ready' || upload.sha256 === null) throw notReady(upload, pointer);
  const sizeBytes = Number(upload.sizeBytes);
  if (sizeBytes > dataSampleLimits.bytes) {
    throw new AppError('VALIDATION_FAILED', {
      detail: dataSampleWords.fileTooLarge({ file: upload.filename, size: sizeBytes, most: dataSampleLimits.bytes }),
      fix: dataSampleWords.fewerRows(),
      errors: [{ pointer, detail: fieldWords.tooLarge() }],
    });
  }
  return { filename: upload.filename, sizeBytes, sha256: upload.sha256, target: input.target ?? null };
}

/** What is to be attached to a version that is there: an upload, or what another version of its model has. @throws as {@link resolveDataSample} */
export async function attachedSample(tx: TxCtx, model: string, input: NonNullable<UpdateVersionInput['dataSample']>): Promise<DataSample> {
  if ('uploadId' in input) return resolveDataSample(tx, input);
  const other = await getVersionInOrganization(tx, model, input.version);
  const sample = other.dataSample as unknown as DataSample | null;
  if (sample === null) {
    throw new AppError('NOT_FOUND', {
      detail: dataSampleWords.noSampleThere({ model, version: input.version }),
      errors: [{ pointer: '/dataSample/version', detail: fieldWords.noVersion() }],
    });
  }
  await referObjects(tx, [objectKey(sample.sha256)]);
  return sample;
}

/** @throws AppError `STATE_CONFLICT` unless the version is Ready */
export function requireReady(version: { model: string; version: number; state: string }): void {
  if (version.state === 'Ready') return;
  throw new AppError('STATE_CONFLICT', {
    detail: dataSampleWords.onlyReady({ model: version.model, version: version.version, state: version.state }),
    fix: version.state === 'Checking' ? versionWords.waitForChecks() : versionWords.registerPassing(),
  });
}
