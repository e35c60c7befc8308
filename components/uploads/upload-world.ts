import { hashFile } from './hash-file';
import { sendPart } from './send-part';
import { uploadApi } from './upload-api';
import type { UploadWorld } from './upload-task';

/** The browser around an upload. */
export const uploadWorld: UploadWorld = {
  api: uploadApi,
  sendPart,
  hash: (file, signal) => hashFile(file, true, signal),
  now: () => performance.now(),
  random: Math.random,
  isOnline: () => navigator.onLine,
  wait: (ms, signal) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      signal.addEventListener('abort', () => {
        clearTimeout(timer);
        resolve();
      });
    }),
  online: (signal) =>
    new Promise((resolve) => {
      window.addEventListener('online', () => resolve(), { once: true, signal });
      signal.addEventListener('abort', () => resolve());
    }),
};
