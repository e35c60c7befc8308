import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CopyObjectCommand,
  CreateMultipartUploadCommand,
  HeadObjectCommand,
  type S3Client,
  UploadPartCopyCommand,
} from '@aws-sdk/client-s3';

/** One object as the SDK's commands take it. */
export interface Target {
  readonly Bucket: string;
  readonly Key: string;
}

const gibibyte = 1024 * 1024 * 1024;
/** S3 copies at most 5 GiB in one call. */
const singleCopyBytesMax = 5 * gibibyte;

/** Copies inside S3, in parts where the object is too large for one call. */
export async function copyObject(client: S3Client, from: Target, to: Target, limits = { single: singleCopyBytesMax, part: gibibyte }): Promise<void> {
  const CopySource = `${from.Bucket}/${from.Key.split('/').map(encodeURIComponent).join('/')}`;
  const sizeBytes = (await client.send(new HeadObjectCommand(from))).ContentLength ?? 0;
  if (sizeBytes <= limits.single) {
    await client.send(new CopyObjectCommand({ ...to, CopySource }));
    return;
  }
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(to));
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    for (let start = 0; start < sizeBytes; start += limits.part) {
      const end = Math.min(start + limits.part, sizeBytes) - 1;
      const PartNumber = Parts.length + 1;
      const range = { CopySource, CopySourceRange: `bytes=${start}-${end}` };
      const { CopyPartResult } = await client.send(new UploadPartCopyCommand({ ...to, ...range, UploadId, PartNumber }));
      Parts.push({ PartNumber, ETag: CopyPartResult?.ETag });
    }
    await client.send(new CompleteMultipartUploadCommand({ ...to, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...to, UploadId }));
    throw error;
  }
}
