import { createSHA256 } from 'hash-wasm';
import { headBytes } from './fingerprint';

/** `whole` false: only the first MiB is read. */
export interface HashRequest {
  readonly file: Blob;
  readonly whole: boolean;
}
export type HashReport =
  | { readonly type: 'progress'; readonly bytes: number }
  | { readonly type: 'done'; readonly sha256: string }
  | { readonly type: 'failed'; readonly message: string };

const sliceBytes = 4 * 1_048_576;
const worker = self as unknown as { onmessage: ((event: MessageEvent<HashRequest>) => void) | null; postMessage(report: HashReport): void };

worker.onmessage = (event) => {
  hash(event.data).catch((error: unknown) => worker.postMessage({ type: 'failed', message: error instanceof Error ? error.message : String(error) }));
};

async function hash({ file, whole }: HashRequest): Promise<void> {
  const hasher = await createSHA256();
  const end = whole ? file.size : Math.min(file.size, headBytes);
  for (let at = 0; at < end; at += sliceBytes) {
    const slice = file.slice(at, Math.min(at + sliceBytes, end));
    hasher.update(new Uint8Array(await slice.arrayBuffer()));
    worker.postMessage({ type: 'progress', bytes: Math.min(at + sliceBytes, end) });
  }
  worker.postMessage({ type: 'done', sha256: hasher.digest('hex') });
}
