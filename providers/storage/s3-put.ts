import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  PutObjectCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { AppError } from '@/core/errors';
import { storageWords } from '@/core/sentences/uploads';
import type { Target } from './s3-copy';

const partBytesMin = 16 * 1024 * 1024;
const partsMax = 9_000;

/** Sends an object: in one call where it is small, else in parts, so that a broken connection costs one part and memory stays at one part. */
export async function putObject(client: S3Client, target: Target, body: Uint8Array | Readable, sizeBytes: number): Promise<void> {
  const stream = body instanceof Uint8Array ? Readable.from([body]) : body;
  if (sizeBytes > partBytesMin) return putInParts(client, target, stream, sizeBytes);
  // A stream is read first: one that breaks off must not become an object, and a call that is tried again needs its bytes again.
  const Body = body instanceof Uint8Array ? body : Buffer.concat((await stream.toArray()) as Uint8Array[]);
  requireSize(Body.byteLength, sizeBytes);
  await client.send(new PutObjectCommand({ ...target, Body, ContentLength: sizeBytes }));
}

async function putInParts(client: S3Client, target: Target, body: Readable, sizeBytes: number): Promise<void> {
  const partBytes = Math.max(partBytesMin, Math.ceil(sizeBytes / partsMax));
  const { UploadId } = await client.send(new CreateMultipartUploadCommand(target));
  try {
    const Parts: { PartNumber: number; ETag: string | undefined }[] = [];
    let sent = 0;
    for await (const Body of pieces(body, partBytes)) {
      const PartNumber = Parts.length + 1;
      const { ETag } = await client.send(new UploadPartCommand({ ...target, UploadId, PartNumber, Body, ContentLength: Body.byteLength }));
      Parts.push({ PartNumber, ETag });
      sent += Body.byteLength;
    }
    if (sent !== sizeBytes)
      throw new AppError('UPLOAD_PART_REJECTED', { detail: storageWords.announced({ expected: sizeBytes, got: sent }), fix: storageWords.sendAgain() });
    await client.send(new CompleteMultipartUploadCommand({ ...target, UploadId, MultipartUpload: { Parts } }));
  } catch (error) {
    await client.send(new AbortMultipartUploadCommand({ ...target, UploadId }));
    throw error;
  }
}

function requireSize(sent: number, sizeBytes: number): void {
  if (sent === sizeBytes) return;
  throw new AppError('UPLOAD_PART_REJECTED', { detail: storageWords.announced({ expected: sizeBytes, got: sent }), fix: storageWords.sendAgain() });
}

async function* pieces(body: Readable, bytes: number): AsyncGenerator<Buffer> {
  let held: Uint8Array[] = [];
  let length = 0;
  for await (const chunk of body as AsyncIterable<Uint8Array>) {
    held.push(chunk);
    length += chunk.byteLength;
    if (length < bytes) continue;
    const all = Buffer.concat(held);
    const whole = all.byteLength - (all.byteLength % bytes);
    for (let at = 0; at < whole; at += bytes) yield all.subarray(at, at + bytes);
    held = [all.subarray(whole)];
    length = all.byteLength - whole;
  }
  if (length > 0) yield Buffer.concat(held);
}
