import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { open } from 'node:fs/promises';
import type { Client, Upload } from './client';
import { ApiError } from './http';

export interface UploadProgress {
  readonly phase: 'hashing' | 'sending' | 'verifying';
  readonly doneBytes: number;
  readonly totalBytes: number;
}

const partsAtOnce = 4;
const attempts = 5;

/**
 * Sends one file in parts and waits until the server has checked its SHA-256. Parts that arrived earlier are not sent again.
 * @param filename its name on the server; a relative path where several files make one model
 * @returns the upload, state `Ready`
 * @throws ApiError of the last attempt, or the upload's own reason when the server refuses the content
 */
export async function uploadFile(client: Client, path: string, filename: string, onProgress: (progress: UploadProgress) => void): Promise<Upload> {
  const { sha256, sizeBytes } = await hashFile(path, onProgress);
  let upload = await client.uploads.create({ filename, sizeBytes, sha256 });
  if (upload.state !== 'Ready') {
    await sendParts(client, path, upload, onProgress);
    onProgress({ phase: 'verifying', doneBytes: sizeBytes, totalBytes: sizeBytes });
    upload = await client.uploads.complete(upload.id);
  }
  while (upload.state !== 'Ready') {
    if (upload.state === 'Failed') {
      throw new ApiError(409, { code: upload.reason?.code, detail: upload.reason?.message, fix: upload.reason?.fix, evidence: upload.reason?.evidence });
    }
    await new Promise((next) => setTimeout(next, 200));
    upload = await client.uploads.get(upload.id);
  }
  return upload;
}

async function hashFile(path: string, onProgress: (progress: UploadProgress) => void): Promise<{ sha256: string; sizeBytes: number }> {
  const file = await open(path);
  const totalBytes = (await file.stat()).size;
  await file.close();
  const hash = createHash('sha256');
  let doneBytes = 0;
  for await (const chunk of createReadStream(path, { highWaterMark: 1024 * 1024 })) {
    hash.update(chunk as Buffer);
    doneBytes += (chunk as Buffer).byteLength;
    onProgress({ phase: 'hashing', doneBytes, totalBytes });
  }
  return { sha256: hash.digest('hex'), sizeBytes: doneBytes };
}

async function sendParts(client: Client, path: string, upload: Upload, onProgress: (progress: UploadProgress) => void): Promise<void> {
  const waiting = upload.parts.filter((part) => !part.arrived);
  let doneBytes = upload.parts.filter((part) => part.arrived).reduce((sum, part) => sum + part.sizeBytes, 0);
  const file = await open(path);
  try {
    const sender = async (): Promise<void> => {
      for (let part = waiting.shift(); part !== undefined; part = waiting.shift()) {
        const bytes = new Uint8Array(part.sizeBytes);
        const { bytesRead } = await file.read(bytes, 0, part.sizeBytes, (part.number - 1) * upload.partSizeBytes);
        if (bytesRead !== part.sizeBytes) throw new ApiError(0, { code: 'UPLOAD_FILE_CHANGED', detail: `${path} was cut while it was being sent.` });
        await sendPart(client, upload.id, part, bytes);
        doneBytes += part.sizeBytes;
        onProgress({ phase: 'sending', doneBytes, totalBytes: upload.sizeBytes });
      }
    };
    await Promise.all(Array.from({ length: partsAtOnce }, sender));
  } finally {
    await file.close();
  }
}

/** Tries again with a fresh address, since the old one may have expired. */
async function sendPart(client: Client, uploadId: string, part: Upload['parts'][number], bytes: Uint8Array<ArrayBuffer>): Promise<void> {
  let url = part.url;
  for (let attempt = 1; ; attempt++) {
    const refusal = await put(client, url, bytes);
    if (refusal === null) return;
    if (attempt === attempts) throw refusal;
    await new Promise((next) => setTimeout(next, 250 * 2 ** attempt));
    const now = (await client.uploads.get(uploadId)).parts.find((one) => one.number === part.number);
    if (now?.arrived) return;
    url = now?.url ?? url;
  }
}

/** Relative addresses are the installation's own; others are the object storage's, which must not see our key. */
async function put(client: Client, url: string | null, bytes: Uint8Array<ArrayBuffer>): Promise<Error | null> {
  if (url === null) return new ApiError(0, { detail: 'The server gave no address for a part.' });
  try {
    const answer = await fetch(new URL(url, client.baseUrl), { method: 'PUT', body: bytes });
    const text = await answer.text();
    if (answer.ok) return null;
    return new ApiError(answer.status, text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { detail: text.slice(0, 300) });
  } catch (cause) {
    return new ApiError(0, { detail: `A part could not be sent: ${cause instanceof Error ? cause.message : String(cause)}` });
  }
}
