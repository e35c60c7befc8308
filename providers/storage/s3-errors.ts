import { AppError, isAppError } from '@/core/errors';
import { storageWords } from '@/core/sentences/uploads';

export interface S3Place {
  readonly bucket: string;
  readonly key: string;
  /** Keys that the policy statement must cover, such as `prefix/*`. */
  readonly scope: string;
  readonly actions: readonly string[];
}

const denied = new Set([
  'AccessDenied',
  'Forbidden',
  'InvalidAccessKeyId',
  'SignatureDoesNotMatch',
  'ExpiredToken',
  'InvalidToken',
  'CredentialsProviderError',
  'AllAccessDisabled',
]);
const full = new Set(['XMinioStorageFull', 'QuotaExceeded', 'InsufficientStorage', 'InsufficientCapacity', 'XAmzQuotaExceeded']);
const absent = new Set(['NoSuchKey', 'NotFound', 'NoSuchVersion']);

/** What S3 or the way to it says, in the words of a storage provider. What neither said, such as an error of the body's sender, stays as it is. */
export function explainS3Error(error: unknown, place: S3Place): Error {
  if (isAppError(error)) return error;
  const { name, status } = factsOf(error);
  if (error instanceof Error && status === null && !isNetworkError(error)) return error;
  if (denied.has(name) || status === 401 || status === 403) return accessDenied(error, name, place);
  if (name === 'NoSuchBucket' || name === 'InvalidBucketName') return noBucket(error, place);
  if (name === 'NoSuchUpload') {
    return new AppError('UPLOAD_INCOMPLETE', { detail: storageWords.uploadForgotten(), fix: storageWords.startAgain(), cause: error });
  }
  if (name === 'InvalidPart' || name === 'InvalidPartOrder') {
    return new AppError('UPLOAD_INCOMPLETE', {
      detail: storageWords.partNotAsSent(),
      fix: storageWords.sendMissing(),
      cause: error,
    });
  }
  if (name === 'EntityTooSmall' || name === 'BadDigest' || name === 'EntityTooLarge') {
    return new AppError('UPLOAD_PART_REJECTED', { detail: storageWords.bytesRefused({ said: name }), cause: error });
  }
  if (absent.has(name) || status === 404)
    return new AppError('NOT_FOUND', { detail: storageWords.noObject({ key: place.key, bucket: place.bucket }), cause: error });
  if (full.has(name) || status === 507) {
    return new AppError('STORAGE_FULL', { detail: storageWords.bucketFull({ bucket: place.bucket }), fix: storageWords.raiseQuota(), cause: error });
  }
  return new AppError('STORAGE_UNREACHABLE', {
    detail: storageWords.s3Odd({ said: `${name || 'no answer'}${status === null ? '' : ` (${status})`}` }),
    fix: storageWords.lookAtEndpoint(),
    retryAfterSeconds: 5,
    cause: error,
  });
}

/** The name of an S3 error and its HTTP status, where there was an answer. */
export function factsOf(error: unknown): { name: string; status: number | null } {
  if (typeof error !== 'object' || error === null) return { name: '', status: null };
  const code = 'Code' in error && typeof error.Code === 'string' ? error.Code : '';
  const name = code !== '' ? code : 'name' in error && typeof error.name === 'string' ? error.name : '';
  const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number } | undefined) : undefined;
  return { name, status: metadata?.httpStatusCode ?? null };
}

function isNetworkError(error: Error): boolean {
  return 'code' in error || 'errno' in error || error.name === 'TimeoutError' || error.name === 'CredentialsProviderError';
}

function accessDenied(error: unknown, name: string, place: S3Place): AppError {
  const statement = {
    Effect: 'Allow',
    Action: place.actions,
    Resource: [`arn:aws:s3:::${place.bucket}`, `arn:aws:s3:::${place.bucket}/${place.scope}`],
  };
  const credentials = name === 'CredentialsProviderError';
  return new AppError('S3_ACCESS_DENIED', {
    detail: credentials ? storageWords.noCredentials() : storageWords.accessRefused({ bucket: place.bucket, key: place.key, said: name || 'Forbidden' }),
    fix: credentials ? storageWords.setCredentials() : storageWords.addStatement({ statement: JSON.stringify(statement) }),
    evidence: name,
    cause: error,
  });
}

function noBucket(error: unknown, place: S3Place): AppError {
  return new AppError('S3_NOT_FOUND', {
    detail: storageWords.noBucket({ bucket: place.bucket }),
    fix: storageWords.correctBucket(),
    cause: error,
  });
}
