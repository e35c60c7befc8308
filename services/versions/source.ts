import type { ArtifactFile } from '@/core/agent-api';
import { AppError } from '@/core/errors';
import type { TxCtx } from '../context';
import type { VersionSource } from './schemas';

/** Where the check gets the files of a version. Uploads may be removed once a version has them, so their content is named, not they. */
export type Artifacts = { readonly files: ArtifactFile[] } | { readonly s3Uri: string } | { readonly sample: string };

/** @throws AppError `NOT_FOUND` (upload), `STATE_CONFLICT` (not `Ready`), `VALIDATION_FAILED` (two files of one path) */
export async function resolveSource(tx: TxCtx, source: VersionSource): Promise<Artifacts> {
  if ('s3Uri' in source) return { s3Uri: source.s3Uri };
  if ('sample' in source) return { sample: source.sample };
  const ids = 'uploadId' in source ? [source.uploadId] : source.uploadIds;
  const uploads = await tx.tx.upload.findMany({ where: { id: { in: ids }, organizationId: tx.organizationId } });
  const files = ids.map((id, index) => {
    const pointer = 'uploadId' in source ? '/source/uploadId' : `/source/uploadIds/${index}`;
    const upload = uploads.find((row) => row.id === id);
    if (upload === undefined) throw new AppError('NOT_FOUND', { detail: `There is no upload ${id}.`, errors: [{ pointer, detail: 'no such upload' }] });
    if (upload.state !== 'Ready' || upload.sha256 === null) throw notReady(upload, pointer);
    return { path: upload.filename, sizeBytes: Number(upload.sizeBytes), sha256: upload.sha256 };
  });
  requireDistinct(files);
  return { files };
}

function notReady(upload: { filename: string; state: string }, pointer: string): AppError {
  return new AppError('STATE_CONFLICT', {
    detail: `The upload of ${upload.filename} is ${upload.state}, not Ready.`,
    fix: upload.state === 'Verifying' ? 'Wait until it is verified.' : 'Send its missing parts and complete it, or upload the file again.',
    errors: [{ pointer, detail: 'not Ready' }],
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
        detail: `Two of the files are named ${other} and ${path}.`,
        errors: [{ pointer: `/source/uploadIds/${index}`, detail: `${path} is there already` }],
      });
    }
    seen.set(folded, path);
  }
}
