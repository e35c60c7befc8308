import type { ArtifactFile } from '@/core/agent-api';
import { AppError } from '@/core/errors';
import { fieldWords } from '@/core/sentences/fields';
import { uploadWords } from '@/core/sentences/uploads';
import { versionWords } from '@/core/sentences/versions';
import type { TxCtx } from '../context';
import { referObjects } from '../storage/references';
import type { VersionSource } from './schemas';

/** Where the check gets the files of a version. Uploads may be removed once a version has them, so their content is named, not they. */
export type Artifacts = { readonly files: ArtifactFile[] } | { readonly s3Uri: string } | { readonly sample: string };

/** @throws AppError `NOT_FOUND` (upload), `STATE_CONFLICT` (not `Ready`), `VALIDATION_FAILED` (two files of one path) */
export async function resolveSource(tx: TxCtx, source: VersionSource): Promise<Artifacts> {
  if ('s3Uri' in source) return { s3Uri: source.s3Uri };
  if ('sample' in source) return { sample: source.sample };
  const ids = 'uploadId' in source ? [source.uploadId] : source.uploadIds;
  await referObjects(tx, []); // what an upload holds now, the version will
  const uploads = await tx.tx.upload.findMany({ where: { id: { in: ids }, organizationId: tx.organizationId } });
  const files = ids.map((id, index) => {
    const pointer = 'uploadId' in source ? '/source/uploadId' : `/source/uploadIds/${index}`;
    const upload = uploads.find((row) => row.id === id);
    if (upload === undefined) throw new AppError('NOT_FOUND', { detail: uploadWords.unknown({ id }), errors: [{ pointer, detail: fieldWords.noUpload() }] });
    if (upload.state !== 'Ready' || upload.sha256 === null) throw notReady(upload, pointer);
    return { path: upload.filename, sizeBytes: Number(upload.sizeBytes), sha256: upload.sha256 };
  });
  requireDistinct(files);
  return { files };
}

export function notReady(upload: { filename: string; state: string }, pointer: string): AppError {
  return new AppError('STATE_CONFLICT', {
    detail: versionWords.uploadNotReady({ file: upload.filename, state: upload.state }),
    fix: upload.state === 'Verifying' ? versionWords.waitVerified() : versionWords.sendMissing(),
    errors: [{ pointer, detail: fieldWords.notReady() }],
  });
}

/** Files of one folder must differ on every file system, also those that ignore case. */
function requireDistinct(files: readonly ArtifactFile[]): void {
  const seen = new Map<string, string>();
  for (const [index, { path }] of files.entries()) {
    const folded = path.normalize('NFC').toLowerCase();
    const other = seen.get(folded);
    if (other !== undefined) {
      throw new AppError('VALIDATION_FAILED', {
        detail: versionWords.sameNames({ one: other, other: path }),
        errors: [{ pointer: `/source/uploadIds/${index}`, detail: fieldWords.thereAlready({ path }) }],
      });
    }
    seen.set(folded, path);
  }
}
