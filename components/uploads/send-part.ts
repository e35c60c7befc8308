/** Sends one part. `status` 0 = no answer: offline, refused by CORS, or cut. */
export interface PartAnswer {
  readonly status: number;
  /** Body of a refusal, for its code. */
  readonly text: string;
}
export type SendPart = (url: string, body: Blob, onProgress: (bytes: number) => void, signal: AbortSignal) => Promise<PartAnswer>;

/** By XMLHttpRequest, the only way in which browsers tell how much of a body has gone out. */
export const sendPart: SendPart = (url, body, onProgress, signal) =>
  new Promise((resolve) => {
    const request = new XMLHttpRequest();
    const abort = (): void => request.abort();
    const settle = (answer: PartAnswer): void => {
      signal.removeEventListener('abort', abort);
      resolve(answer);
    };
    signal.addEventListener('abort', abort);
    request.open('PUT', url);
    request.upload.onprogress = (event) => onProgress(event.loaded);
    request.onload = () => settle({ status: request.status, text: request.responseText });
    request.onerror = () => settle({ status: 0, text: '' });
    request.onabort = () => settle({ status: 0, text: '' });
    request.send(body);
  });
