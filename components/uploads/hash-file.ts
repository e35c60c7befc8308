import { type ChosenFile, type Fingerprint, headBytes } from './fingerprint';
import type { HashReport, HashRequest } from './hash-worker';

/**
 * SHA-256 of a file, piece by piece in a worker, so that the page stays quick and files of any size fit.
 * @param whole false hashes the first MiB only
 * @throws Error when the file cannot be read (moved or changed since it was chosen), or when aborted
 */
export function hashFile(file: Blob, whole: boolean, signal?: AbortSignal): Promise<string> {
  return new Promise((resolve, reject) => {
    const worker = new Worker(new URL('./hash-worker.ts', import.meta.url), { type: 'module' });
    const end = (): void => {
      worker.terminate();
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = (): void => {
      end();
      reject(new DOMException('aborted', 'AbortError'));
    };
    signal?.addEventListener('abort', onAbort);
    worker.onmessage = (event: MessageEvent<HashReport>) => {
      const report = event.data;
      if (report.type === 'progress') return;
      end();
      if (report.type === 'done') resolve(report.sha256);
      else reject(new Error(report.message));
    };
    worker.onerror = (event) => {
      end();
      reject(new Error(event.message || 'the hashing worker could not start'));
    };
    worker.postMessage({ file, whole } satisfies HashRequest);
  });
}

export async function fingerprintOf({ file, filename }: ChosenFile): Promise<Fingerprint> {
  return { filename, sizeBytes: file.size, modifiedAt: file.lastModified, headSha256: await hashFile(file.slice(0, headBytes), true) };
}
