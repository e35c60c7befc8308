import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream, existsSync } from 'node:fs';
import { lstat, mkdir } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { ArtifactFile } from '@/core/agent-api';
import { repositoryRoot } from '@/core/bundle';
import type { DataSample } from '@/core/data-sample';
import { AppError } from '@/core/errors';
import { archiveWords } from '@/core/sentences/archives';
import { inspectionWords } from '@/core/sentences/inspection';
import { archiveLimits } from '@/frameworks/archives/limits';
import type { SampleFile } from '@/frameworks/inspect/job';
import { objectKey, type StorageProvider } from '@/providers/storage/provider';
import type { S3Access } from '@/providers/storage/s3-client';
import { openS3Source } from '@/providers/storage/s3-source';
import type { RequestedVersion } from '@/services/versions';

export interface ArtifactSources {
  readonly storage: StorageProvider;
  readonly s3: S3Access;
  /** Bucket and prefix of the installation's own storage, which is nobody's source. */
  readonly ownBucket: { readonly bucket: string; readonly prefix: string } | null;
}

export interface FetchedArtifact {
  /** Where it lies now. */
  readonly file: string;
  /** The path it shall have in the version. */
  readonly path: string;
}

/**
 * Brings the registered files of a version into a folder, each under a plain number.
 * @throws AppError `ARTIFACT_ALTERED`, `S3_NOT_FOUND`, `S3_ACCESS_DENIED`, `ARCHIVE_TOO_LARGE`, `STORAGE_FULL`, `STORAGE_UNREACHABLE`
 */
export async function fetchArtifacts(requested: RequestedVersion, folder: string, sources: ArtifactSources): Promise<FetchedArtifact[]> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const { artifacts } = requested;
  if ('sample' in artifacts) return [sampleFile(artifacts.sample)];
  if ('s3Uri' in artifacts) return fetchFromS3(artifacts.s3Uri, folder, sources);
  const fetched: FetchedArtifact[] = [];
  for (const [index, artifact] of artifacts.files.entries()) {
    const file = join(folder, String(index));
    const { sha256 } = await save(await sources.storage.get(objectKey(artifact.sha256)), file);
    if (sha256 !== artifact.sha256) throw altered(artifact, sha256);
    fetched.push({ file, path: artifact.path });
  }
  return fetched;
}

/** The data sample of a version, in a folder of its own; null where it has none. @throws AppError `ARTIFACT_ALTERED`, `STORAGE_UNREACHABLE` */
export async function fetchDataSample(sample: DataSample | null, folder: string, storage: StorageProvider): Promise<SampleFile | null> {
  if (sample === null) return null;
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const file = join(folder, 'rows');
  const { sha256 } = await save(await storage.get(objectKey(sample.sha256)), file);
  if (sha256 !== sample.sha256) throw altered({ path: sample.filename, sizeBytes: sample.sizeBytes, sha256: sample.sha256 }, sha256);
  return { file, filename: sample.filename, target: sample.target };
}

/** The stored files of a version as they lay when it was checked. @throws AppError `ARTIFACT_ALTERED`, `STORAGE_FULL`, `STORAGE_UNREACHABLE` */
export async function fetchFiles(files: readonly ArtifactFile[], folder: string, storage: StorageProvider): Promise<void> {
  for (const artifact of files) {
    const file = join(folder, artifact.path);
    await mkdir(dirname(file), { recursive: true, mode: 0o700 });
    const { sha256 } = await save(await storage.get(objectKey(artifact.sha256)), file);
    if (sha256 !== artifact.sha256) throw altered(artifact, sha256);
  }
}

async function fetchFromS3(uri: string, folder: string, { s3, ownBucket }: ArtifactSources): Promise<FetchedArtifact[]> {
  const { bytesMax, entriesMax } = archiveLimits;
  const objects = await openS3Source(uri, s3, ownBucket, entriesMax);
  const size = objects.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
  if (size > bytesMax) throw new AppError('ARCHIVE_TOO_LARGE', { detail: archiveWords.sourceTooLarge({ uri, size, most: bytesMax }) });
  const fetched: FetchedArtifact[] = [];
  for (const [index, object] of objects.entries()) {
    const file = join(folder, String(index));
    await save(await object.read(), file);
    fetched.push({ file, path: object.path });
  }
  return fetched;
}

/** The samples come with the installation. */
function sampleFile(name: string): FetchedArtifact {
  const path = `${basename(name)}.onnx`;
  const file = join(repositoryRoot(), 'samples', basename(name), path);
  if (!existsSync(file)) throw new AppError('NOT_FOUND', { detail: inspectionWords.noSample({ name }) });
  return { file, path };
}

/**
 * Stores the files of a version under their content addresses and says what they are. Called before the model is executed, while the folder holds only
 * what the unpacking made.
 * @param refer  records that the version holds these files, before any of them is looked for in the storage
 */
export async function storeFiles(
  folder: string,
  paths: readonly string[],
  storage: StorageProvider,
  refer: (files: readonly ArtifactFile[]) => Promise<void>,
): Promise<ArtifactFile[]> {
  const files: ArtifactFile[] = [];
  for (const path of paths) {
    const file = join(folder, path);
    const stat = await lstat(file);
    if (!stat.isFile()) throw new Error(`${path} is no plain file after unpacking`);
    const digest = createHash('sha256');
    for await (const chunk of createReadStream(file) as AsyncIterable<Uint8Array>) digest.update(chunk);
    files.push({ path, sizeBytes: stat.size, sha256: digest.digest('hex') });
  }
  await refer(files);
  for (const { path, sizeBytes, sha256 } of files) {
    const key = objectKey(sha256);
    if ((await storage.size(key)) !== sizeBytes) await storage.put(key, createReadStream(join(folder, path)), sizeBytes);
  }
  return files;
}

/** SHA-256 over the sorted list of path and SHA-256: two versions with the same files have the same digest. */
export function digestOf(files: readonly ArtifactFile[]): string {
  const lines = files.map(({ path, sha256 }) => `${path}\0${sha256}\n`).sort();
  return createHash('sha256').update(lines.join('')).digest('hex');
}

async function save(body: Readable, file: string): Promise<{ sha256: string }> {
  const digest = createHash('sha256');
  const hashed = async function* (chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    for await (const chunk of chunks) {
      digest.update(chunk);
      yield chunk;
    }
  };
  try {
    await pipeline(body, hashed, createWriteStream(file, { flags: 'w', mode: 0o600 }));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'ENOSPC' || error.code === 'EDQUOT'))) throw error;
    throw new AppError('STORAGE_FULL', {
      detail: inspectionWords.diskFull(),
      fix: inspectionWords.freeAndRegister(),
      cause: error,
    });
  }
  return { sha256: digest.digest('hex') };
}

function altered(artifact: ArtifactFile, sha256: string): AppError {
  return new AppError('ARTIFACT_ALTERED', {
    detail: inspectionWords.bytesAltered({ path: artifact.path }),
    fix: inspectionWords.uploadAndExamine(),
    evidence: inspectionWords.otherSha({ expected: artifact.sha256, stored: sha256 }),
  });
}
