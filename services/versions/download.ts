import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { pack } from 'tar-stream';
import type { ArtifactFile } from '@/core/agent-api';
import { AppError } from '@/core/errors';
import { versionWords } from '@/core/sentences/versions';
import { objectKey, type StorageProvider } from '@/providers/storage/provider';
import { emitAudit } from '../audit/emit';
import { type Ctx, requireAction, withTransaction } from '../context';
import { getVersionInOrganization } from './internal';

export interface VersionDownload {
  readonly filename: string;
  readonly contentType: string;
  /** Unknown for an archive. */
  readonly sizeBytes: number | null;
  readonly body: Readable;
}

/**
 * The files of a version: the file itself where there is one, else a tar archive of all, each with its path.
 * @throws AppError `PERMISSION_DENIED` (`models:Download`), `NOT_FOUND`, `STATE_CONFLICT` while no files are stored yet
 */
export async function downloadVersion(ctx: Ctx, input: { model: string; version: number }, outside: { storage: StorageProvider }): Promise<VersionDownload> {
  const resource = `models/${input.model}/versions/${input.version}`;
  const { row, files } = await withTransaction(ctx, async (tx) => {
    await requireAction(tx, 'models:Download', resource);
    const found = await getVersionInOrganization(tx, input.model, input.version);
    const stored = found.files as unknown as ArtifactFile[];
    if (stored.length === 0 || found.state === 'Checking')
      throw new AppError('STATE_CONFLICT', { detail: versionWords.noFiles({ resource }), fix: versionWords.waitUnpacked() });
    await emitAudit(tx, 'models:Download', resource);
    return { row: found, files: stored };
  });
  const stem = `${row.model.name}-${row.number}`;
  if (files.length > 1) return { filename: `${stem}.tar`, contentType: 'application/x-tar', sizeBytes: null, body: archiveOf(files, outside.storage) };
  const [file] = files;
  const extension = /\.[A-Za-z0-9]{1,12}$/.exec(file.path)?.[0] ?? '';
  const body = await outside.storage.get(objectKey(file.sha256));
  return { filename: `${stem}${extension}`, contentType: 'application/octet-stream', sizeBytes: file.sizeBytes, body };
}

function archiveOf(files: readonly ArtifactFile[], storage: StorageProvider): Readable {
  const archive = pack();
  const fillArchive = async (): Promise<void> => {
    for (const file of files) {
      const entry = archive.entry({ name: file.path, size: file.sizeBytes, mode: 0o644 });
      await pipeline(await storage.get(objectKey(file.sha256)), entry as unknown as NodeJS.WritableStream);
    }
    archive.finalize();
  };
  fillArchive().catch((error: unknown) => archive.destroy(error instanceof Error ? error : new Error(String(error))));
  return archive as unknown as Readable;
}
