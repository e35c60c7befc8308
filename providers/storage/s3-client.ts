import { S3Client, type S3ClientConfig } from '@aws-sdk/client-s3';

/** Where the S3 API is and who asks. All of it comes from the AWS SDK's usual variables unless given. */
export interface S3Access {
  readonly endpoint?: string | undefined;
  readonly region?: string | undefined;
  readonly credentials?: S3ClientConfig['credentials'];
  readonly forcePathStyle: boolean;
}

/**
 * A client that S3-compatible stores understand: checksums only where the API demands them. The SDK's own default would also put the CRC of an
 * empty body into signed part addresses, which real parts then fail.
 */
export function createS3Client(access: S3Access, more: Pick<S3ClientConfig, 'followRegionRedirects'> = {}): S3Client {
  const { endpoint, credentials } = access;
  return new S3Client({
    region: access.region ?? process.env.AWS_REGION ?? process.env.AWS_DEFAULT_REGION ?? 'us-east-1',
    forcePathStyle: access.forcePathStyle,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    maxAttempts: 3,
    requestHandler: { connectionTimeout: 5_000, requestTimeout: 120_000 },
    ...more,
    ...(endpoint === undefined ? {} : { endpoint }),
    ...(credentials === undefined ? {} : { credentials }),
  });
}
