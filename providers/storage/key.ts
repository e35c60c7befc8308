import { AppError } from '@/core/errors';

const segment = /^[A-Za-z0-9_][A-Za-z0-9._=@+-]{0,199}$/;
const id = /^[A-Za-z0-9_-]{1,64}$/;

/** A key as it may be used in paths: `/`-separated plain words. @throws AppError `BAD_REQUEST` on anything that could lead elsewhere */
export function checkKey(key: string): string {
  if (key.length <= 1024 && key.split('/').every((part) => segment.test(part))) return key;
  throw new AppError('BAD_REQUEST', { detail: `${JSON.stringify(key.slice(0, 100))} is not a storage key.` });
}

/** An upload's id as it may be used in paths. @throws AppError `BAD_REQUEST` */
export function checkUploadId(uploadId: string): string {
  if (id.test(uploadId)) return uploadId;
  throw new AppError('BAD_REQUEST', { detail: `${JSON.stringify(uploadId.slice(0, 100))} is not the id of an upload.` });
}
