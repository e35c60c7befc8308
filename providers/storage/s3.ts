import { Readable } from 'node:stream';
import {
  AbortMultipartUploadCommand,
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  DeleteObjectCommand,
  GetBucketCorsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListMultipartUploadsCommand,
  ListObjectsV2Command,
  ListPartsCommand,
  type S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { isAppError } from '@/core/errors';
import type { Words } from '@/core/sentences/sentence';
import { storageWords } from '@/core/sentences/uploads';
import { checkStorage } from './check';
import { checkKey } from './key';
import type { ListedObject, PartUrl, StorageProvider, StoredPart } from './provider';
import { createS3Client, type S3Access } from './s3-client';
import { copyObject, type Target } from './s3-copy';
import { explainS3Error, factsOf } from './s3-errors';
import { putObject } from './s3-put';

const partUrlSeconds = 60 * 60;
/** Parts of uploads carry no later time than that of their beginning, so this is long. */
const leftoverMs = 30 * 24 * 60 * 60_000;
const actions = ['s3:GetObject', 's3:PutObject', 's3:DeleteObject', 's3:AbortMultipartUpload', 's3:ListBucket', 's3:ListMultipartUploadParts'];

export interface S3StorageOptions extends S3Access {
  readonly bucket: string;
  /** Without slashes at its ends; may be empty. */
  readonly prefix: string;
}

/** What a bucket needs, so that a browser may send parts to it and read their ETags. */
export const corsRules = [{ AllowedOrigins: ['*'], AllowedMethods: ['PUT'], AllowedHeaders: ['*'], ExposeHeaders: ['ETag'], MaxAgeSeconds: 3000 }];

/** Objects in an S3 bucket below a prefix. Parts go straight from the browser to S3 by signed addresses. */
export class S3Storage implements StorageProvider {
  readonly kind = 's3';
  readonly #client: S3Client;
  readonly #bucket: string;
  readonly #prefix: string;

  constructor(options: S3StorageOptions) {
    this.#client = createS3Client(options);
    this.#bucket = options.bucket;
    this.#prefix = options.prefix === '' ? '' : `${options.prefix}/`;
  }

  async put(key: string, body: Uint8Array | Readable, sizeBytes?: number): Promise<void> {
    const length = body instanceof Uint8Array ? body.byteLength : sizeBytes;
    if (length === undefined) throw new Error('the length of a stream must be given');
    await this.#ask(this.#target(key), (target) => putObject(this.#client, target, body, length));
  }

  get(key: string, range?: { start: number; end: number }): Promise<Readable> {
    return this.#ask(this.#target(key), async (target) => {
      const asked = range === undefined ? {} : { Range: `bytes=${range.start}-${range.end}` };
      const { Body } = await this.#client.send(new GetObjectCommand({ ...target, ...asked }));
      if (!(Body instanceof Readable)) throw new Error('S3 gave no body');
      return Body;
    });
  }

  async size(key: string): Promise<number | null> {
    return this.#ask(this.#target(key), async (target) => {
      try {
        return (await this.#client.send(new HeadObjectCommand(target))).ContentLength ?? null;
      } catch (error) {
        const known = explainS3Error(error, this.#place(target));
        if (isAppError(known) && known.code === 'NOT_FOUND') return null;
        throw known;
      }
    });
  }

  async remove(key: string): Promise<void> {
    await this.#ask(this.#target(key), (target) => this.#client.send(new DeleteObjectCommand(target)));
  }

  async copy(from: string, to: string): Promise<void> {
    await this.#ask(this.#target(from), (source) => copyObject(this.#client, source, this.#target(to)));
  }

  async move(from: string, to: string): Promise<void> {
    await this.copy(from, to);
    await this.remove(from);
  }

  async freeBytes(): Promise<null> {
    return null;
  }

  async *list(prefix: string): AsyncGenerator<ListedObject> {
    let after: string | undefined;
    do {
      const page = await this.#ask({ Bucket: this.#bucket, Key: this.#prefix }, () =>
        this.#client.send(new ListObjectsV2Command({ Bucket: this.#bucket, Prefix: `${this.#prefix}${prefix}`, ContinuationToken: after })),
      );
      for (const { Key, Size, LastModified } of page.Contents ?? []) {
        // of unknown age counts as new
        if (Key !== undefined) yield { key: Key.slice(this.#prefix.length), sizeBytes: Size ?? 0, modifiedAt: LastModified?.getTime() ?? Date.now() };
      }
      after = page.IsTruncated ? page.NextContinuationToken : undefined;
    } while (after !== undefined);
  }

  async beginUpload(key: string, _uploadId: string): Promise<string> {
    return this.#ask(this.#target(key), async (target) => {
      const known = await this.#client.send(new ListMultipartUploadsCommand({ Bucket: target.Bucket, Prefix: target.Key }));
      const mine = known.Uploads?.find((upload) => upload.Key === target.Key)?.UploadId;
      if (mine !== undefined) return mine;
      const { UploadId } = await this.#client.send(new CreateMultipartUploadCommand(target));
      if (UploadId === undefined) throw new Error('S3 gave no upload id');
      return UploadId;
    });
  }

  /** The length is signed too: S3 refuses a part of another one. */
  async signParts(key: string, token: string, _uploadId: string, parts: readonly { number: number; sizeBytes: number }[]): Promise<PartUrl[]> {
    return this.#ask(this.#target(key), (target) =>
      Promise.all(
        parts.map(async ({ number, sizeBytes }) => {
          const command = new UploadPartCommand({ ...target, UploadId: token, PartNumber: number, ContentLength: sizeBytes });
          const url = await getSignedUrl(this.#client, command, { expiresIn: partUrlSeconds, signableHeaders: new Set(['host', 'content-length']) });
          return { number, url };
        }),
      ),
    );
  }

  async listParts(key: string, token: string): Promise<StoredPart[]> {
    return this.#ask(this.#target(key), async (target) => {
      const parts: StoredPart[] = [];
      let after: string | undefined;
      do {
        const page = await this.#client.send(new ListPartsCommand({ ...target, UploadId: token, PartNumberMarker: after }));
        for (const { PartNumber, Size, ETag } of page.Parts ?? []) {
          if (PartNumber !== undefined && ETag !== undefined) parts.push({ number: PartNumber, sizeBytes: Size ?? 0, etag: ETag });
        }
        after = page.IsTruncated ? page.NextPartNumberMarker : undefined;
      } while (after !== undefined);
      return parts;
    });
  }

  async completeUpload(key: string, token: string, parts: readonly StoredPart[]): Promise<void> {
    await this.#ask(this.#target(key), async (target) => {
      const Parts = parts.map(({ number, etag }) => ({ PartNumber: number, ETag: etag }));
      try {
        await this.#client.send(new CompleteMultipartUploadCommand({ ...target, UploadId: token, MultipartUpload: { Parts } }));
      } catch (error) {
        const completedBefore = factsOf(error).name === 'NoSuchUpload' && (await this.size(key)) !== null;
        if (!completedBefore) throw error;
      }
    });
  }

  async abortUpload(key: string, token: string): Promise<void> {
    await this.#ask(this.#target(key), async (target) => {
      await this.#client.send(new AbortMultipartUploadCommand({ ...target, UploadId: token })).catch((error: unknown) => {
        if (factsOf(error).name !== 'NoSuchUpload') throw error;
      });
    });
  }

  async sweep(): Promise<void> {
    const before = Date.now() - leftoverMs;
    await this.#ask({ Bucket: this.#bucket, Key: this.#prefix }, async ({ Bucket, Key }) => {
      const { Uploads } = await this.#client.send(new ListMultipartUploadsCommand({ Bucket, Prefix: Key }));
      for (const upload of Uploads ?? []) {
        if ((upload.Initiated?.getTime() ?? before) >= before) continue;
        await this.#client.send(new AbortMultipartUploadCommand({ Bucket, Key: upload.Key, UploadId: upload.UploadId }));
      }
    });
  }

  async check(): Promise<{ ok: boolean; detail: Words; fix?: Words }> {
    const place = `s3://${this.#bucket}/${this.#prefix}`;
    const result = await checkStorage(this, place);
    if (!result.ok || (await this.#browsersMaySend())) return result;
    return {
      ...result,
      detail: storageWords.noCors({ place }),
      fix: storageWords.setCors({ rules: JSON.stringify(corsRules) }),
    };
  }

  /** Unknown counts as yes: many stores allow all origins without a configuration, or do not tell. */
  async #browsersMaySend(): Promise<boolean> {
    try {
      const { CORSRules } = await this.#client.send(new GetBucketCorsCommand({ Bucket: this.#bucket }));
      return (CORSRules ?? []).some((rule) => rule.AllowedMethods?.includes('PUT') && rule.ExposeHeaders?.some((header) => header.toLowerCase() === 'etag'));
    } catch (error) {
      return factsOf(error).name !== 'NoSuchCORSConfiguration';
    }
  }

  #target(key: string): Target {
    return { Bucket: this.#bucket, Key: `${this.#prefix}${checkKey(key)}` };
  }

  #place({ Key }: Target) {
    return { bucket: this.#bucket, key: Key, scope: `${this.#prefix}*`, actions };
  }

  async #ask<T>(target: Target, work: (target: Target) => Promise<T>): Promise<T> {
    try {
      return await work(target);
    } catch (error) {
      throw explainS3Error(error, this.#place(target));
    }
  }
}
