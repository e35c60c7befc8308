import { Readable } from 'node:stream';
import { GetObjectCommand, HeadObjectCommand } from '@aws-sdk/client-s3';
import { AppError, isAppError } from '@/core/errors';
import { storageWords } from '@/core/sentences/uploads';
import { createS3Client, type S3Access } from './s3-client';
import { explainS3Error } from './s3-errors';

export interface S3Object {
  readonly sizeBytes: number;
  /** Last part of the key. */
  readonly filename: string;
  read(): Promise<Readable>;
}

/** S3's own rule: not shaped like an address. */
const bucketName = /^(?!\d+\.\d+\.\d+\.\d+$)[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]$/;

/**
 * An object somebody names by `s3://bucket/key`, read with the installation's own credentials at the one configured endpoint: the address
 * chooses bucket and key, never a host. The installation's own objects are refused, since they belong to all its organizations.
 * @throws AppError `S3_NOT_FOUND`, `S3_ACCESS_DENIED` with the statement to add, `STORAGE_UNREACHABLE`
 */
export async function openS3Object(uri: string, access: S3Access, own: { bucket: string; prefix: string } | null): Promise<S3Object> {
  const [, bucket = '', key = ''] = /^s3:\/\/([^/]+)\/(.+)$/s.exec(uri) ?? [];
  if (!bucketName.test(bucket) || key === '') throw new AppError('S3_NOT_FOUND', { detail: storageWords.notAddress() });
  if (own !== null && own.bucket === bucket && (own.prefix === '' || key === own.prefix || key.startsWith(`${own.prefix}/`))) {
    throw new AppError('S3_ACCESS_DENIED', {
      detail: storageWords.ownStorage({ uri }),
      fix: storageWords.copyElsewhere(),
    });
  }
  const client = createS3Client(access, { followRegionRedirects: true });
  const ask = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      const known = explainS3Error(error, { bucket, key, scope: key, actions: ['s3:GetObject'] });
      if (!isAppError(known) || known.code !== 'NOT_FOUND') throw known;
      throw new AppError('S3_NOT_FOUND', { detail: storageWords.noUri({ uri }), fix: storageWords.correctKey(), cause: error });
    }
  };
  const head = await ask(() => client.send(new HeadObjectCommand({ Bucket: bucket, Key: key })));
  return {
    sizeBytes: head.ContentLength ?? 0,
    filename: key.split('/').at(-1) ?? key,
    read: () =>
      ask(async () => {
        // The version that was looked at, not one that was written meanwhile.
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: key, IfMatch: head.ETag }));
        if (!(Body instanceof Readable)) throw new Error('S3 gave no body');
        return Body;
      }),
  };
}
