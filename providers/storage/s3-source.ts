import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand, ListObjectsV2Command, type S3Client } from '@aws-sdk/client-s3';
import { AppError, isAppError } from '@/core/errors';
import { storageWords } from '@/core/sentences/uploads';
import { createS3Client, type S3Access } from './s3-client';
import { explainS3Error } from './s3-errors';

export interface S3Object {
  readonly sizeBytes: number;
  /** Last part of the key; of a folder's object what follows the folder. */
  readonly path: string;
  read(): Promise<Readable>;
}

/** S3's own rule: not shaped like an address. */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

interface Place {
  readonly client: S3Client;
  readonly uri: string;
  readonly bucket: string;
  readonly key: string;
}

/**
 * The object that somebody names by `s3://bucket/key`, or those of the folder of this name, read with the installation's own credentials at the one
 * configured endpoint: the address chooses bucket and key, never a host. The installation's own objects are refused, since they belong to all its
 * organizations.
 * @param objectsMax  of a folder
 * @throws AppError `S3_NOT_FOUND`, `S3_ACCESS_DENIED` with the statement to add, `ARCHIVE_TOO_LARGE`, `STORAGE_UNREACHABLE`
 */
export async function openS3Source(uri: string, access: S3Access, own: { bucket: string; prefix: string } | null, objectsMax: number): Promise<S3Object[]> {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (!bucketName.test(bucket) || key === '') throw new AppError('S3_NOT_FOUND', { detail: storageWords.notAddress() });
  if (own !== null && own.bucket === bucket && (own.prefix === '' || `${key}/`.startsWith(`${own.prefix}/`) || `${own.prefix}/`.startsWith(folderOf(key)))) {
    throw new AppError('S3_ACCESS_DENIED', {
      detail: storageWords.ownStorage({ uri }),
      fix: storageWords.copyElsewhere(),
    });
  }
  const place: Place = { client: createS3Client(access, { followRegionRedirects: true }), uri, bucket, key };
  const single = key.endsWith('/') ? null : await headOf(place);
  if (single !== null) return [single];
  const found = await listFolder(place, objectsMax);
  if (found.length === 0) throw new AppError('S3_NOT_FOUND', { detail: storageWords.noUri({ uri }), fix: storageWords.correctKey() });
  return found;
}

const folderOf = (key: string): string => (key.endsWith('/') ? key : `${key}/`);

async function headOf(place: Place): Promise<S3Object | null> {
  const { client, bucket, key } = place;
  try {
    const head = await ask(place, 's3:GetObject', () => client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
    return objectOf(place, { key, path: key.split('/').at(-1) ?? key, sizeBytes: head.ContentLength ?? 0, etag: head.ETag });
  } catch (error) {
    if (isAppError(error) && error.code === 'S3_NOT_FOUND') return null;
    throw error;
  }
}

/** Objects that stand for folders are none. */
async function listFolder(place: Place, objectsMax: number): Promise<S3Object[]> {
  const { client, bucket, uri } = place;
  const prefix = folderOf(place.key);
  const found: S3Object[] = [];
  for (let token: string | undefined, first = true; first || token !== undefined; first = false) {
    const page = await ask(place, 's3:ListBucket', () => client.send(new ListObjectsV2Command({ Bucket: bucket, Prefix: prefix, ContinuationToken: token })));
    for (const { Key = '', Size = 0, ETag } of page.Contents ?? []) {
      if (!Key.endsWith('/')) found.push(objectOf(place, { key: Key, path: Key.slice(prefix.length), sizeBytes: Size, etag: ETag }));
    }
    if (found.length > objectsMax) throw new AppError('ARCHIVE_TOO_LARGE', { detail: storageWords.manyObjects({ uri, most: objectsMax }) });
    token = page.NextContinuationToken;
  }
  return found;
}

function objectOf(place: Place, { key, path, sizeBytes, etag }: { key: string; path: string; sizeBytes: number; etag: string | undefined }): S3Object {
  const { client, bucket } = place;
  const read = (): Promise<Readable> =>
    ask({ ...place, key }, 's3:GetObject', async () => {
      // The version that was looked at, not one that was written meanwhile.
      const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: etag }));
      if (!(Body instanceof Readable)) throw new Error('S3 gave no body');
      return Body;
    });
  return { sizeBytes, path, read };
}

async function ask<T>({ uri, bucket, key }: Place, action: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    const known = explainS3Error(error, { bucket, key, scope: key, actions: [action] });
    if (!isAppError(known) || known.code !== 'NOT_FOUND') throw known;
    throw new AppError('S3_NOT_FOUND', { detail: storageWords.noUri({ uri }), fix: storageWords.correctKey(), cause: error });
  }
}
