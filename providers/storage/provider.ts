import type { Readable } from 'node:stream';
import type { Words } from '@/core/sentences/sentence';

/** One part of an upload under way. */
export interface StoredPart {
  readonly number: number;
  readonly sizeBytes: number;
  readonly etag: string;
}

/** Where the browser sends a part; relative addresses are this installation's own. */
export interface PartUrl {
  readonly number: number;
  readonly url: string;
}

/** An object as a listing shows it; `modifiedAt` in ms since 1970. */
export interface ListedObject {
  readonly key: string;
  readonly sizeBytes: number;
  readonly modifiedAt: number;
}

/**
 * Object storage: artifacts, request logs, data sets. Keys are `/`-separated relative paths.
 * Every error is an AppError: `STORAGE_FULL`, `STORAGE_UNREACHABLE`, `NOT_FOUND`, `S3_ACCESS_DENIED`, `UPLOAD_PART_REJECTED`.
 */
export interface StorageProvider {
  readonly kind: 'disk' | 's3';
  /** Stores a whole object; visible only when complete. `sizeBytes` is needed where the body is a stream. */
  put(key: string, body: Uint8Array | Readable, sizeBytes?: number): Promise<void>;
  /** Bytes from `start` to `end`, both included; the whole object without a range. */
  get(key: string, range?: { start: number; end: number }): Promise<Readable>;
  size(key: string): Promise<number | null>;
  remove(key: string): Promise<void>;
  copy(from: string, to: string): Promise<void>;
  /** A copy after which `from` is gone; where the storage can, without moving bytes. */
  move(from: string, to: string): Promise<void>;
  /** Bytes that still fit; null where the storage names no limit. */
  freeBytes(): Promise<number | null>;
  list(prefix: string): AsyncIterable<ListedObject>;

  /** Begins a multipart upload to `key`; the token names it in the calls below. Idempotent for one upload id. */
  beginUpload(key: string, uploadId: string): Promise<string>;
  /** Signed, expiring addresses for the given parts. */
  signParts(key: string, token: string, uploadId: string, parts: readonly { number: number; sizeBytes: number }[]): Promise<PartUrl[]>;
  /** What really arrived, asked of the storage. */
  listParts(key: string, token: string): Promise<StoredPart[]>;
  /** Joins the parts into the object. @throws AppError `UPLOAD_INCOMPLETE` */
  completeUpload(key: string, token: string, parts: readonly StoredPart[]): Promise<void>;
  abortUpload(key: string, token: string): Promise<void>;

  /** Removes what broken-off writes and forgotten uploads left behind, long after any of them can still be going on. */
  sweep(): Promise<void>;

  /** Writes, reads and removes a small object; the set-up page and status show the result. An `ok` one may still have a `fix` for something that lacks. */
  check(): Promise<{ ok: boolean; detail: Words; fix?: Words }>;
}

/** Content address of a file. */
export const objectKey = (sha256: string): string => `objects/${sha256.slice(0, 2)}/${sha256}`;
export const stagingKey = (uploadId: string): string => `staging/${uploadId}`;
export const requestLogKey = (segmentId: string): string => `request-logs/${segmentId}`;
